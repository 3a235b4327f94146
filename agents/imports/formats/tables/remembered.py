"""The headings of a table, by which a mapping of its columns is found again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from imports.files.source import Line, Source
from imports.files.workbook import is_workbook, sheets
from imports.formats.tables.columns import mapped_columns
from imports.formats.tables.table import DELIMITERS, first_rows


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
    found = (remembered.get(digest(line.cells)) for line in _first_rows(name, content))
    return next((mapping for mapping in found if mapping), None)


def headings_of(name: str, content: bytes, mapping: Mapping[str, str]) -> str | None:
    """The digest of the row that has the mapping's headings; None if there is none. Raises as `known_mapping`."""
    rows = (line for line in _first_rows(name, content) if mapped_columns(name, line, mapping))
    return next((digest(line.cells) for line in rows), None)


def digest(headings: Sequence[str]) -> str:
    """SHA-256 in hex, whatever the case of the headings."""
    return hashlib.sha256("\n".join(heading.casefold() for heading in headings).encode()).hexdigest()


def _first_rows(name: str, content: bytes) -> Iterator[Line]:
    source = Source(name, content)
    for each in [sheet for _, sheet in sheets(source)] if is_workbook(content) else [source]:
        for delimiter in DELIMITERS:
            yield from (line for line in first_rows(each, delimiter) if len(line.filled) > 1)
