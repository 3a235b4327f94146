"""`alex doctor`."""

from __future__ import annotations

import typer

from cli.shared.options import JsonOption, StackOption
from cli.shared.project import LOCAL_STACK


def doctor(stack: StackOption = LOCAL_STACK, as_json: JsonOption = False) -> None:
    """Check Langfuse, API, sign-in, database, queues and models, with a fix for each failure.

    For a deployed stack, uses your AWS credentials. Set ALEX_API_TOKEN to a user's token to check a call of the API.

    Exit code 1: a check failed.
    """
    from cli.doctor.examine import doctor

    if not doctor(stack, as_json=as_json):
        raise typer.Exit(1)
