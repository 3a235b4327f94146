"""The headings of a table, by which a mapping of its columns is found again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from imports.files.source import Source
from imports.files.workbook import is_workbook, sheets
from imports.formats.tables.columns import mapped_columns
from imports.formats.tables.table import DELIMITERS, first_rows, possible_headings


def known_mapping(name: str, content: bytes, remembered: Mapping[str, dict[str, str]]) -> dict[str, str] | None:
    """The mapping for a file with the same headings.

    Args:
        name: of the file.
        content: the file.
        remembered: mappings by the digest of their headings.

    Raises:
        ImportRefused: it is a damaged workbook.
    """
    if not remembered:
        return None
    rows = (line for each in _sheets(name, content) for delimiter in DELIMITERS for line in first_rows(each, delimiter))
    found = (remembered.get(digest(line.cells)) for line in rows if len(line.filled) > 1)
    return next((mapping for mapping in found if mapping), None)


def headings_of(name: str, content: bytes, mapping: Mapping[str, str]) -> str | None:
    """The digest of the row that has the mapping's headings; None if there is none. Raises as `known_mapping`."""
    rows = (line for each in _sheets(name, content) for line, _ in possible_headings(each, mapping))
    fitting = (line for line in rows if len(line.filled) > 1 and mapped_columns(name, line, mapping))
    return next((digest(line.cells) for line in fitting), None)


def digest(headings: Sequence[str]) -> str:
    """SHA-256 in hex, whatever the case of the headings."""
    return hashlib.sha256("\n".join(heading.casefold() for heading in headings).encode()).hexdigest()


def _sheets(name: str, content: bytes) -> list[Source]:
    source = Source(name, content)
    return [sheet for _, sheet in sheets(source)] if is_workbook(content) else [source]
