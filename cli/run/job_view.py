"""A finished job on the terminal: the report's head, charts and projection as tables, and each agent's usage.

Its texts come from a model and a user: none may control the terminal or be read as rich's markup.
"""

from __future__ import annotations

from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.markdown import Markdown
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cli.shared.console import short_title, title
from cli.shared.process.output import Page
from cli.shared.tables import Column, Sheet, figures
from cli.shared.text import plain, status_text

REPORT_HEAD_LINES = 14
BAR_WIDTH = 24
AGENTS = ("planner", "tagger", "reporter", "charter", "retirement")


def job_view(job: dict[str, Any]) -> RenderableType:
    """Renders a job as the API returns it."""
    results = job["results"]
    parts: list[RenderableType] = [_status(job)]
    if "reporter" in results:
        parts.append(_report(results["reporter"]))
    if "charter" in results:
        parts += [_chart(chart) for chart in results["charter"]["charts"]]
    if "retirement" in results:
        parts.append(_projection(results["retirement"]))
    parts.append(_costs(job))
    return Group(*parts)


def _status(job: dict[str, Any]) -> RenderableType:
    text = Text.assemble("Job ", (job["job_id"], "bold"), " ", status_text(job["status"]))
    for agent, error in sorted(job["errors"].items()):
        text.append(f"\n  {plain(title(agent))}: {plain(error['message'])}", style="red")
    if job.get("degraded_reason"):
        text.append(f"\n  degraded: {plain(job['degraded_reason'])}", style="yellow")
    return text


def _report(report: dict[str, Any]) -> RenderableType:
    lines = [plain(line).plain for line in report["markdown"].splitlines()]
    head = "\n".join(lines[:REPORT_HEAD_LINES])
    rest = len(lines) - REPORT_HEAD_LINES
    caption = f"{report['words']:,} words" + (f", {rest} more lines" if rest > 0 else "")
    return Page(Panel(Markdown(head, hyperlinks=False), title=title("reporter"), subtitle=caption, border_style="cyan"))


def _chart(chart: dict[str, Any]) -> RenderableType:
    heading = plain(f"{title('charter')}: {chart['title']}")
    table = Sheet(Column("", least=20), *figures("USD", "%"), Column("bar", spare=0), title=heading)
    for point in chart["data"]:
        share = point["percentage"]
        # A part that is not 0 is never without a bar.
        bar = "█" * max(round(share / 100 * BAR_WIDTH), share > 0)
        amounts = (f"{point['value']:,.0f}", f"{point['percentage']:.1f}")
        table.add_row(plain(point["name"]), *amounts, Text(bar, style="cyan"))
    return table


def _projection(projection: dict[str, Any]) -> RenderableType:
    table = Table(
        title=f"{title('retirement')}: {_success(projection)}",
        title_justify="left",
        caption="savings in today's USD; 10 % of 10,000 simulated futures end below p10, 10 % above p90",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
    )
    for heading in ("year", "phase"):
        table.add_column(heading)
    for heading in ("p10", "p50", "p90"):
        table.add_column(heading, justify="right", no_wrap=True)
    yearly = projection["yearly"]
    for point in [*yearly[:: max(1, len(yearly) // 6)][:6], yearly[-1]]:
        amounts = (f"{point[key]:,.0f}" for key in ("p10", "p50", "p90"))
        table.add_row(str(point["year"]), plain(point["age_phase"]), *amounts)
    return table


def _success(projection: dict[str, Any]) -> str:
    """Stored results may be older than the margin of error."""
    rate, margin = projection["success_rate"], projection.get("margin_of_error")
    return f"{rate:.0f} % success rate" if margin is None else f"{rate:g} % success rate (± {margin:g} points)"


def _costs(job: dict[str, Any]) -> RenderableType:
    table = Sheet(
        Column("agent"),
        *figures("calls", "tools", "in", "cached", "out", "USD", spare=("cached", "tools", "calls")),
        title="Usage: model and tool calls, tokens, cost",
    )
    total = [0, 0, 0, 0, 0]
    for agent in [name for name in AGENTS if name in job["usage"]]:
        usage = job["usage"][agent]
        counts = [
            usage[key] for key in ("model_calls", "tool_calls", "input_tokens", "cached_input_tokens", "output_tokens")
        ]
        total = [a + b for a, b in zip(total, counts, strict=True)]
        table.add_row(short_title(agent), *(f"{count:,}" for count in counts), f"{usage['cost_usd']:.6f}")
    table.add_section()
    table.add_row("total", *(f"{count:,}" for count in total), f"{float(job['cost_usd']):.6f}", style="bold")
    return table
