"""Which stored account each account of a file is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from holdings.stored import StoredAccount
from imports.portfolio.to_holding import external_id, shortened
from imports.result import ImportedAccount, ImportedFile

#: Files without a broker's shape. A person may save one table as either.
_TABLES = {"CSV file", "XLSX file"}
#: Of prices that came with a file, see `source_name`.
_SOURCE = re.compile(r"(.+'s? file|(?:CSV|XLSX|OFX) file)(?: of [0-9-]{10})?")


def source_name(imported: ImportedFile) -> str:
    """`Fidelity's file`; files without a broker's shape are called by their kind, e.g. `OFX file`."""
    broker = imported.broker
    kind = broker.partition(" ")[0]
    if kind in ("CSV", "XLSX", "OFX"):
        return f"{kind} file"
    return f"{broker}' file" if broker.endswith("s") else f"{broker}'s file"


def found_again(imported: ImportedFile, stored: Sequence[StoredAccount]) -> Iterator[StoredAccount | None]:
    """By the broker's id; else by the name, among stored accounts that no broker's file has named yet.

    Never an account of another broker: two may give the same number, or show the same few digits of it.
    """
    left = {account.account_id: account for account in stored if not _is_anothers(account, imported)}
    for account in imported.accounts:
        known = [one for one in left.values() if account.id and one.external_id == external_id(account)]
        same = next(iter(known or [one for one in left.values() if _named_alike(account, one)]), None)
        if same:
            del left[same.account_id]
        yield same


def same_number(imported: ImportedFile, stored: Sequence[StoredAccount]) -> Iterator[str]:
    """A sentence for each account whose number another broker's account has."""
    numbers = {external_id(account) for account in imported.accounts} - {""}
    for account in stored:
        if account.external_id in numbers and _is_anothers(account, imported):
            origin = next(iter(_sources(account)))
            yield (
                f"The account {account.external_id} is stored from {origin}, too: it stays beside this one. "
                "If both are the same, delete one of them."
            )


def _is_anothers(account: StoredAccount, imported: ImportedFile) -> bool:
    name, sources = source_name(imported), _sources(account)
    return bool(sources) and name not in sources and not (name in _TABLES and sources & _TABLES)


def _sources(account: StoredAccount) -> set[str]:
    """The files that its prices came with."""
    return {found[1] for holding in account.positions if (found := _SOURCE.fullmatch(holding.price_source))}


def _named_alike(account: ImportedAccount, stored: StoredAccount) -> bool:
    # An account with an id is looked up again by id, name and kind when it is stored.
    fits = not account.id or account.account_kind in (None, stored.kind)
    return not stored.external_id and shortened(account.name) == stored.name and fits
