"""What a file states as totals, against what was read from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from imports.result import Disagreement, ImportedAccount, ImportedFile

#: Brokers round each row to the cent before or after they add up.
_HALF_CENT = Decimal("0.005")


@dataclass(frozen=True)
class Sum:
    """The worth of accounts in a base currency."""

    amount: Decimal
    uncertainty: Decimal
    """By as much may rounding in the file make it differ."""
    without_rate: frozenset[str]
    """Currencies that could not be counted, for the file states neither a rate nor the converted value."""


def sum_of(accounts: Iterable[ImportedAccount], base: str, rates: Mapping[str, Decimal]) -> Sum:
    """Cash and positions of accounts.

    Args:
        rates: units of the base currency for one unit of each currency.
    """
    amount, uncertainty, missing = Decimal(0), _HALF_CENT, set[str]()
    for account in accounts:
        parts = [(cash.amount, cash.currency, cash.value_in_base) for cash in account.cash]
        parts += [(each.value, each.currency, each.value_in_base) for each in account.positions]
        for value, currency, value_in_base in parts:
            uncertainty += _HALF_CENT
            if value_in_base is not None:
                amount += value_in_base
            elif currency == base:
                amount += value
            elif currency in rates:
                amount += value * rates[currency]
                uncertainty += abs(value) * _half_of_last_place(rates[currency])
            else:
                missing.add(currency)
    return Sum(amount, uncertainty, frozenset(missing))


def disagreement(what: str, stated: Decimal, read: Sum, currency: str) -> Disagreement | None:
    """None where a stated total is what was read, but for rounding, or cannot be compared for want of a rate."""
    if read.without_rate or abs(stated - read.amount) <= read.uncertainty:
        return None
    return Disagreement(what=what, stated=stated, read=read.amount, currency=currency)


def disagreements(result: ImportedFile) -> tuple[Disagreement, ...]:
    """All of a file's: each account's total, and that of the file."""
    base, rates = result.base_currency, result.fx_to_base
    found = [
        disagreement(
            f"total of {account.id or account.name}", account.total_in_file, sum_of([account], base, rates), base
        )
        for account in result.accounts
        if account.total_in_file is not None
    ]
    if result.total_in_base is not None:
        whole = sum_of(result.accounts, base, rates)
        found.append(disagreement("total of the file", result.total_in_base, whole, base))
    return tuple(each for each in found if each)


def not_compared(result: ImportedFile) -> tuple[str, ...]:
    """A sentence if a stated total could not be compared, because the file states no rate for a currency."""
    if result.total_in_base is None and all(account.total_in_file is None for account in result.accounts):
        return ()
    missing = sum_of(result.accounts, result.base_currency, result.fx_to_base).without_rate
    if not missing:
        return ()
    return (f"The stated total could not be compared: the file has no rate for {', '.join(sorted(missing))}.",)


def _half_of_last_place(rate: Decimal) -> Decimal:
    exponent = rate.as_tuple().exponent
    return Decimal(5).scaleb(exponent - 1) if isinstance(exponent, int) else Decimal(0)
