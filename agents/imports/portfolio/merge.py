"""A read file and the stored portfolio become the portfolio that would be stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import ValidationError

from holdings.amounts import RATE_PLACES, rounded
from holdings.document import MAX_ACCOUNTS, MAX_POSITIONS, Goal, HeldAccount, Holding, PortfolioDocument, StatedRate
from holdings.evident import evident_kind
from holdings.kept import kept_account
from holdings.stored import StoredAccount, StoredHolding, StoredPortfolio
from imports.portfolio.found_again import found_again, same_number, source_name
from imports.portfolio.implied_rates import implied_rates
from imports.portfolio.to_holding import Origin, first_problem, held_account
from imports.result import ImportedFile, ImportRefused


@dataclass(frozen=True)
class Merged:
    document: PortfolioDocument
    replaced: tuple[StoredAccount | None, ...]
    """For each account of the file, the stored one that it replaces."""
    warnings: tuple[str, ...]
    """One sentence each."""
    earlier: date | None
    """The day of an earlier import of a file that has no date. The same file is still of that day."""


def merge(imported: ImportedFile, stored: StoredPortfolio, day: date) -> Merged:
    """The accounts of the file instead of the stored ones that they are, beside all others and the profile.

    Args:
        imported: what was read.
        stored: the user's portfolio, with the prices that its positions were given.
        day: of prices and rates for which the file has no date.

    Raises:
        ImportRefused: the portfolio would be larger than it may be, or holds what cannot be stored.
    """
    replaced = tuple(found_again(imported, stored.accounts))
    taken = {account.account_id for account in replaced if account}
    kept = [account for account in stored.accounts if account.account_id not in taken]
    origin = Origin(source_name(imported), imported.as_of, day)
    _refuse_large(kept, imported)
    known = _known_names(kept)
    brought = [
        _as_known(held_account(account, was, origin), known)
        for account, was in zip(imported.accounts, replaced, strict=True)
    ]
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
    warnings = (*same_number(imported, stored.accounts), *_newer(replaced, origin), *_future(imported, origin))
    return Merged(document, replaced, warnings, _earlier(replaced, origin))


def _is_new(stored: StoredPortfolio) -> bool:
    """Nothing is stored whose figures another base currency would change."""
    return not stored.accounts and stored.goal is None


def _known_names(kept: Sequence[StoredAccount]) -> dict[str, StoredHolding]:
    """The user's own instruments in other accounts, by each of their identifiers."""
    held = [holding for account in kept for holding in account.positions if holding.own]
    return {key: holding for holding in held for key in (holding.symbol, holding.isin, holding.cusip) if key}


def _as_known(account: HeldAccount, known: Mapping[str, StoredHolding]) -> HeldAccount:
    """With the names that the instruments have already: else two brokers' files would rename them in turn."""

    def named(holding: Holding) -> Holding:
        keys = (holding.symbol, holding.isin, holding.cusip)
        same = next((known[key] for key in keys if key and key in known), None)
        return (
            holding.model_copy(update={"name": same.name}) if same and same.kind == evident_kind(holding) else holding
        )

    return account.model_copy(update={"positions": [named(holding) for holding in account.positions]})


def _rates(imported: ImportedFile, origin: Origin) -> Iterator[StatedRate]:
    """Those that the file states, and those at which it converts."""
    for currency, rate in (implied_rates(imported) | imported.fx_to_base).items():
        if currency != imported.base_currency:
            yield StatedRate(
                currency=currency,
                quote=imported.base_currency,
                rate=rounded(rate, RATE_PLACES),
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


def _newer(replaced: Sequence[StoredAccount | None], origin: Origin) -> Iterator[str]:
    """A sentence for each stored account that a newer file has brought."""
    for account in filter(None, replaced):
        dates = [holding.price_date for holding in account.positions if holding.price_source.startswith(origin.name)]
        if origin.as_of and dates and max(dates) > origin.as_of:
            yield f"The account {account.name} is stored as of {max(dates).isoformat()}, which is newer than this file."


def _future(imported: ImportedFile, origin: Origin) -> Iterator[str]:
    """A sentence where a price is of a day that has come in no time zone: day and month may be in the other order."""
    held = (position.price_date for account in imported.accounts for position in account.positions)
    last = max((day for day in (origin.as_of, *held) if day), default=None)
    if last and last > origin.day + timedelta(days=1):
        yield f"The file has prices of {last.isoformat()}, a day after today: they go before all newer ones until then."


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
