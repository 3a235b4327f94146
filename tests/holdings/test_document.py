"""The portfolio document: what people write is kept in units that have rates."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdings.document import Cash, HeldAccount, Holding


@pytest.mark.parametrize(("hundredths", "currency"), [("GBX", "GBP"), ("ZAC", "ZAR"), ("ILA", "ILS")])
def test_what_is_quoted_in_hundredths_is_kept_in_whole_units(hundredths: str, currency: str):
    """It had no value: no bank states a rate of pence."""
    held = Holding.model_validate({"symbol": "VOD.L", "quantity": 1000, "unit_price": "72.5", "currency": hundredths})
    stated = Holding.model_validate({"symbol": "VOD.L", "quantity": 1000, "value": "72500", "currency": hundredths})

    assert (held.currency, held.unit_price, held.value) == (currency, Decimal("0.725"), None)
    assert (stated.currency, stated.unit_price, stated.value) == (currency, None, 725)


def test_cash_in_pence_is_kept_in_pounds():
    account = HeldAccount.model_validate(
        {
            "name": "a",
            "kind": "other",
            "balances": [{"currency": "GBX", "amount": 50}, {"currency": "GBP", "amount": 1}],
        }
    )

    assert account.balances[0] == Cash(currency="GBP", amount=Decimal("0.5"))
    assert account.all_cash == {"USD": 0, "GBP": Decimal("1.5")}


def test_the_smallest_price_in_pence_is_no_price_of_zero():
    held = Holding.model_validate(
        {"symbol": "X", "quantity": 1, "unit_price": "0.000000000001", "value": "1", "currency": "GBX"}
    )

    assert held.unit_price is None
