"""One measurement, and the table they are shown in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rich import box
from rich.console import Console
from rich.table import Table

Unit = Literal["s", "G instructions", "MiB"]


@dataclass(frozen=True)
class Row:
    group: str
    what: str
    value: float
    ratio: float | None = None
    """To the first row of its group."""
    unit: Unit = "s"


def show(rows: Iterable[Row], console: Console) -> None:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("group")
    table.add_column("what")
    table.add_column("value", justify="right")
    table.add_column("")
    table.add_column("ratio", justify="right")
    previous = ""
    for row in rows:
        if previous and row.group != previous:
            table.add_section()
        group, previous = ("" if row.group == previous else row.group), row.group
        ratio = "" if row.ratio is None else f"{row.ratio:.1f}"
        table.add_row(group, row.what, _digits(row), row.unit, ratio)
    console.print(table)


def _digits(row: Row) -> str:
    """Milliseconds, or microseconds where those would say nothing; two digits of everything else."""
    if row.unit != "s":
        return f"{row.value:.2f}"
    return f"{row.value:.3f}" if row.value >= 0.01 else f"{row.value:.6f}"
