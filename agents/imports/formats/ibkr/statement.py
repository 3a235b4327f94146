"""The rows of an activity statement of Interactive Brokers, by section and with the headings that hold for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from imports.cells.dates import day_of
from imports.cells.numbers import DASHES, Convention, number_if_any
from imports.files.source import Source
from imports.result import ImportRefused


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    section: str
    role: str
    """Header, Data, SubTotal, Total or Notes."""
    cells: tuple[str, ...]
    """Without section and role."""
    headings: dict[str, int]
    """Columns by name, of the last Header row of the section."""

    def get(self, *names: str) -> str:
        """The cell under the first of these headings that the section has; empty if there is none."""
        for name in names:
            at = self.headings.get(name)
            if at is not None:
                return self.cells[at] if at < len(self.cells) else ""
        return ""

    def decimal(self, *names: str) -> Decimal | None:
        """As `get`. Raises ImportRefused if it is no number."""
        try:
            return number_if_any(self.get(*names), Convention.RATHER_POINT, DASHES)
        except ValueError as error:
            raise ImportRefused(f"line {self.line}: {names[0]}: {error}") from error


def is_statement(source: Source) -> bool:
    """Whether the first rows have the shape `section,Header|Data,…`, in any language."""
    rows = [line.cells for line in source.head() if not line.blank][:3]
    return bool(rows) and all(len(cells) > 2 and cells[1] in ("Header", "Data") for cells in rows)


def rows_of(source: Source) -> Iterator[Row]:
    """All rows that are not blank. Raises ImportRefused."""
    headings: dict[str, dict[str, int]] = {}
    for line in source.lines():
        cells = line.cells
        if not any(cells):
            continue
        section, role = cells[0], cells[1] if len(cells) > 1 else ""
        if role == "Header":
            headings[section] = {name: at for at, name in reversed([*enumerate(cells[2:])])}
        yield Row(line.number, section, role, cells[2:], headings.get(section, {}))


def last_day(period: str) -> date | None:
    """Of `September 30, 2026` or `January 1, 2026 - September 30, 2026`."""
    return day_of(period.rpartition(" - ")[2])
