"""Below the tree: a table of each agent's usage, and a waterfall that shows which agents ran in parallel."""

from __future__ import annotations

import math

from rich.table import Table
from rich.text import Text

from cli.shared.tables import Column, Sheet, figures
from cli.shared.text import plain, seconds, status_text
from cli.trace.agents import AgentRun, Work
from cli.trace.model import Tokens, Trace

NUMBER_COLUMNS = ("calls", "tools", "in", "cached", "out", "cost", "time")
"""`calls` are model calls; in, cached and out are tokens."""
SPARE_COLUMNS = ("cached", "tools", "calls", "time")
MIN_BAR_WIDTH = 10


def render_table(trace: Trace, work: Work) -> Sheet:
    """One row per agent run; the total is that of the whole trace."""
    table = Sheet(Column("agent", least=20), *figures(*NUMBER_COLUMNS, spare=SPARE_COLUMNS), Column("status"))
    for run in work.runs:
        numbers = _numbers(run.model_calls, run.tool_calls, run.tokens, run.cost, run.observation.seconds)
        table.add_row(plain(run.observation.name.split(" (")[0]), *numbers, status_text(run.status))
    model_calls = sum(each.type == "GENERATION" for each in work.outside)
    if model_calls:
        tool_calls = sum(each.type == "TOOL" for each in work.outside)
        used = Tokens.sum(each.tokens for each in work.outside)
        cost = math.fsum(each.cost for each in work.outside)
        table.add_row("outside of agents", *_numbers(model_calls, tool_calls, used, cost, None), "")
    table.add_section()
    model_calls = sum(each.type == "GENERATION" for each in trace.observations)
    tool_calls = sum(each.type == "TOOL" for each in trace.observations)
    total = _numbers(model_calls, tool_calls, trace.tokens, trace.cost, trace.seconds)
    table.add_row("total", *total, "", style="bold")
    return table


def _numbers(model_calls: int, tool_calls: int, used: Tokens, cost: float, time: float | None) -> list[str]:
    counts = [model_calls, tool_calls, used.input, used.cached, used.output]
    return [*(f"{count:,}" for count in counts), f"${cost:.6f}", "" if time is None else seconds(time)]


def render_waterfall(trace: Trace, work: Work, width: int) -> Table:
    """One bar per agent run from its start to its end; the bars fill what `width` columns leave beside their names."""
    titles = [plain(run.title) for run in work.runs]
    times = [seconds(run.observation.seconds) for run in work.runs]
    used = max((title.cell_len for title in titles), default=0) + max(map(len, times), default=0) + 4
    bar_width = max(MIN_BAR_WIDTH, width - used)
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True, width=bar_width)
    grid.add_column(no_wrap=True, justify="right")
    for run, title, time in zip(work.runs, titles, times, strict=True):
        grid.add_row(title, _bar(trace, run, bar_width), time)
    grid.add_row("", _scale(trace, bar_width), "")
    return grid


def _bar(trace: Trace, run: AgentRun, width: int) -> Text:
    span = trace.seconds or 1.0
    offset = min(width - 1, int((run.observation.start - trace.start).total_seconds() / span * width))
    length = max(1, min(width - offset, round(run.observation.seconds / span * width)))
    style = "red" if run.is_failed else "cyan" if run.is_parallel else "blue"
    return Text(" " * offset).append("█" * length, style=style)


def _scale(trace: Trace, width: int) -> Text:
    end = seconds(trace.seconds)
    return Text("0 s" + end.rjust(width - len("0 s")), style="dim")
