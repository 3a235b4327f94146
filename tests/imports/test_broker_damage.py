"""Damaged files: refused in one line, and never a wrong number."""

from __future__ import annotations

import pytest

from imports.files.source import Source
from imports.formats import FORMATS
from imports.formats.tables import table
from imports.read import read_file
from imports.result import Destiny, ImportedFile, ImportRefused
from tests.imports.compare import read
from tests.imports.tables import LONG, NAMES, NUMBERS, is_heading, rows_of, text_of, written

#: No numbers, or such as can be read in two ways.
GARBAGE = ["12..5", "1.234,56", "1,23", "abc", "1e5", "NaN", "(5", "5)", "--5", "9" * 29, "#REF!", "٣"]


def read_or_refusal(name: str, content: bytes) -> ImportedFile | str:
    try:
        return read_file(name, content)
    except ImportRefused as refusal:
        return str(refusal)


@pytest.mark.parametrize("step", [17, pytest.param(1, marks=pytest.mark.soak)])
@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_cut_off_yields_no_wrong_number(name: str, step: int):
    """It is refused, or what was read of whole rows is right; a last row cut within its last number is doubted."""
    text = text_of(name).replace("\r\n", "\n")
    whole = {
        (position.line, position.quantity, position.value)
        for account in read_file(name, text.encode()).accounts
        for position in account.positions
        if not position.also_on
    }
    several = also_on(name)
    for cut in range(len(text) // 4, len(text), step):
        result = read_or_refusal(name, text[:cut].encode())
        if isinstance(result, str):
            continue
        last = text[:cut].count("\n") + 1
        for account in result.accounts:
            for position in account.positions:
                row = (position.line, position.quantity, position.value)
                # The row that repeats an account is a holding where that account is cut off.
                known = row in whole or position.line in several or position.name == "BROKERAGELINK"
                assert known or (position.line == last and ends_in_a_number(text, cut)), (cut, position)


def also_on(name: str) -> set[int]:
    """Lines of holdings that take several rows, of which fewer may be left."""
    return {each.line for account in read(name).accounts for each in account.positions if each.also_on}


def ends_in_a_number(text: str, cut: int) -> bool:
    """Whether a heading ends with the column of values, whose last digits can go unseen."""
    line = text.rfind("\n", 0, cut) + 1
    heading = next(row for row in reversed(text[:line].splitlines()) if is_heading(row.split(",")))
    return heading.rstrip('"').lower().endswith(("value", "value $", "value ($)", "price", "price ($)", "shares"))


@pytest.mark.parametrize("garbage", GARBAGE)
@pytest.mark.parametrize("name", NAMES)
def test_a_number_that_cannot_be_read_is_named_by_line_and_column(name: str, garbage: str):
    """No row is left out for it: a portfolio without a holding would be as wrong."""
    rows = rows_of(name)
    lines = Source(name, written(rows)).lines()
    positions = [each for account in read_file(name, written(rows)).accounts for each in account.positions]
    line = positions[-1].line
    at = next(index for index, row in enumerate(lines) if row.number == line)
    heading = next(row for row in reversed(rows[:at]) if is_heading(row))
    for names in NUMBERS:
        column = next(place for place, title in enumerate(heading) if title.strip().lower() in names)
        damaged = [list(row) for row in rows]
        damaged[at][column] = garbage

        with pytest.raises(ImportRefused) as refusal:
            read_file(name, written(damaged))

        assert f"{name}: line {line}, column {heading[column].strip()!r}: " in str(refusal.value)
        assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_without_a_column_of_quantities_says_so(name: str):
    def renamed(row: list[str]) -> list[str]:
        return ["Units held" if cell.strip().lower() in NUMBERS[0] else cell for cell in row]

    rows = [renamed(row) if is_heading(row) else row for row in rows_of(name)]

    with pytest.raises(ImportRefused, match=r"line [0-9]+ names no column"):
        read_file(name, written(rows))


def test_a_comma_that_moves_a_row_to_other_columns_is_noticed():
    """`$1,204.50` without quotes would be worth $1."""
    text = text_of("fidelity-older-headings.csv").replace('"$10,000.00"', "$10,000.00")

    with pytest.raises(ImportRefused, match="line 3 has more columns than the heading"):
        read_file("fidelity.csv", text.encode())


@pytest.mark.parametrize(("line", "begins_on"), [("AAPL,200.00", 12), ("     01/06/2025", 13)])
def test_etrades_lots_without_their_holding_are_told(line: str, begins_on: int):
    rows = text_of("etrade-portfoliodownload.csv").splitlines(keepends=True)

    result = read_file("etrade.csv", "".join(row for row in rows if not row.startswith(line)).encode())

    (row,) = [row for row in result.rows if row.what.startswith("lots of")]
    assert (row.destiny, row.line) == (Destiny.SKIPPED, begins_on)
    assert any(warning.startswith(f"Line {begins_on}: the lots have ") for warning in result.warnings)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n\n",
        b"Symbol,Quantity,Price\nAAPL,1,2\n",
        b"Account number,Account name,Symbol\nX0000,Individual,AAPL\n",
        b'"Positions for account Individual ...901 as of 04:05 PM ET, 2026/09/30"\n',
        b"Name;Kurs;Anzahl\nBMW;80,00;3\n",
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x81\x8d\x8f\x90\x9d",
        b"\xff\xfe\x00",
        b"\x00" * 100,
        b'"' + b"a" * 200_000,
        b"{}",
    ],
)
def test_what_has_other_headings_is_recognised_by_no_broker(content: bytes):
    source = Source("file", content)

    assert [each.title for each in FORMATS if each is not table.FORMAT and each.recognises(source)] == []


def test_headings_without_rows_are_refused():
    heading = rows_of("fidelity-positions-2026.csv")[:1]

    with pytest.raises(ImportRefused, match="no row with an account or a holding"):
        read_file("empty.csv", written(heading))


@pytest.mark.parametrize("cell", LONG, ids=lambda cell: cell[:3])
@pytest.mark.parametrize("name", NAMES)
def test_very_long_cells_are_refused(name: str, cell: str):
    rows = rows_of(name)
    at = len(rows) // 2
    rows[at] = [*rows[at][:1], cell, *rows[at][2:]]

    outcome = read_or_refusal(name, written(rows))

    assert isinstance(outcome, str)
    assert "\n" not in outcome


def test_large_files_are_refused_in_one_line():
    rows = rows_of("vanguard-holdings-only.csv")

    with pytest.raises(ImportRefused, match="more than 30,000 lines"):
        read_file("long.csv", written(rows[:1] + rows[1:2] * 30_001))
    with pytest.raises(ImportRefused, match="more than 500 columns"):
        read_file("wide.csv", written([*rows, ["x"] * 501]))
