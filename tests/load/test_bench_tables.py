"""The tables of `make bench` and `make load` fit 80 columns: no word is broken and no text is cut."""

from __future__ import annotations

import io

from rich.console import Console

from bench.load.diary import Diary
from bench.load.measures import make_report
from bench.load.outcome import outcome
from bench.load.report import Route, Times
from bench.load.view import show as show_load
from bench.table import Row, show

LONGEST_ROUTE = "DELETE /accounts/{id}/positions/{id}"


def narrow() -> Console:
    return Console(file=io.StringIO(), width=80)


def printed(console: Console) -> list[str]:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def test_a_measurement_stands_on_one_line() -> None:
    console = narrow()
    row = Row("cold start, work", "3 parallel specialists of 2 s (serial: 6 s)", 12345.678, 123.4, "G instructions")
    show([row], console)
    [line] = [line for line in printed(console) if row.what in line]
    assert line.split() == [*row.what.split(), "12345.68", "G", "instr.", "123"]


def test_a_route_stands_on_one_line_with_its_numbers() -> None:
    times = Times(2271, 12.0, 12.0, 186.0, 4567.0, 11000.0)
    report = make_report(Diary(), [], [], outcome([], {}, []), users=20)
    report.routes.append(Route(LONGEST_ROUTE, errors=12, again=123, per_second=38.1, ms=times))
    console = narrow()
    show_load(report, console)
    [line] = [line for line in printed(console) if LONGEST_ROUTE in line]
    assert line.split()[2:] == ["2271", "12", "123", "38.1", "12", "186", "4567", "11000"]
