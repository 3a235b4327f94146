"""Exchange rates are found, combined and inverted, and never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from holdings.rates import KnownRate, Rates

DAY = date(2026, 11, 27)


def known(currency: str, quote: str, rate: str, **more: Any) -> KnownRate:
    given = {"rate_date": DAY, "source": "ECB", **more}
    return KnownRate(currency=currency, quote=quote, rate=Decimal(rate), **given)


def test_the_base_currency_needs_no_rate() -> None:
    found = Rates([]).find("USD", "USD")

    assert found is not None
    assert (found.rate, found.rate_date) == (1, None)


def test_without_a_way_there_is_no_rate() -> None:
    assert Rates([known("EUR", "USD", "1.16")]).find("JPY", "USD") is None


@pytest.mark.parametrize(("currency", "base", "rate"), [("EUR", "USD", "1.25"), ("USD", "EUR", "0.8")])
def test_a_rate_counts_in_both_directions(currency: str, base: str, rate: str) -> None:
    found = Rates([known("EUR", "USD", "1.25")]).find(currency, base)

    assert found is not None
    assert (found.rate, found.rate_date, found.source) == (Decimal(rate), DAY, "ECB")


def test_two_rates_meet_in_a_third_currency_and_the_older_date_counts() -> None:
    yesterday = date(2026, 11, 26)
    found = Rates([known("EUR", "USD", "1.25"), known("EUR", "JPY", "200", rate_date=yesterday)]).find("JPY", "USD")

    assert found is not None
    assert (found.rate, found.rate_date) == (Decimal("0.00625"), yesterday)


def test_a_users_own_rate_goes_before_one_for_all_and_a_newer_before_an_older() -> None:
    ours, own = known("EUR", "USD", "1.25"), known("EUR", "USD", "1.2", own=True, rate_date=date(2026, 1, 1))
    newer = known("USD", "EUR", "0.5", own=True)

    assert [Rates(rates).find("EUR", "USD").rate for rates in ([ours, own], [own, ours], [own, newer])] == [  # pyright: ignore[reportOptionalMemberAccess]
        Decimal("1.2"),
        Decimal("1.2"),
        Decimal(2),
    ]
