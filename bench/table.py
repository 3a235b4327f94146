"""One measurement, and the table they are shown in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    group: str
    what: str
    seconds: float
    ratio: float | None = None
    """To the first row of its group."""


def show(rows: Iterable[Row], console: Console) -> None:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("group")
    table.add_column("what")
    table.add_column("seconds", justify="right")
    table.add_column("ratio", justify="right")
    previous = ""
    for row in rows:
        if previous and row.group != previous:
            table.add_section()
        group, previous = ("" if row.group == previous else row.group), row.group
        table.add_row(group, row.what, _digits(row.seconds), "" if row.ratio is None else f"{row.ratio:.1f}")
    console.print(table)


def _digits(seconds: float) -> str:
    """Milliseconds, or microseconds where those would say nothing."""
    return f"{seconds:.3f}" if seconds >= 0.01 else f"{seconds:.6f}"
