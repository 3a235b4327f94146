"""Reads a broker's file: the entrance for the API and for `alex import`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from imports.files.foreign import refuse_foreign
from imports.files.source import Source
from imports.files.workbook import is_workbook, sheets
from imports.formats import BROKERS, FORMATS, GENERAL, SEPARATED
from imports.formats.format import Format
from imports.formats.tables import table
from imports.limits import refuse_long
from imports.result import AccountedRow, Destiny, ImportedFile, ImportRefused
from imports.totals import disagreements, not_compared

_MONEY = re.compile(r"\b(?:cash|balances?|saldo|guthaben|liquidit)", re.IGNORECASE)
_MOST_CHARACTERS = 80
#: Between the cells of a broker's file that a spreadsheet program saved.
_SAVED_AGAIN = (";", "\t")


def read_file(name: str, content: bytes, mapping: Mapping[str, str] | None = None) -> ImportedFile:
    """Recognises the format by the content, reads the file, and compares the totals that it states.

    Args:
        name: file name, for messages only.
        content: the file's bytes.
        mapping: headings of a table's columns by field, e.g. `{"quantity": "Antal"}`; the file is then read as a table.

    Raises:
        ImportRefused: no format recognises it, it is damaged, or it is no list of holdings.
    """
    refuse_foreign(name, content)
    source = Source(name, content)
    result = _read_workbook(source, mapping) if is_workbook(content) else _read(source, mapping)
    refuse_long(name, result)
    return _checked(result)


def _read(source: Source, mapping: Mapping[str, str] | None) -> ImportedFile:
    if mapping:
        return table.read_mapped(source, mapping)
    for each, variant in _candidates(source):
        if each.recognises(variant):
            return each.read(variant)
    raise ImportRefused(table.explain(source))


def _candidates(source: Source) -> Iterator[tuple[Format, Source]]:
    """Formats with the file as they read it: the first that recognises it is its format."""
    yield from ((each, source) for each in BROKERS)
    for delimiter in _SAVED_AGAIN:
        again = replace(source, delimiter=delimiter)
        yield from ((each, again) for each in SEPARATED)
    yield from ((each, source) for each in GENERAL)


def _read_workbook(source: Source, mapping: Mapping[str, str] | None) -> ImportedFile:
    """The one sheet with holdings; the others are named."""
    found = [*sheets(source)]
    if not found:
        raise ImportRefused(f"{source.name} has no visible sheet with content")
    if len(found) > 1 and not mapping:
        recognised = [title for title, sheet in found if any(each.recognises(sheet) for each in FORMATS)]
        if len(recognised) > 1:
            titles = ", ".join(recognised[:5])
            raise ImportRefused(f"{source.name} has holdings on several sheets ({titles}): keep one of them")
        found.sort(key=lambda pair: pair[0] not in recognised)
    (held, sheet), *others = found
    result = _read(sheet, mapping)
    rows = [
        AccountedRow(what=f"sheet {title}"[:200], destiny=Destiny.SKIPPED, why="has no holdings") for title, _ in others
    ]
    unread = [title for title, sheet in others if _speaks_of_money(title, sheet)]
    warned = [
        f"The sheet {title[:60]} is not read: if it states cash, add it as a row to {held[:60]}." for title in unread
    ]
    broker = "XLSX" if result.broker == "CSV" else result.broker
    update = {"broker": broker, "rows": (*result.rows, *rows), "warnings": (*result.warnings, *warned)}
    return result.model_copy(update=update)


def _speaks_of_money(title: str, sheet: Source) -> bool:
    words = [title, *(cell for line in sheet.head()[:10] for cell in line.cells)]
    return any(_MONEY.search(word[:_MOST_CHARACTERS]) for word in words)


def _checked(result: ImportedFile) -> ImportedFile:
    """With what its totals say: where they differ from what was read, and where nobody can tell."""
    return result.model_copy(
        update={
            "disagreements": (*result.disagreements, *disagreements(result)),
            "warnings": (*result.warnings, *not_compared(result)),
        }
    )
