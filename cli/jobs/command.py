"""`alex jobs` and `alex redrive`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.shared.errors import UsageError, refuse_together
from cli.shared.options import JsonOption, StackOption, YesOption
from cli.shared.project import LOCAL_STACK


def jobs(
    stack: StackOption = LOCAL_STACK,
    stuck: Annotated[
        bool, typer.Option("--stuck", help="only stalled jobs, each with its cause and the next step")
    ] = False,
    limit: Annotated[int, typer.Option(help="number of jobs; --stuck lists all", min=1, max=500)] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="print the jobs as JSON")] = False,
) -> None:
    """List all users' jobs, newest first, with status, age, attempts, lease, cost and error.

    For a deployed stack, uses your AWS credentials.
    """
    from cli.jobs.listing import show_jobs

    show_jobs(stack, only_stuck=stuck, limit=limit, as_json=as_json)


def redrive(
    stack: StackOption = LOCAL_STACK,
    job: Annotated[
        str | None, typer.Option("--job", help="redrive only this job, even if it has no dead-letter message")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="list the messages and change nothing")] = False,
    discard: Annotated[
        bool, typer.Option("--discard", help="delete the messages that can never succeed, and redrive none")
    ] = False,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """List dead-lettered jobs and run them again. Finished results are reused, not paid for twice.

    For a deployed stack, uses your AWS credentials.

    Examples:

        alex redrive --dry-run
        alex redrive --job JOB_ID
        alex redrive --discard --stack prod
    """
    from cli.jobs.redrive import redrive

    refuse_together({"--dry-run": dry_run, "--yes": yes}, "a dry run asks for no confirmation")
    if as_json and not (dry_run or yes):
        raise UsageError("--json asks no question", "add --dry-run or --yes")
    redrive(stack, job_id=job, dry_run=dry_run, yes=yes, discard=discard, as_json=as_json)
