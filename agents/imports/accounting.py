"""What became of each row, and whether what a file states adds up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from imports.decimals import EXACT
from imports.result import AccountedRow, Destiny, Disagreement, ImportedAccount

_MOST = 200
#: Files round their rates and values: to about four digits, and to cents.
_RELATIVE = Decimal("0.0005")
_ABSOLUTE = Decimal("0.05")


class Ledger:
    """Rows that are no positions of their own. Neighbours with the same fate become one entry."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, str, Destiny, str]] = []

    def add(self, line: int, what: str, destiny: Destiny, why: str) -> None:
        self._rows.append((line, what[:_MOST] or "row without a name", destiny, why[:_MOST]))

    def rows(self) -> tuple[AccountedRow, ...]:
        """In the order of the file."""
        entries: list[AccountedRow] = []
        last = -1
        for line, what, destiny, why in sorted(self._rows, key=lambda row: row[0]):
            if entries and last == line - 1 and (entries[-1].what, entries[-1].destiny, entries[-1].why) == (
                what,
                destiny,
                why,
            ):
                entries[-1] = entries[-1].model_copy(update={"last_line": line})
            else:
                entries.append(AccountedRow(line=line, what=what, destiny=destiny, why=why))
            last = line
        return tuple(entries)


def in_base(
    accounts: Iterable[ImportedAccount], base: str, rates: Mapping[str, Decimal]
) -> Decimal | None:
    """Cash and positions in the base currency; None where the file lacks a rate."""
    total = Decimal(0)
    for account in accounts:
        amounts = [(cash.amount, cash.currency) for cash in account.cash]
        amounts += [(position.value, position.currency) for position in account.positions]
        for amount, currency in amounts:
            rate = Decimal(1) if currency == base else rates.get(currency)
            if rate is None:
                return None
            total = EXACT.add(total, EXACT.multiply(amount, rate))
    return total


def disagreement(what: str, stated: Decimal | None, read: Decimal | None, currency: str) -> tuple[Disagreement, ...]:
    """Empty where they agree within rounding, or where one of them is not known."""
    if stated is None or read is None:
        return ()
    if abs(stated - read) <= max(_ABSOLUTE, abs(stated) * _RELATIVE):
        return ()
    return (Disagreement(what=what, stated=stated, read=read, currency=currency),)
