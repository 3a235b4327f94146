"""`alex trace`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.shared.errors import UsageError, refuse_together
from cli.shared.options import StackOption
from cli.shared.project import LOCAL_STACK


def trace(
    job_id: Annotated[str | None, typer.Argument(help="job id", show_default="the newest job")] = None,
    file: Annotated[Path | None, typer.Argument(help="for --html", show_default="trace-JOB.html")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="show every turn, model call and tool call")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print the trace as JSON")] = False,
    as_html: Annotated[bool, typer.Option("--html", help="write the trace as a self-contained HTML page")] = False,
    stack: StackOption = LOCAL_STACK,
) -> None:
    """Show each agent's work on a job: decisions, results, errors, duration and cost.

    For a deployed stack, uses your AWS credentials to read its Langfuse keys.

    Examples:

        alex trace --verbose
        alex trace JOB_ID page.html --html
        alex trace --stack prod --json
    """
    from cli.trace.view import save_trace, show_trace

    refuse_together({"--json": as_json, "--html": as_html})
    if as_html:
        # Both arguments may be left out. A single one is the file if it looks like one.
        only_file = file is None and job_id is not None and job_id.endswith(".html")
        save_trace(*(None, Path(job_id)) if only_file and job_id else (job_id, file), stack=stack)
    elif file:
        raise UsageError(f"{file}: a file needs --html")
    else:
        show_trace(job_id, verbose=verbose, as_json=as_json, stack=stack)
