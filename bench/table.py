"""A measurement, and a table of measurements that fits 80 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table

Unit = Literal["s", "G instructions", "MiB", "kB", "points", "tokens"]
_UNITS = {"G instructions": "G instr."}


@dataclass(frozen=True)
class Row:
    group: str
    what: str
    value: float
    ratio: float | None = None
    """To the first row of its group."""
    unit: Unit = "s"


def against(group: str, old: float, new: float, unit: Unit = "s") -> Iterator[Row]:
    """A value of another checkout, and this checkout's."""
    yield Row(group, "base", old, 1.0, unit)
    yield Row(group, "this checkout", new, new / old, unit)


def show(rows: Iterable[Row], console: Console) -> None:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("measurement")
    table.add_column("value", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("ratio", justify="right", no_wrap=True)
    for group, members in groupby(rows, key=lambda row: row.group):
        table.add_section()
        table.add_row(group, style="bold")
        for row in members:
            ratio = "" if row.ratio is None else f"{row.ratio:.2f}" if row.ratio < 10 else f"{row.ratio:.0f}"
            table.add_row(Padding(row.what, (0, 0, 0, 2)), _digits(row), _UNITS.get(row.unit, row.unit), ratio)
    console.print(table)


def _digits(row: Row) -> str:
    """Seconds to the millisecond, or to the microsecond below 10 ms; whole tokens; two digits for other units."""
    if row.unit == "tokens":
        return f"{row.value:,.0f}"
    if row.unit != "s":
        return f"{row.value:.2f}"
    return f"{row.value:.3f}" if row.value >= 0.01 else f"{row.value:.6f}"
