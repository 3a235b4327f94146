"""`alex prices import`: a CSV file with named columns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cli.portfolio.import_prices import read_prices
from cli.shared.errors import UserError
from tests.cli.command_tree import PRICES

TODAY = date(2026, 11, 28)


def test_rows_are_read_exactly_with_what_they_leave_out() -> None:
    first, second, third = read_prices(PRICES, TODAY)
    assert (first.symbol, first.price, first.currency, first.date, first.source) == (
        *("BRK.B", Decimal("512.34"), "USD"),
        *(date(2026, 11, 27), "my list"),
    )
    assert (second.currency, second.source) == ("EUR", "prices.csv")
    assert third.item() == {
        "symbol": "FUND-X",
        "unit_price": 1.2345e-06,
        "currency": "USD",
        "price_date": "2026-11-28",
        "source": "prices.csv",
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: must name the columns symbol and price"),
        ("Ticker,Price\nVOO,1\n", "line 1: must name the columns symbol and price"),
        ("symbol,price,price\nVOO,1,2\n", "line 1: must name the columns"),
        ("symbol,price\n", "has no prices"),
        ("symbol,price\nVOO,dear\n", 'line 2: price: must be a number, is "dear"'),
        ("symbol,price\n\nVOO,-1\n", 'line 3: price: must be greater than 0, is "-1"'),
        ("symbol,price\nVOO\n", "line 2: price: is required"),
        ("symbol,price\nVOO,1,2\n", "line 2: has more cells than the heading"),
        ("symbol,price,date\nVOO,1,27.11.2026\n", "line 2: date: must be a date such as 2026-11-27"),
        (
            "symbol,price,currency\nVOO,1,dollars\n",
            "line 2: currency: must be a currency's code of three letters, e.g. USD",
        ),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(text)
    with pytest.raises(UserError) as refused:
        read_prices(file, TODAY)
    assert str(refused.value).startswith(f"{file}: {said}")
    assert "\n" not in str(refused.value)
