"""A file as the formats read it: its bytes, its text, and its rows as separated values."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cached_property

from imports.result import ImportRefused


@dataclass(frozen=True)
class Line:
    """One row of separated values."""

    number: int
    """1-based line of the file on which it begins."""
    cells: tuple[str, ...]
    """Without surrounding blanks."""
    written: tuple[str, ...]
    """With them."""

    @property
    def blank(self) -> bool:
        return not any(self.cells)


@dataclass(frozen=True)
class Source:
    """A file that somebody gave us."""

    name: str
    """File name without folders; for messages only, formats are recognised by content."""
    content: bytes

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

    def lines(self, delimiter: str = ",") -> list[Line]:
        """All rows, blank ones as a row without cells. Raises ImportRefused."""
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=delimiter)
        rows: list[Line] = []
        begins = 1
        try:
            for row in reader:
                rows.append(Line(begins, tuple(cell.strip() for cell in row), tuple(row)))
                begins = reader.line_num + 1
        except csv.Error as error:
            raise ImportRefused(f"{self.name}: line {begins} is no row of separated values: {error}") from error
        return rows
