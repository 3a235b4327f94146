"""A read file and the stored portfolio become the portfolio that would be stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from holdings.amounts import RATE_PLACES
from holdings.document import MAX_ACCOUNTS, MAX_POSITIONS, Goal, PortfolioDocument, StatedRate
from holdings.kept import kept_account
from holdings.stored import StoredAccount, StoredPortfolio
from imports.result import ImportedAccount, ImportedFile, ImportRefused
from imports.to_holding import Origin, external_id, first_problem, held_account, shortened


@dataclass(frozen=True)
class Merged:
    document: PortfolioDocument
    replaced: tuple[StoredAccount | None, ...]
    """For each account of the file, the stored one that it replaces."""
    earlier: date | None
    """The day of an earlier import of a file that has no date. The same file is still of that day."""


def merge(imported: ImportedFile, stored: StoredPortfolio, day: date) -> Merged:
    """The accounts of the file instead of the stored ones that they are, beside all others and the profile.

    Args:
        imported: what was read.
        stored: the user's portfolio.
        day: of prices and rates for which the file has no date.

    Raises:
        ImportRefused: the portfolio would be larger than it may be, or holds what cannot be stored.
    """
    replaced = tuple(_found_again(imported.accounts, stored.accounts))
    taken = {account.account_id for account in replaced if account}
    kept = [account for account in stored.accounts if account.account_id not in taken]
    origin = Origin(_name_of(imported), imported.as_of, day)
    _refuse_large(kept, imported)
    brought = [held_account(account, was, origin) for account, was in zip(imported.accounts, replaced, strict=True)]
    # First those that stay: their ids are Alex's, and must be found before a broker's.
    accounts = [*map(kept_account, kept), *brought]
    try:
        document = PortfolioDocument(
            display_name=stored.display_name,
            goal=Goal.model_validate(stored.goal) if stored.goal else None,
            notes=stored.notes,
            currency=imported.base_currency if _is_new(stored) else stored.currency,
            rates=list(_rates(imported, origin)),
            accounts=accounts,
        )
    except ValidationError as error:
        raise ImportRefused(f"the portfolio cannot be stored: {first_problem(error)}") from error
    return Merged(document, replaced, _earlier(replaced, origin))


def _name_of(imported: ImportedFile) -> str:
    """`Fidelity's file`; files without a broker's shape are called by their kind."""
    broker = imported.broker
    if broker in ("CSV", "XLSX"):
        return f"{broker} file"
    return f"{broker}' file" if broker.endswith("s") else f"{broker}'s file"


def _is_new(stored: StoredPortfolio) -> bool:
    """Nothing is stored whose figures another base currency would change."""
    return not stored.accounts and stored.goal is None


def _found_again(
    accounts: Sequence[ImportedAccount], stored: Sequence[StoredAccount]
) -> Iterator[StoredAccount | None]:
    """By the broker's id; else by the name, among stored accounts that no broker's file has named yet."""
    left = {account.account_id: account for account in stored}
    for account in accounts:
        known = [one for one in left.values() if account.id and one.external_id == external_id(account)]
        same = next(iter(known or [one for one in left.values() if _named_alike(account, one)]), None)
        if same:
            del left[same.account_id]
        yield same


def _named_alike(account: ImportedAccount, stored: StoredAccount) -> bool:
    # An account with an id is looked up again by id, name and kind when it is stored.
    fits = not account.id or account.account_kind in (None, stored.kind)
    return not stored.external_id and shortened(account.name) == stored.name and fits


def _rates(imported: ImportedFile, origin: Origin) -> Iterator[StatedRate]:
    for currency, rate in imported.fx_to_base.items():
        if currency != imported.base_currency:
            yield StatedRate(
                currency=currency,
                quote=imported.base_currency,
                rate=round(rate, RATE_PLACES),
                rate_date=origin.as_of or origin.day,
                source=origin.name,
            )


def _refuse_large(kept: Sequence[StoredAccount], imported: ImportedFile) -> None:
    if not imported.accounts:
        raise ImportRefused("the file has no account: nothing would be stored")
    together = [*kept, *imported.accounts]
    if len(together) > MAX_ACCOUNTS:
        raise ImportRefused(f"the portfolio would have {len(together)} accounts: at most {MAX_ACCOUNTS} are allowed")
    positions = sum(len(account.positions) for account in together)
    if positions > MAX_POSITIONS:
        raise ImportRefused(f"the portfolio would have {positions:,} positions: at most {MAX_POSITIONS:,} are allowed")


def _earlier(replaced: Sequence[StoredAccount | None], origin: Origin) -> date | None:
    if origin.as_of:
        return None
    dates = {
        holding.price_date
        for account in replaced
        if account
        for holding in account.positions
        if holding.price_source == origin.source
    }
    return max(dates, default=None)
