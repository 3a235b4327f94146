"""What a file states as totals, beside what was read from it."""

from __future__ import annotations

from collections.abc import Iterator

from imports.result import Exact, ImportedFile, Part
from imports.totals import disagreement, sum_of


class Compared(Part):
    """A total of the file or of one account. At least one of `stated` and `read` is there."""

    account: str | None = None
    """Name of the account; None for the whole file."""
    id: str | None = None
    """The broker's id of the account."""
    currency: str
    stated: Exact | None = None
    """By the file."""
    read: Exact | None = None
    """Of the rows; None if the file has no rate for one of its currencies."""
    agrees: bool | None = None
    """Apart from rounding; None where there is nothing to compare."""


def compared(imported: ImportedFile) -> tuple[Compared, ...]:
    """For each account and for the whole file."""
    return tuple(_compared(imported))


def _compared(imported: ImportedFile) -> Iterator[Compared]:
    base, rates = imported.base_currency, imported.fx_to_base
    for account in (*imported.accounts, None):
        accounts = [account] if account else imported.accounts
        stated = account.total_in_file if account else imported.total_in_base
        ours = sum_of(accounts, base, rates)
        read = None if ours.without_rate else ours.amount
        both = stated is not None and read is not None
        differs = disagreement("", stated, ours, base) if stated is not None else None
        yield Compared(
            account=account.name if account else None,
            id=account.id if account else None,
            currency=base,
            stated=stated,
            read=read,
            agrees=not differs if both else None,
        )
