"""A table's columns by the words of its heading, never by their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from imports.cells.numbers import Convention, number_if_any
from imports.files.source import Line
from imports.result import ImportRefused

#: Our word for a column, and the headings that brokers give it, in lower case.
Headings = Mapping[str, tuple[str, ...]]


def plain(text: str) -> str:
    """A heading or label for comparing: lower case, single blanks."""
    return " ".join(text.casefold().split())


def has_headings(line: Line, wanted: Iterable[tuple[str, ...]]) -> bool:
    """Whether a row names a column for each of these."""
    cells = {plain(cell) for cell in line.cells}
    return all(not cells.isdisjoint(names) for names in wanted)


class Columns:
    """Reads the cells of one table. Raises ImportRefused with line and column for what cannot be read."""

    def __init__(self, file: str, heading: Line, headings: Headings) -> None:
        self.file = file
        self._width = len(heading.cells)
        self._places: dict[str, int] = {}
        self._titles: dict[str, str] = {}
        written = [plain(cell) for cell in heading.cells]
        for key, names in headings.items():
            place = next((written.index(name) for name in names if name in written), None)
            if place is not None:
                self._places[key] = place
                self._titles[key] = heading.cells[place]

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def require(self, heading: Line, headings: Headings, *keys: str) -> None:
        """Raises ImportRefused for a column that holdings cannot do without."""
        for key in keys:
            if key not in self._places:
                raise ImportRefused(
                    f"{self.file}: line {heading.number} names no column {headings[key][0].title()!r}: "
                    "add it to the view at the broker, and export the file again"
                )

    def text(self, line: Line, key: str) -> str:
        """A cell without surrounding blanks; empty where the table or the row has no such cell."""
        place = self._places.get(key, len(line.cells))
        return line.cells[place] if place < len(line.cells) else ""

    def written(self, line: Line, key: str) -> str:
        """A cell as in the file, with surrounding blanks."""
        place = self._places.get(key, len(line.written))
        return line.written[place] if place < len(line.written) else ""

    def number(self, line: Line, key: str) -> Decimal | None:
        """A number, or None where the cell says that there is none."""
        return self._number(line, self._titles.get(key, key), self.text(line, key))

    def first_number(self, line: Line, key: str) -> Decimal | None:
        """The number at the start of a cell with more words, e.g. `$57.79 03:27 PM ET`."""
        words = self.text(line, key).split(maxsplit=1)
        return self._number(line, self._titles.get(key, key), words[0] if words else "")

    def numbers_besides(self, line: Line, key: str) -> list[Decimal]:
        """All numbers of a row, whatever their columns are called, but for one column of words."""
        words = self._places.get(key, -1)
        read = [self._number(line, str(at + 1), cell) for at, cell in enumerate(line.cells) if at != words]
        return [each for each in read if each is not None]

    def _number(self, line: Line, title: str, text: str) -> Decimal | None:
        try:
            return number_if_any(text, Convention.POINT)
        except ValueError as error:
            raise ImportRefused(f"{self.file}: line {line.number}, column {title!r}: {error}") from error

    def check_width(self, line: Line, *keys: str) -> None:
        """Raises ImportRefused for a row that ends before these columns, or goes on beyond the heading's.

        The file is cut off or damaged, or a comma in a value has moved the rest of its row to other columns.
        A file that ends within a row may have lost digits; there, the row must be as wide as the heading.
        """
        last = self._width if line.cut_off else 1 + max(self._places.get(key, -1) for key in keys)
        if len(line.cells) < last:
            raise ImportRefused(
                f"{self.file}: line {line.number} has {len(line.cells)} of {last} columns: "
                "the file is cut off or damaged, export it again"
            )
        if any(line.cells[self._width :]):
            raise ImportRefused(
                f"{self.file}: line {line.number} has more columns than the heading: "
                "a value with a comma in it must stand in quotes"
            )
