"""`alex logs`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.shared.options import StackOption
from cli.shared.project import LOCAL_STACK, complete_function


def logs(
    agent: Annotated[str, typer.Argument(help="function, e.g. planner or api", autocompletion=complete_function)],
    follow: Annotated[bool, typer.Option("--follow", "-f", help="print new lines until Ctrl-C")] = False,
    since: Annotated[str, typer.Option(help="10m, 12h, 7d, or a date such as 2026-11-01 (UTC)")] = "10m",
    job: Annotated[str | None, typer.Option("--job", help="only lines about this job")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print every line as JSON, including metrics")] = False,
    stack: StackOption = LOCAL_STACK,
) -> None:
    """Print a function's log lines, newest last. Times are UTC.

    For a deployed stack, uses your AWS credentials.

    Examples:

        alex logs planner --follow
        alex logs reporter --since 1h --job JOB_ID
        alex logs api --json --stack prod
    """
    from cli.logs.view import show_logs

    show_logs(agent, stack, since=since, job_id=job, follow=follow, as_json=as_json)
