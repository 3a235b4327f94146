"""What a file states as totals is compared with what was read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdings.kinds import InstrumentKind
from imports.read import read_file
from imports.result import ImportedAccount, ImportedCash, ImportedFile, ImportedPosition
from imports.totals import disagreements, not_compared
from tests.imports.tables import rows_of, written


def position(value: str, currency: str = "USD", value_in_base: str | None = None) -> ImportedPosition:
    return ImportedPosition(
        symbol="EXMP",
        kind=InstrumentKind.STOCK,
        quantity=Decimal(1),
        value=Decimal(value),
        currency=currency,
        value_in_base=Decimal(value_in_base) if value_in_base else None,
        line=1,
    )


def file(*parts: ImportedPosition | ImportedCash, total: str, rates: dict[str, str] | None = None) -> ImportedFile:
    account = ImportedAccount(
        id="1",
        name="One",
        positions=tuple(part for part in parts if isinstance(part, ImportedPosition)),
        cash=tuple(part for part in parts if isinstance(part, ImportedCash)),
        total_in_file=Decimal(total),
    )
    exact = {currency: Decimal(rate) for currency, rate in (rates or {}).items()}
    return ImportedFile(broker="B", base_currency="USD", fx_to_base=exact, accounts=(account,))


@pytest.mark.parametrize("total", ["30.00", "30.015", "29.985"])
def test_rounding_of_each_row_to_the_cent_is_no_disagreement(total: str):
    assert disagreements(file(position("10"), position("20"), total=total)) == ()


@pytest.mark.parametrize("total", ["30.02", "29.98", "-30", "3000"])
def test_a_total_that_differs_by_more_is_told_with_both_figures(total: str):
    (found,) = disagreements(file(position("10"), position("20"), total=total))

    assert (found.what, found.stated, found.read, found.currency) == ("total of 1", Decimal(total), Decimal(30), "USD")


def test_cash_counts_in_its_currency_at_the_files_rate():
    euros = ImportedCash(currency="EUR", amount=Decimal(-100))

    assert disagreements(file(position("500"), euros, total="385.6", rates={"EUR": "1.144"})) == ()


def test_a_rate_with_few_digits_leaves_room_for_what_it_was_rounded_from():
    """1.14 may be any of 1.135 to 1.145: 10,000 euros are 11,350 to 11,450 dollars."""
    assert disagreements(file(position("10000", "EUR"), total="11449", rates={"EUR": "1.14"})) == ()
    assert disagreements(file(position("10000", "EUR"), total="11451", rates={"EUR": "1.14"})) != ()


def test_what_the_file_converted_itself_wins_over_its_rate():
    assert disagreements(file(position("10000", "EUR", "11400"), total="11400", rates={"EUR": "2"})) == ()


def test_a_total_without_a_rate_is_not_compared_and_that_is_said():
    result = file(position("10000", "EUR"), position("1", "JPY"), total="1")

    assert disagreements(result) == ()
    assert not_compared(result) == (
        "The stated total could not be compared: the file has no rate for EUR, JPY.",
    )  # fmt: skip


def test_a_files_total_is_that_of_all_accounts():
    one = file(position("10"), total="10")
    both = one.model_copy(update={"accounts": one.accounts * 2, "total_in_base": Decimal(21)})

    (found,) = disagreements(both)

    assert (found.what, found.stated, found.read) == ("total of the file", Decimal(21), Decimal(20))


@pytest.mark.parametrize(
    ("name", "stated", "changed"),
    [
        ("schwab-positions-all-accounts.csv", "$28,350.25", "28351.25"),
        ("etrade-portfoliodownload.csv", "32100.25", "32101.25"),
    ],
)
def test_a_brokers_total_that_is_not_the_sum_of_its_rows_is_told(name: str, stated: str, changed: str):
    rows = [[changed if cell == stated else cell for cell in row] for row in rows_of(name)]

    (found,) = read_file(name, written(rows)).disagreements

    assert found.stated - found.read == Decimal(1)


def test_a_holding_that_is_missing_from_a_file_is_told():
    name = "schwab-positions-all-accounts.csv"
    rows = [row for row in rows_of(name) if not row or row[0] != "SCHB"]

    (found,) = read_file(name, written(rows)).disagreements

    assert (found.what, found.stated - found.read) == ("total of ...001", Decimal("30862.50"))
