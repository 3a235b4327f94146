"""`alex demo`: the whole system once, with the wall time of each phase."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from rich import box
from rich.rule import Rule
from rich.table import Table

from cli.run.analyze import analyze_with
from cli.run.portfolio_file import read_portfolio
from cli.run.up import DEFAULT, Phases, running_alex
from cli.shared.api_client import ApiClient
from cli.shared.process.output import Page, console, console_on_stderr, print_json
from cli.trace.view import show_trace
from local.real_model.serve import ModelChoice


def demo(portfolio_file: Path, choice: ModelChoice = DEFAULT, *, as_json: bool = False) -> None:
    """Deploys, analyzes the portfolio with the chosen model, shows the trace, stops everything.

    Args:
        as_json: print the job and the phases' seconds as JSON; everything else goes to standard error.

    Raises:
        UserError: the file is wrong, or the job did not complete.
    """
    phases: Phases = []
    with console_on_stderr(as_json):
        job = _run(portfolio_file, choice, phases, shows_trace=not as_json)
        console.print(_timings(phases))
    if as_json:
        print_json({"job": job, "seconds": dict(phases)})


def _run(portfolio_file: Path, choice: ModelChoice, phases: Phases, *, shows_trace: bool) -> dict[str, Any]:
    """The job as the API gives it."""
    portfolio = read_portfolio(portfolio_file)
    with running_alex(phases, choice=choice) as alex:
        console.print(Page(Rule(f"Analyzing {portfolio_file.stem} with {alex.model.name}")))
        started = time.monotonic()
        with ApiClient(alex.api_url, alex.token(), alex.origin_secret) as api:
            job = analyze_with(api, portfolio)
        phases.append(("analysis", time.monotonic() - started))
        if shows_trace:
            console.print(Page(Rule("The job's trace")))
            show_trace(job["job_id"], verbose=False, as_json=False)
        stopping = time.monotonic()
    phases.append(("stop", time.monotonic() - stopping))
    return job


def _timings(phases: Phases) -> Table:
    table = Table(title="Wall time", title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column("phase")
    table.add_column("seconds", justify="right")
    for phase, seconds in phases:
        table.add_row(phase, f"{seconds:.1f}")
    table.add_section()
    table.add_row("total", f"{sum(seconds for _, seconds in phases):.1f}", style="bold")
    return table
