"""From a read file to the portfolio that it would make, and to the stored one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from database.data_api import DataApi
from database.errors import Changed
from database.import_mappings import remember_mapping, remembered_mappings
from database.portfolio.own_prices import with_own_prices
from database.portfolio.portfolios import Portfolios, TaggedPortfolio
from imports.formats.tables.remembered import headings_of, known_mapping
from imports.portfolio.merge import Merged, merge
from imports.read import read_file
from imports.result import ImportedFile

#: Of a request without a tag, when another one changes the portfolio meanwhile.
_ATTEMPTS = 3


@dataclass(frozen=True)
class Sent:
    """A file that a user sent."""

    name: str
    content: bytes
    mapping: Mapping[str, str] | None
    """Headings by field, where the user gave any."""


@dataclass(frozen=True)
class Plan:
    before: TaggedPortfolio
    merged: Merged
    after: TaggedPortfolio

    @property
    def changes(self) -> bool:
        return self.before.tag != self.after.tag


def plan_file(db: DataApi, user_id: str, sent: Sent, tags: list[str] | None) -> tuple[ImportedFile, Plan]:
    """What was read, and what storing it would do. Nothing is stored.

    Raises:
        ImportRefused: the file cannot be imported.
        Changed, Incomplete: as for `plan`.
    """
    imported = _read(db, user_id, sent)
    return imported, plan(db, user_id, imported, tags)


def store_file(db: DataApi, user_id: str, sent: Sent, tags: list[str] | None) -> tuple[ImportedFile, Plan]:
    """As `plan_file`, and stores the portfolio and the mapping."""
    imported = _read(db, user_id, sent)
    done = store(db, user_id, imported, tags)
    if sent.mapping and (headings := headings_of(sent.name, sent.content, sent.mapping)):
        remember_mapping(db, user_id, headings, sent.mapping)
    return imported, done


def _read(db: DataApi, user_id: str, sent: Sent) -> ImportedFile:
    mapping = sent.mapping or known_mapping(sent.name, sent.content, remembered_mappings(db, user_id))
    return read_file(sent.name, sent.content, mapping)


def plan(db: DataApi, user_id: str, imported: ImportedFile, tags: list[str] | None) -> Plan:
    """What storing the file would do. Nothing is stored.

    Args:
        db: the user's database.
        user_id: of the portfolio's user.
        imported: what was read.
        tags: the stored portfolio's must be among them; None for any.

    Raises:
        Changed: it is not.
        ImportRefused: the portfolio would be too large, or holds what cannot be stored.
        Incomplete: as for `Portfolios.replace`.
    """
    portfolios = Portfolios(db)
    before = portfolios.get(user_id)
    if tags is not None and before.tag not in tags:
        raise Changed("portfolio")
    stored = with_own_prices(db, user_id, before.portfolio)
    merged = merge(imported, stored, before.today)
    if merged.earlier and merged.earlier != before.today:
        # The same file again must change nothing, though it does not tell its day.
        again = merge(imported, stored, merged.earlier)
        after = portfolios.preview(user_id, again.document, before)
        if after.tag == before.tag:
            return Plan(before, again, after)
    return Plan(before, merged, portfolios.preview(user_id, merged.document, before))


def store(db: DataApi, user_id: str, imported: ImportedFile, tags: list[str] | None) -> Plan:
    """As `plan`, and stores it: in one transaction, on the very portfolio that the plan speaks of."""
    for attempt in range(_ATTEMPTS):
        planned = plan(db, user_id, imported, tags)
        if not planned.changes:
            return planned
        try:
            after = Portfolios(db).replace(user_id, planned.merged.document, [planned.before.tag])
        except Changed:
            if tags is not None or attempt == _ATTEMPTS - 1:
                raise
            continue
        return Plan(planned.before, planned.merged, after)
    raise AssertionError("the last attempt returns or raises")
