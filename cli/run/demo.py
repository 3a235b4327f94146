"""`alex demo`: the whole system once, with the wall time of each phase."""

from __future__ import annotations

import time
from pathlib import Path

from rich import box
from rich.rule import Rule
from rich.table import Table

from cli.run.analyze import analyze_with
from cli.run.portfolio_file import read_portfolio
from cli.run.up import running_alex
from cli.shared.api_client import ApiClient
from cli.shared.console import console
from cli.trace.view import show_trace


def demo(portfolio_file: Path) -> None:
    """Deploys, analyzes the portfolio, shows the trace, stops everything.

    Raises:
        UserError: the file is wrong, or the job did not complete.
    """
    portfolio = read_portfolio(portfolio_file)
    phases: list[tuple[str, float]] = []
    with running_alex(phases) as alex:
        console.print(Rule(f"Analyzing {portfolio_file.stem}"))
        started = time.monotonic()
        with ApiClient(alex.api_url, alex.token(), alex.origin_secret) as api:
            job = analyze_with(api, portfolio)
        phases.append(("analysis", time.monotonic() - started))
        console.print(Rule("The job's trace"))
        show_trace(job["job_id"], verbose=False, as_json=False)
        stopping = time.monotonic()
    phases.append(("stop", time.monotonic() - stopping))
    console.print(_timings(phases))


def _timings(phases: list[tuple[str, float]]) -> Table:
    table = Table(title="Wall time", title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column("phase")
    table.add_column("seconds", justify="right")
    for phase, seconds in phases:
        table.add_row(phase, f"{seconds:.1f}")
    table.add_section()
    table.add_row("total", f"{sum(seconds for _, seconds in phases):.1f}", style="bold")
    return table
