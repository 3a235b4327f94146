"""Any CSV with a heading that names what a holding needs: an instrument, a quantity, and a price or a value.

Delimiter, decimal sign and the order of dates are found in the file. Columns can be given by a mapping, for headings
that are not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from imports.files.source import Line, Source
from imports.formats.format import Format
from imports.formats.tables.columns import CONSTANT, TableColumns, find_columns, mapped_columns
from imports.formats.tables.fields import FIELDS, IDENTITIES
from imports.formats.tables.rows import read_rows
from imports.result import ImportedFile, ImportRefused

DELIMITERS = (",", ";", "\t", "|")
_LINES_BEFORE_HEADING = 60


def read_mapped(source: Source, mapping: Mapping[str, str]) -> ImportedFile:
    """Reads a table by a user's mapping.

    Args:
        mapping: a heading for some of `FIELDS`; the others are recognised. `=EUR` for a currency, account or kind holds
            for all rows, and where nothing else is given, for the table whose columns are recognised.

    Raises:
        ImportRefused: no row has these headings, or the table lacks a column.
    """
    for line, delimiter in possible_headings(source, mapping):
        columns = mapped_columns(source.name, line, mapping)
        if columns and len(line.filled) > 1:
            _require(source, columns)
            return read_rows(source, columns, source.lines(delimiter), delimiter)
    wanted = ", ".join(repr(heading) for heading in mapping.values())
    raise ImportRefused(f"{source.name} has no row with the headings {wanted}: {_headings(source)}")


def possible_headings(source: Source, mapping: Mapping[str, str]) -> Iterator[tuple[Line, str]]:
    """Rows with their delimiter. A mapping without a heading fits every row: it is for the one that is recognised."""
    if all(given.startswith(CONSTANT) for given in mapping.values()) and (best := _best(source)):
        yield best[0].heading, best[1]
        return
    yield from ((line, delimiter) for delimiter in DELIMITERS for line in first_rows(source, delimiter))


def explain(source: Source) -> str:
    """Why a file that no format recognises is no table of holdings. Raises ImportRefused where it is no text."""
    if not source.text.strip():
        return f"{source.name} is empty"
    best = _best(source)
    if best is not None:
        return _lacks(source, best[0])
    first = max((line for each in DELIMITERS for line in islice(first_rows(source, each), 1)), key=_width, default=None)
    if first is not None and _width(first) > 2:
        return _lacks(source, find_columns(first))
    if any(len(line.cells) == 1 and line.cells[0].count(",") > 1 for line in first_rows(source, ",")):
        return (
            f"{source.name} has whole lines in quotes, each as one cell: in a spreadsheet program, divide the text "
            "into columns, and save it as CSV again"
        )
    return f"{source.name} has the shape of no file that can be imported: see docs/portfolios.md"


def _width(line: Line) -> int:
    return len(line.filled)


def recognises(source: Source) -> bool:
    best = _best(source)
    return best is not None and best[0].complete


def read(source: Source) -> ImportedFile:
    """Raises ImportRefused."""
    best = _best(source)
    assert best is not None, "recognised by it"
    columns, delimiter = best
    return read_rows(source, columns, source.lines(delimiter), delimiter)


def _require(source: Source, columns: TableColumns) -> None:
    if not columns.complete:
        raise ImportRefused(_lacks(source, columns))


def _lacks(source: Source, columns: TableColumns) -> str:
    has = columns.places.keys()
    needed: list[str] = []
    if not has & set(IDENTITIES):
        needed.append("one for the instrument (symbol, isin, cusip or name)")
    if "quantity" not in has:
        needed.append("quantity")
    if not has & {"price", "value"}:
        needed.append("price or value")
    needs = " and ".join(needed)
    return f"{source.name} has the columns {_quoted(columns.heading)}: it needs {needs}, by these names or by a mapping"


def _headings(source: Source) -> str:
    best = _best(source)
    return f"it has {_quoted(best[0].heading)}" if best else "it has none"


def _quoted(heading: Line) -> str:
    return ", ".join(repr(cell[:40]) for cell in islice(heading.filled, 20))


def first_rows(source: Source, delimiter: str) -> Iterator[Line]:
    """The rows that may be the heading: those with any text among the first of the file."""
    return (line for line in islice(source.head(delimiter), _LINES_BEFORE_HEADING) if not line.blank)


def _best(source: Source) -> tuple[TableColumns, str] | None:
    """The row, and the delimiter, by which most columns are known; None if no row knows two."""
    best: tuple[int, TableColumns, str] | None = None
    for delimiter in DELIMITERS:
        for line in first_rows(source, delimiter):
            columns = find_columns(line)
            score = len(columns.places) + (len(FIELDS) if columns.complete else 0)
            if len(columns.places) > 1 and (best is None or score > best[0]):
                best = score, columns, delimiter
    return best[1:] if best else None


FORMAT = Format("CSV or XLSX with recognisable columns", recognises, read)
