"""Brokers' files that a spreadsheet program saved again, and what it does to them."""

from __future__ import annotations

import csv
import io

import pytest

from imports.read import read_file
from imports.result import Destiny, ImportRefused
from tests.imports.compare import FILES, expected, plain
from tests.imports.tables import rows_of

NAMES = ("fidelity-positions-2026.csv", "schwab-positions-all-accounts.csv", "vanguard-ofxdownload.csv")


def saved(rows: list[list[str]], delimiter: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize("name", NAMES)
def test_other_signs_between_the_cells_change_nothing(name: str, delimiter: str):
    """Read as any table, the core positions were left out, and the accounts were other ones."""
    should = expected(name)

    assert plain(read_file(name, saved(rows_of(name), delimiter)), should) == should


def test_an_option_whose_symbol_became_an_error_is_known_by_its_description():
    content = (FILES / NAMES[0]).read_text(encoding="utf-8-sig").replace(" -AAPL270115C250", "#NAME?")

    (position,) = [held for held in read_file("f.csv", content.encode()).accounts[0].positions if held.quantity == -2]

    assert (position.symbol, position.kind, position.value) == ("AAPL 2027-01-15 C 250", "option", -2000)


def test_a_number_with_a_decimal_comma_in_an_american_file_is_refused_with_its_place():
    content = saved(rows_of(NAMES[0]), ";").replace(b"$200.00", b"$200,00")

    with pytest.raises(ImportRefused, match=r"line 3, column 'Last price': '\$200,00' is no number"):
        read_file("f.csv", content)


def test_the_sums_of_schwabs_groups_are_sums():
    content = (
        (FILES / NAMES[1]).read_text().replace('"Cash & Cash', '"Total Equities","","","","$1.00","","",\n"Cash & Cash')
    )

    result = read_file("f.csv", content.encode())

    assert [row.destiny for row in result.rows if row.what == "Total Equities"] == [Destiny.TOTAL, Destiny.TOTAL]


def test_a_holding_with_a_value_and_no_units_is_told():
    rows = rows_of("fidelity-positions-2026.csv")
    at = next(at for at, row in enumerate(rows) if "FXAIX" in row)
    rows[at][4] = "0"

    assert any(
        "FXAIX is left out: has a value, and 0 units." in each for each in read_file("f.csv", saved(rows, ",")).warnings
    )
