"""`alex portfolio`: values, date and origin of every price, and what is stale, without value, or contradicts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from rich.console import Console

from cli.portfolio.amounts import Given, amount, money
from cli.portfolio.show import portfolio_view

POSITION: dict[str, Any] = {
    **{"symbol": "VOO", "name": "Vanguard S&P 500 ETF", "quantity": 2, "unit_price": 500.5, "value": 1001},
    **{"currency": "USD", "value_in_base": 864.82, "price_date": "2026-11-27", "price_source": "Fidelity's file"},
    **{"stale": False, "differs_from": None, "kind": "etf"},
}
META = {
    **POSITION,
    **{"symbol": "META", "name": "Metacoin", "quantity": "0.000000000000000001", "unit_price": None, "stale": True},
    **{"currency": "XTS", "value": 0.0000123, "value_in_base": None, "price_date": "2026-01-02", "price_source": ""},
    **{"differs_from": "Meta Platforms (stock)"},
}
PORTFOLIO: dict[str, Any] = {
    **{"display_name": "", "goal": None, "notes": "", "currency": "EUR", "total": 1864.82},
    "unvalued": [{"account": "Mine", "what": "META", "currency": "XTS", "reason": "no rate"}],
    "rates": [
        {
            "currency": "USD",
            "rate": 0.863953,
            "rate_date": "2026-11-27",
            "source": "European Central Bank",
            "stale": False,
        },
        {"currency": "CHF", "rate": 1.07, "rate_date": "2026-01-02", "source": "mine", "stale": True},
    ],
    "accounts": [
        {
            **{"name": "Mine\x1b[31m", "kind": "taxable", "value_in_base": 1864.82},
            "cash": [{"currency": "EUR", "amount": 1000, "value_in_base": 1000}],
            "positions": [POSITION, META],
        }
    ],
}


def shown(portfolio: dict[str, Any]) -> str:
    console = Console(width=200, highlight=False, color_system=None)
    with console.capture() as captured:
        console.print(portfolio_view(portfolio))
    return captured.get()


def test_everything_is_seen_with_its_origin() -> None:
    text = shown(PORTFOLIO)
    for seen in (
        *("Mine", "1,000.00", "500.5", "1,001.00", "864.82", "1,864.82", "2026-11-27, Fidelity's file"),
        *("0.000000000000000001", "0.0000123", "no rate", "2026-01-02 stale"),
        "1 USD = 0.863953 EUR, 2026-11-27, European Central Bank\n",
        "1 CHF = 1.07 EUR, 2026-01-02, mine stale",
        "not counted: META in Mine, no rate",
        "META is your Metacoin; the catalogue's is Meta Platforms (stock)",
    ):
        assert seen in text, seen
    assert "\x1b" not in text


def test_an_empty_portfolio_says_so() -> None:
    assert shown({**PORTFOLIO, "accounts": []}) == "Nothing is stored.\n"


@pytest.mark.parametrize(
    ("given", "all_digits", "as_money"),
    [
        (None, "", ""),
        (0, "0", "0.00"),
        ("1234567.8900", "1,234,567.89", "1,234,567.89"),
        (1e-7, "0.0000001", "0.0000001"),
        ("-0.5", "-0.5", "-0.50"),
        (Decimal("1E+3"), "1,000", "1,000.00"),
        ("12345678901.123456789012345678", "12,345,678,901.123456789012345678", "12,345,678,901.12"),
    ],
)
def test_amounts_are_separated_and_keep_their_digits(given: Given, all_digits: str, as_money: str) -> None:
    assert (amount(given), money(given)) == (all_digits, as_money)
