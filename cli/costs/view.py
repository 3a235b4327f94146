"""`alex costs`: costs by agent, model, user or day, as a table, CSV or JSON."""

from __future__ import annotations

import csv
import io
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Literal

from rich.console import Console
from rich.text import Text

from cli.costs.find import find_costs
from cli.costs.report import By, CostReport, CostRow
from cli.shared.period import parse_since
from cli.shared.process.output import CommandConsole, print_json
from cli.shared.project import LOCAL_STACK, STATE_DIR
from cli.shared.tables import Column, Sheet, figures
from cli.shared.text import plain
from cli.trace.model import JsonObject

Format = Literal["table", "csv", "json"]


def show_costs(by: By, since: str, form: Format, stack: str = LOCAL_STACK) -> None:
    """Prints the costs. `local` reads the running `alex up`, else the environment's Langfuse, else the last run.

    Raises:
        UserError: `since` is wrong, or the costs cannot be read.
    """
    report, where = find_costs(by, parse_since(since, datetime.now(UTC)), stack, STATE_DIR)
    match form:
        case "json":
            print_json(report_json(report, where))
        case "csv":
            print(report_csv(report), end="")  # noqa: T201
            if report.note:
                print(report.note, file=sys.stderr)  # noqa: T201
        case "table":
            print_report(report, where, CommandConsole())


def print_report(report: CostReport, where: str, console: Console) -> None:
    since = f"since {report.since:%Y-%m-%d %H:%M} UTC in {where}"
    if not report.rows:
        console.print(Text(f"no model calls {since}"), soft_wrap=True)
        print_notes(console, report.note)
        return
    spare = ("cached", "calls", "jobs", "share", "in", "out")
    numbers = figures("jobs", "calls", "in", "cached", "out", "USD", "share", spare=spare)
    table = Sheet(Column(str(report.by), least=24), *numbers)
    for row in report.rows:
        table.add_row(plain(row.key), *_numbers(row))
    table.add_section()
    table.add_row("total", *_numbers(report.total), style="bold")
    console.print(Text(f"Costs {since}", style="dim"), soft_wrap=True)
    console.print(table)
    unpriced = report.total.unpriced_calls
    about_prices = f"{unpriced:,} model calls have no price: these sums lack their cost." if unpriced else None
    print_notes(console, report.note, about_prices)


def print_notes(console: Console, *notes: str | None) -> None:
    """What figures above lack."""
    for note in filter(None, notes):
        console.print(Text(note, style="yellow"))


def _numbers(row: CostRow) -> list[str]:
    tokens = row.tokens
    counts = [f"{n:,}" for n in (row.jobs, row.model_calls, tokens.input, tokens.cached, tokens.output)]
    is_unpriced = row.unpriced_calls > 0 and row.unpriced_calls == row.model_calls
    return [*counts, "unpriced" if is_unpriced else f"{row.cost_usd:,.6f}", f"{row.share:.1%}"]


def report_json(report: CostReport, where: str) -> JsonObject:
    """`cost_usd` is not rounded; `rows` and `total` have the same fields; `note` says what they lack."""
    return {
        "by": report.by,
        "since": report.since.isoformat(),
        "source": where,
        "note": report.note,
        "rows": [_row_json(report.by, row) for row in report.rows],
        "total": _row_json("key", report.total),
    }


def report_csv(report: CostReport) -> str:
    """One line per row and no total, which a spreadsheet makes itself."""
    output = io.StringIO()
    names = list(_row_json(report.by, report.total))
    writer = csv.DictWriter(output, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_row_json(report.by, row) for row in report.rows)
    return output.getvalue()


def _row_json(key: str, row: CostRow) -> JsonObject:
    fields = asdict(row)
    tokens = {f"{bucket}_tokens": count for bucket, count in fields.pop("tokens").items()}
    return {
        key: fields["key"],
        "jobs": row.jobs,
        "model_calls": row.model_calls,
        "unpriced_calls": row.unpriced_calls,
        **tokens,
        "cost_usd": row.cost_usd,
        "share": row.share,
    }
