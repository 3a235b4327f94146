"""`alex costs --per-analysis`: the distribution as a table with a chart, or JSON."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

from rich.console import Console
from rich.text import Text

from cli.costs.find import find_spread
from cli.costs.report import By
from cli.costs.spread import Spread, SpreadReport, Step
from cli.costs.view import print_notes
from cli.shared.period import parse_since
from cli.shared.process.output import CommandConsole, print_json
from cli.shared.project import STATE_DIR
from cli.shared.tables import Column, Sheet, figures
from cli.shared.text import plain
from cli.trace.model import JsonObject

#: Characters of the longest bar.
_BAR = 40


def show_spread(by: By, since: str, stack: str, *, as_json: bool) -> None:
    """Prints what single analyses cost, by MODEL or AGENT.

    Raises:
        UserError: `since` is wrong, or the costs cannot be read.
    """
    report, where = find_spread(by, parse_since(since, datetime.now(UTC)), stack, STATE_DIR)
    if as_json:
        print_json(spread_json(report, where))
    else:
        print_spread(report, where, CommandConsole())


def print_spread(report: SpreadReport, where: str, console: Console) -> None:
    since = f"since {report.since:%Y-%m-%d %H:%M} UTC in {where}"
    if report.total.jobs:
        table = Sheet(
            Column(str(report.by), least=24),
            *figures("jobs", "median USD", "95 %", "mean", "highest", spare=("mean", "jobs", "highest")),
        )
        for row in report.rows:
            table.add_row(plain(row.key), *_numbers(row))
        table.add_section()
        table.add_row("analysis", *_numbers(report.total), style="bold")
        console.print(Text(f"Cost of an analysis {since}", style="dim"), soft_wrap=True)
        console.print(table)
        console.print(_chart(report.steps))
    else:
        console.print(Text(f"no analysis of known cost {since}"), soft_wrap=True)
    about_prices = f"{report.unknown:,} analyses are left out: a model call has no price." if report.unknown else None
    print_notes(console, report.note, about_prices)


def spread_json(report: SpreadReport, where: str) -> JsonObject:
    """USD are not rounded; `rows` and `total` have the same fields; `steps` is the chart."""
    return {
        "by": report.by,
        "since": report.since.isoformat(),
        "source": where,
        "note": report.note,
        "rows": [_row_json(report.by, row) for row in report.rows],
        "total": _row_json("key", report.total),
        "steps": [asdict(step) for step in report.steps],
        "unknown": report.unknown,
    }


def _numbers(row: Spread) -> list[str]:
    costs = (row.median_usd, row.p95_usd, row.mean_usd, row.highest_usd)
    return [f"{row.jobs:,}", *(f"{cost:,.6f}" for cost in costs)]


def _chart(steps: tuple[Step, ...]) -> Sheet:
    table = Sheet(*figures("USD", "jobs"), Column(""))
    most = max(step.jobs for step in steps)
    for step in steps:
        # A step with a job is never without a bar.
        bar = "█" * max(round(_BAR * step.jobs / most), bool(step.jobs))
        table.add_row(f"{step.from_usd:,.6f} - {step.to_usd:,.6f}", f"{step.jobs:,}", Text(bar, style="cyan"))
    return table


def _row_json(key: str, row: Spread) -> JsonObject:
    fields = asdict(row)
    return {key: fields.pop("key"), **fields}
