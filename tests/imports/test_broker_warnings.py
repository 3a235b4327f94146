"""What a file leaves in doubt is read, and told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from imports.read import read_file
from imports.result import ImportedFile
from tests.imports.tables import text_of


def read_without(name: str, *beginnings: str) -> ImportedFile:
    rows = text_of(name).splitlines(keepends=True)
    return read_file(name, "".join(row for row in rows if not row.startswith(beginnings)).encode())


@pytest.mark.parametrize(
    ("name", "beginning", "warning"),
    [
        ("fidelity-positions-2026.csv", '"Date downloaded', "no line with the day of its download"),
        ("schwab-positions-all-accounts.csv", '"Positions Total"', "no total for ...000"),
        ("etrade-portfoliodownload.csv", "TOTAL", "no row TOTAL"),
    ],
)
def test_a_file_without_its_last_lines_may_be_cut_off(name: str, beginning: str, warning: str):
    assert not any("cut off" in each for each in read_file(name, text_of(name).encode()).warnings)

    warnings = read_without(name, beginning).warnings

    assert any(warning in each and each.endswith("it may be cut off.") for each in warnings)


def test_etrades_two_totals_that_differ_are_told():
    text = text_of("etrade-portfoliodownload.csv").replace("20.67,32100.25", "20.67,32000.25")

    result = read_file("etrade.csv", text.encode())

    assert result.accounts[0].total_in_file == Decimal("32100.25")
    assert "Line 19: the row TOTAL does not have the value in the account's summary, 32100.25." in result.warnings


def test_a_link_to_an_account_that_the_file_lacks_is_a_holding():
    """Fidelity's row repeats the account BrokerageLink where the file lists it; else it is all there is of it."""
    (account,) = [
        account
        for account in read_without("fidelity-older-headings.csv", "X0103").accounts
        if account.name == "EXAMPLE INC 401(K)"
    ]

    link = account.positions[0]
    assert (link.name, link.value) == ("BROKERAGELINK", Decimal("11082.50"))


def test_a_fund_without_a_ticker_is_told():
    warnings = read_file("v.csv", text_of("vanguard-ofxdownload.csv").encode()).warnings

    assert any("2050 Trust Plus has neither ticker nor CUSIP" in warning for warning in warnings)


def test_money_without_an_amount_is_told():
    text = text_of("fidelity-positions-2026.csv").replace("-$275.00", "--")

    result = read_file("fidelity.csv", text.encode())

    assert "Line 6: Pending activity states no amount." in result.warnings
    assert result.accounts[0].cash[0].amount == Decimal("1500.25")


def test_a_view_without_accounts_is_one_account():
    text = "Symbol,Description,Quantity,Last Price,Current Value\nEXMP,EXAMPLE CORP,2,$5.00,$10.00\n"

    (account,) = read_file("fidelity.csv", text.encode()).accounts

    assert (account.id, account.name, account.positions[0].value) == (None, "Fidelity", Decimal("10.00"))
