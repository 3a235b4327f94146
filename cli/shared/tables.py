"""Tables that never cut or break an id, a figure or a name: columns without room are left out, and listed below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

#: Wider than any table.
BOUNDLESS = 10_000
#: Columns of a word that is never broken for the sake of another column: a job's id has 36.
LONGEST_WORD = 40


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

    def __init__(self, *columns: Column, title: str | Text = "", headed: bool = True) -> None:
        self._columns = columns
        self._headed = headed
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
        kept, widths = self._layout(console, options)
        yield self._table(kept, widths)
        if left_out := [column.heading for index, column in enumerate(self._columns) if index not in kept]:
            yield Text(f"too narrow for: {', '.join(left_out)}", style="dim")

    def _layout(self, console: Console, options: ConsoleOptions) -> tuple[list[int], dict[int, int] | None]:
        """The columns that have room, and the widths of those that wrap; None if even single words and figures must."""
        every = range(len(self._columns))
        texts = [index for index in every if self._columns[index].least is not None]
        kept: list[int] = []
        # Columns are left out before a word is broken; a word is broken where that is not enough.
        for width in (self._word, self._least):
            kept, narrowest = list(every), {index: width(index) for index in texts}
            for spare in (*self._spare(), None):
                # Its words are broken before the whole text is left out.
                for index in (spare, spare) if spare in narrowest else (spare,):
                    room = options.max_width - self._width(kept, narrowest, console, options)
                    if room >= 0:
                        return kept, self._shared(room, {it: narrowest[it] for it in texts if it in kept})
                    if index in narrowest and narrowest[index] > self._least(index):
                        narrowest[index] = self._least(index)
                    elif index is not None and index in kept:
                        kept.remove(index)
        return kept, None

    def _shared(self, room: int, narrowest: dict[int, int]) -> dict[int, int]:
        """The widths, after the room that is left is shared by what each text needs to stay on one line."""
        needs = {index: max(0, self._longest(index) - width) for index, width in narrowest.items()}
        whole = sum(needs.values())
        if whole <= room:
            return {index: width + needs[index] for index, width in narrowest.items()}
        return {index: width + room * needs[index] // whole for index, width in narrowest.items()}

    def _least(self, index: int) -> int:
        return min(self._columns[index].least or 0, self._longest(index))

    def _word(self, index: int) -> int:
        """Width in which no word is broken, but for those that no table has room for."""
        words = [cell_len(word) for text in self._texts(index) for word in text.split()]
        return max(self._least(index), *(word for word in words if word <= LONGEST_WORD), 0)

    def _longest(self, index: int) -> int:
        return max((cell_len(line) for text in self._texts(index) for line in text.splitlines()), default=0)

    def _texts(self, index: int) -> list[str]:
        """Of a column, its heading among them."""
        return [self._columns[index].heading, *(cells[index].plain for cells, _style in self._rows)]

    def _spare(self) -> list[int]:
        order = {index: column.spare for index, column in enumerate(self._columns) if column.spare is not None}
        return sorted(order, key=lambda index: order[index])

    def _width(self, kept: list[int], widths: dict[int, int], console: Console, options: ConsoleOptions) -> int:
        return console.measure(self._table(kept, widths), options=options.update(max_width=BOUNDLESS)).maximum

    def _table(self, kept: list[int], widths: dict[int, int] | None) -> Table:
        """
        Args:
            widths: of the columns that wrap. None: all may, so that nothing is lost on the narrowest terminal.
        """
        table = Table(
            title=self._title or None,
            title_justify="left",
            box=box.SIMPLE_HEAD,
            pad_edge=False,
            collapse_padding=True,
            show_header=self._headed,
        )
        for index in kept:
            column = self._columns[index]
            table.add_column(
                column.heading,
                justify="right" if column.right else "left",
                no_wrap=column.least is None and widths is not None,
                overflow="fold",
                width=(widths or {}).get(index),
            )
        for number, (cells, style) in enumerate(self._rows):
            if number in self._sections:
                table.add_section()
            table.add_row(*(cells[index] for index in kept), style=style)
        return table
