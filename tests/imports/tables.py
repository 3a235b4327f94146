"""Brokers' files as rows, for tests that change them."""

from __future__ import annotations

import csv
import io

from imports.files.source import Source
from tests.imports.compare import FILES, files_of

NAMES = files_of("fidelity", "schwab", "vanguard", "etrade", "merrill")
_HEADING_WORDS = {"symbol", "positions", "investment name", "fund name"}
#: Columns whose numbers make a position, and none of which may be misread.
NUMBERS = (
    ("quantity", "qty", "shares", "qty (quantity)", "qty #"),
    ("last price", "price", "share price", "last price $", "price ($)"),
    (
        "current value",
        "mkt val (market value)",
        "market value",
        "total value",
        "value $",
        "market value $",
        "value ($)",
        "value",
    ),
)
#: Cells that no file has.
LONG = [filler * (120_000 // len(filler)) for filler in (" ", "X", "1.00", "-", "A ", "(", ",", "$", "1,", "9", "\t")]

Table = list[list[str]]


def text_of(name: str) -> str:
    return Source(name, (FILES / name).read_bytes()).text


def rows_of(name: str) -> Table:
    return list(csv.reader(io.StringIO(text_of(name), newline="")))


def written(rows: Table) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def is_heading(row: list[str]) -> bool:
    return len([cell for cell in row if cell]) > 4 and any(cell.strip().lower() in _HEADING_WORDS for cell in row)
