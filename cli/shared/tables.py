"""Tables that never cut an id, a figure or a name: columns without room are left out, and listed below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

#: Wider than any table.
BOUNDLESS = 10_000


@dataclass(frozen=True)
class Column:
    heading: str
    right: bool = False
    least: int | None = None
    """Smallest width of text that may wrap. None: the text stays on one line."""
    spare: int | None = None
    """Without room, columns with this are left out, the lowest number first."""


def figures(*headings: str, spare: Sequence[str] = ()) -> list[Column]:
    """Columns of numbers; `spare` names those that may be left out, in this order."""
    return [
        Column(heading, right=True, spare=spare.index(heading) if heading in spare else None) for heading in headings
    ]


class Sheet:
    """Rich cuts a figure without room (`0.0021…`), and a cut figure or id is worse than none."""

    def __init__(self, *columns: Column, title: str | Text = "") -> None:
        self._columns = columns
        self._title = title
        self._rows: list[tuple[list[Text], str]] = []
        self._sections: set[int] = set()

    def add_row(self, *cells: str | Text, style: str = "") -> None:
        """One cell per column. Text is never read as markup."""
        self._rows.append(([Text(cell) if isinstance(cell, str) else cell for cell in cells], style))

    def add_section(self) -> None:
        """A gap below the last row."""
        self._sections.add(len(self._rows))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        kept = list(range(len(self._columns)))
        for index in self._spare():
            if self._fits(kept, console, options):
                break
            kept.remove(index)
        yield self._table(kept, foldable=not self._fits(kept, console, options))
        if left_out := [column.heading for index, column in enumerate(self._columns) if index not in kept]:
            yield Text(f"too narrow for: {', '.join(left_out)}", style="dim")

    def _spare(self) -> list[int]:
        order = {index: column.spare for index, column in enumerate(self._columns) if column.spare is not None}
        return sorted(order, key=lambda index: order[index])

    def _fits(self, kept: list[int], console: Console, options: ConsoleOptions) -> bool:
        needed = console.measure(self._table(kept, narrowest=True), options=options.update(max_width=BOUNDLESS))
        return needed.maximum <= options.max_width

    def _table(self, kept: list[int], *, narrowest: bool = False, foldable: bool = False) -> Table:
        """
        Args:
            narrowest: for measuring, with all text at its smallest width.
            foldable: everything may wrap, so that nothing is lost on the narrowest terminal.
        """
        table = Table(
            title=self._title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True
        )
        for column in (self._columns[index] for index in kept):
            table.add_column(
                column.heading,
                justify="right" if column.right else "left",
                no_wrap=column.least is None and not foldable,
                overflow="fold",
                max_width=column.least if narrowest else None,
            )
        for number, (cells, style) in enumerate(self._rows):
            if number in self._sections:
                table.add_section()
            table.add_row(*(cells[index] for index in kept), style=style)
        return table
