"""`alex analyze`: uploads a portfolio or takes the stored one, starts the analysis, shows its progress and result."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from cli.run.job_view import job_view
from cli.run.portfolio_file import PortfolioFile, read_portfolio
from cli.shared.api_client import ApiClient
from cli.shared.console import console, title
from cli.shared.errors import UserError
from cli.shared.process.output import console_on_stderr, print_json
from cli.shared.project import LOCAL_STACK
from cli.shared.reach.user_api import user_api
from cli.shared.stack_account import running
from cli.trace.source import trace_id_of
from components.foundation import time_limits
from local.traces.keys import KeyPair
from local.traces.links import link

POLL_SECONDS = 0.4
#: Longer than any job takes: three deliveries, of which the last one ends.
PATIENCE_SECONDS = time_limits.MAX_RECEIVES * time_limits.QUEUE_VISIBILITY + time_limits.CLIENT
ENDED = {"completed", "partial", "failed"}
SPECIALISTS = ("tagger", "reporter", "charter", "retirement")


def analyze(
    portfolio_file: Path | None,
    stack: str = LOCAL_STACK,
    environ: Mapping[str, str] = os.environ,
    *,
    as_json: bool = False,
) -> None:
    """Runs the analysis on the running `alex up`, or on a deployed stack as the user of `ALEX_API_TOKEN`.

    Args:
        portfolio_file: replaces the stored portfolio; None for that one.

    Raises:
        UserError: the file is wrong, no `alex up` is running, the API refused, or the job failed.
    """
    portfolio = None if portfolio_file is None else read_portfolio(portfolio_file)
    with user_api(stack, environ) as api:
        analyze_with(api, portfolio, as_json=as_json, trace_link=_trace_link if stack == LOCAL_STACK else None)


def _trace_link(job_id: str) -> str:
    run = running()
    return link(run.trace_url, KeyPair(run.public_key, run.secret_key), trace_id_of(job_id))


def analyze_with(
    api: ApiClient,
    portfolio: PortfolioFile | None,
    *,
    as_json: bool = False,
    trace_link: Callable[[str], str] | None = None,
) -> dict[str, Any]:
    """Uploads the portfolio if there is one, analyzes what is stored, shows the result; returns the API's job.

    Args:
        trace_link: the address of the page of a job's trace, if there is one.
    """
    if portfolio is not None:
        api.replace_portfolio(portfolio)
    with console_on_stderr(as_json):
        job = watch(api, api.start_analysis())
    if as_json:
        print_json(job)
    else:
        console.print(job_view(job))
        if trace_link:
            # Unwrapped, so that it can be copied whole.
            console.print(Text(f"trace: {trace_link(job['job_id'])}", style="dim"), soft_wrap=True)
    if job["status"] == "failed":
        raise UserError(f"job {job['job_id']} failed: {job['summary']}", f"find the cause: alex trace {job['job_id']}")
    return job


def watch(api: ApiClient, job_id: str) -> dict[str, Any]:
    """Shows the job's progress until it ends; returns the job."""
    started = time.monotonic()
    with Live(console=console, refresh_per_second=8, transient=True) as live:
        while True:
            job = api.job(job_id)
            elapsed = time.monotonic() - started
            live.update(_progress(job, elapsed))
            if job["status"] in ENDED:
                return job
            if elapsed > PATIENCE_SECONDS:
                raise UserError(
                    f"job {job_id} is still {job['status']} after {elapsed:.0f} s", f"look at it: alex trace {job_id}"
                )
            time.sleep(POLL_SECONDS)


def _progress(job: dict[str, Any], elapsed: float) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_row(Spinner("dots"), Text(f"{title('planner')}  {job['status']}  {elapsed:.1f} s", style="bold"))
    for agent in SPECIALISTS:
        done = agent in job["results"]
        table.add_row(Text("✔", style="green") if done else Text("·", style="dim"), title(agent))
    return table
