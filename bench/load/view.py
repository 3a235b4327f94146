"""A report on the console."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from bench.load.report import Aim, Report, Times

_BARS = "▁▂▃▄▅▆▇█"
_WIDTH = 80


def show(report: Report, console: Console) -> None:
    console.print(f"{report.users} users, {report.seconds:.0f} s, {report.requests} requests, {report.errors} failed")
    _show_routes(report, console)
    if report.shares:
        _show_shares(report, console)
    if report.operations:
        _show_operations(report, console)
    _show_jobs(report, console)
    for aim in report.aims:
        console.print(_aim(aim))
    for line in (*report.example_errors, *report.gave_up[:5]):
        console.print(line, style="red", markup=False)
    for fault in report.faults:
        console.print(f"wrong: {fault}", style="bold red", markup=False)


def _show_routes(report: Report, console: Console) -> None:
    table = _table("milliseconds", "requests", "errors", "busy", "a second", "p50", "p95", "p99", "most")
    for one in report.routes:
        table.add_row(
            one.route, str(one.ms.count), str(one.errors), str(one.again), f"{one.per_second:.1f}", *_tail(one.ms)
        )
    console.print(table)


def _show_shares(report: Report, console: Console) -> None:
    table = _table("mean, milliseconds", "gateway", "runtime", "code", "database", "statements")
    for one in report.shares:
        parts = (one.gateway, one.runtime, one.code, one.database)
        table.add_row(one.route, *(f"{part:.0f}" for part in parts), f"{one.statements:.1f}")
    console.print(table)


def _show_operations(report: Report, console: Console) -> None:
    table = _table("statement, milliseconds", "calls", "p50", "p95", "p99", "most")
    for operation, times in report.operations.items():
        table.add_row(operation, str(times.count), *_tail(times))
    console.print(table)


def _show_jobs(report: Report, console: Console) -> None:
    jobs = report.outcome
    statuses = ", ".join(f"{count} {status}" for status, count in sorted(jobs.by_status.items())) or "none"
    console.print(f"jobs: {jobs.accepted} accepted; {statuses}; {len(jobs.doubled)} doubled, {len(jobs.lost)} lost")
    if report.job_seconds and report.jobs_per_minute:
        times = report.job_seconds
        console.print(
            f"a job, from acceptance to end: p50 {times.p50:.1f} s, p95 {times.p95:.1f} s, most {times.most:.1f} s; "
            f"{report.jobs_per_minute:.0f} jobs a minute"
        )
    if report.depths:
        depths = [one.waiting + one.in_flight for one in report.depths]
        console.print(f"queue, waiting and in flight, at most {max(depths)}: {sparkline(depths)}")


def sparkline(values: Sequence[float], width: int = _WIDTH) -> str:
    """A bar for each value, for the highest of some of them if there are more than fit."""
    step = -(-len(values) // width) if values else 1
    highest = [max(values[at : at + step]) for at in range(0, len(values), step)]
    top = max(highest, default=0) or 1
    return "".join(_BARS[round(value / top * (len(_BARS) - 1))] for value in highest)


def _aim(aim: Aim) -> str:
    measured = "not measured" if aim.measured is None else f"{aim.measured:.0f} {aim.unit}"
    met = {True: "[green]met[/]", False: "[yellow]not met[/]", None: "[dim]open[/]"}[aim.met]
    return f"aim: {aim.what} at most {aim.limit:.0f} {aim.unit}: {measured}, {met}"


def _tail(times: Times) -> list[str]:
    return [f"{value:.0f}" for value in (times.p50, times.p95, times.p99, times.most)]


def _table(first: str, *others: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, justify="right")
    return table
