"""A report on the console."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from bench.load.report import Aim, Report, Times

_BARS = "▁▂▃▄▅▆▇█"
_WIDTH = 60


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
        console.print(f"fault: {fault}", style="bold red", markup=False)


def _show_routes(report: Report, console: Console) -> None:
    table = _table("route, ms", "n", "err", "busy", "/s", "p50", "p95", "p99", "max")
    for route in report.routes:
        counts = (str(route.ms.count), str(route.errors), str(route.again), f"{route.per_second:.1f}")
        table.add_row(route.route, *counts, *_tail(route.ms))
    console.print(table)


def _show_shares(report: Report, console: Console) -> None:
    table = _table("mean, ms", "gateway", "runtime", "code", "SQL", "calls")
    for share in report.shares:
        parts = (share.gateway, share.runtime, share.code, share.database)
        table.add_row(share.route, *(f"{part:.0f}" for part in parts), f"{share.statements:.1f}")
    console.print(table)


def _show_operations(report: Report, console: Console) -> None:
    table = _table("statement, ms", "calls", "p50", "p95", "p99", "max")
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
            f"a job from acceptance to end: p50 {times.p50:.1f} s, p95 {times.p95:.1f} s, max {times.most:.1f} s; "
            f"{report.jobs_per_minute:.0f} jobs/min"
        )
    if report.depths:
        depths = [depth.waiting + depth.in_flight for depth in report.depths]
        console.print(f"queue depth, max {max(depths)}: {sparkline(depths)}")


def sparkline(values: Sequence[float], width: int = _WIDTH) -> str:
    """A bar for each value, or for the highest of several where columns lack. Only 0 has the lowest bar."""
    step = -(-len(values) // width) if values else 1
    highest = [max(values[at : at + step]) for at in range(0, len(values), step)]
    top = max(highest, default=0) or 1
    return "".join(_BARS[max(round(value / top * (len(_BARS) - 1)), bool(value))] for value in highest)


def _aim(aim: Aim) -> str:
    measured = "not measured" if aim.measured is None else f"{aim.measured:.0f} {aim.unit}"
    met = {True: "[green]met[/]", False: "[yellow]not met[/]", None: "[dim]open[/]"}[aim.met]
    return f"aim: {aim.what} at most {aim.limit:.0f} {aim.unit}: {measured}, {met}"


def _tail(times: Times) -> list[str]:
    return [f"{value:.0f}" for value in (times.p50, times.p95, times.p99, times.most)]


def _table(first: str, *others: str) -> Table:
    # The longest route and eight numbers fit 80 columns.
    table = Table(box=box.SIMPLE_HEAD, padding=0)
    table.add_column(first, overflow="fold")
    for name in others:
        table.add_column(name, justify="right", no_wrap=True)
    return table
