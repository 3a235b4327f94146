"""Rates at which a file converts its holdings, where it states none."""

from __future__ import annotations

from collections import defaultdict
from decimal import Context, Decimal

from imports.result import ImportedFile

#: The converted value has cents: more digits of the rate would say nothing.
_DIGITS = Context(prec=8)
_CENT, _PART = Decimal("0.01"), Decimal("0.01")


def implied_rates(imported: ImportedFile) -> dict[str, Decimal]:
    """Base currency for one unit of each currency in which holdings or cash have a value in both.

    The largest amount gives the rate, for it is rounded least. Where another row contradicts it by more than 1 %, the
    file converts at several rates, and none is taken.
    """
    pairs: defaultdict[str, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for account in imported.accounts:
        for cash in account.cash:
            if cash.value_in_base is not None:
                pairs[cash.currency].append((cash.amount, cash.value_in_base))
        for held in account.positions:
            if held.value_in_base is not None:
                pairs[held.currency].append((held.value, held.value_in_base))
    rates = {currency: _rate(converted) for currency, converted in pairs.items() if currency != imported.base_currency}
    return {currency: rate for currency, rate in rates.items() if rate is not None}


def _rate(converted: list[tuple[Decimal, Decimal]]) -> Decimal | None:
    value, in_base = max(converted, key=lambda pair: abs(pair[0]))
    if not value or not in_base or (value < 0) != (in_base < 0):
        return None
    rate = _DIGITS.divide(in_base, value)
    agree = all(abs(amount * rate - stated) <= _CENT + abs(stated) * _PART for amount, stated in converted)
    return rate if agree else None
