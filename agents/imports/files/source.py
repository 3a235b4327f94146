"""A file as the formats read it: its bytes, its text, and its rows as separated values."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from imports.limits import MAX_COLUMNS, MAX_LINES
from imports.result import ImportRefused

#: Enough for a title, an account summary and the first heading.
_HEAD_CHARACTERS = 32_768
_HEAD_LINES = 60
#: Of a cell. Brokers' disclaimers have up to 2,000; a search in a text may take the square of its length.
_MOST_CHARACTERS = 8_000
#: Byte order marks inside a file, and other characters without width, come from spreadsheets and web pages.
_WIDTHLESS = dict.fromkeys(map(ord, "\ufeff\u200b\u200e\u200f"))


@dataclass(frozen=True)
class Line:
    """One row of separated values."""

    number: int
    """1-based line of the file on which it begins."""
    cells: tuple[str, ...]
    """Without surrounding blanks and characters that have no width."""
    written: tuple[str, ...]
    """With the blanks."""
    cut_off: bool = False
    """Whether the file ends with this row and without an end of the line."""

    @property
    def blank(self) -> bool:
        return not any(self.cells)

    @property
    def filled(self) -> list[str]:
        """The cells that are not empty."""
        return [cell for cell in self.cells if cell]


@dataclass(frozen=True)
class Source:
    """A file that somebody gave us."""

    name: str
    """File name without folders; for messages only, formats are recognised by content."""
    content: bytes
    delimiter: str = ","
    """Between cells, unless a reader says otherwise."""
    _heads: dict[str, list[Line]] = field(default_factory=dict[str, list[Line]], compare=False, repr=False)

    @cached_property
    def text(self) -> str:
        """Decoded, without a byte order mark. Raises ImportRefused."""
        encodings = ("utf-16",) if self.content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
        for encoding in encodings:
            try:
                return self.content.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise ImportRefused(f"{self.name} is no text in UTF-8, UTF-16 or Windows-1252: export it as CSV again")

    def head(self, delimiter: str = "") -> list[Line]:
        """The first rows, by which formats are recognised; none if it is no text. Never raises."""
        delimiter = delimiter or self.delimiter
        if delimiter not in self._heads:
            self._heads[delimiter] = self._head(delimiter)
        return self._heads[delimiter]

    def lines(self, delimiter: str = "") -> list[Line]:
        """All rows, blank ones as a row without cells. Raises ImportRefused."""
        delimiter = delimiter or self.delimiter
        rows: list[Line] = []
        try:
            for row in _rows(self.text, delimiter):
                if len(rows) == MAX_LINES:
                    raise ImportRefused(f"{self.name} has more than {MAX_LINES:,} lines: export one account at a time")
                if len(row.cells) > MAX_COLUMNS:
                    raise ImportRefused(f"{self.name}: line {row.number} has more than {MAX_COLUMNS} columns")
                rows.append(row)
        except csv.Error as error:
            begins = rows[-1].number + 1 if rows else 1
            raise ImportRefused(f"{self.name}: line {begins} is no row of separated values: {error}") from error
        return rows

    def _head(self, delimiter: str) -> list[Line]:
        rows: list[Line] = []
        try:
            for row in _rows(self.text[:_HEAD_CHARACTERS], delimiter):
                rows.append(row)
                if len(rows) == _HEAD_LINES:
                    break
        except (csv.Error, ImportRefused):
            return rows
        return rows


def _rows(text: str, delimiter: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    text_is_plain, ends_within_a_row = text.isascii(), not text.endswith(("\n", "\r"))
    begins, last = 1, text.count("\n") + 1 if ends_within_a_row else 0
    for row in reader:
        if max(map(len, row), default=0) > _MOST_CHARACTERS:
            raise csv.Error(f"a cell has more than {_MOST_CHARACTERS:,} characters")
        # One more than are read: enough to refuse the row, and to recognise what it is.
        del row[MAX_COLUMNS + 1 :]
        written = tuple(row if text_is_plain else [cell.translate(_WIDTHLESS) for cell in row])
        cut_off = reader.line_num == last
        yield Line(begins, tuple(cell.strip() for cell in written), written, cut_off)
        begins = reader.line_num + 1
