"""`alex iam`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.shared.errors import UsageError
from cli.shared.options import StackOption
from cli.shared.project import LOCAL_STACK


def iam(
    role: Annotated[str | None, typer.Option(help="only this role, with all its grants; e.g. planner")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the report as JSON")] = False,
    exercise: Annotated[
        bool, typer.Option("--exercise", help="first make the system do everything; takes minutes, disturbs users")
    ] = False,
    stack: StackOption = LOCAL_STACK,
) -> None:
    """Compare each role's granted permissions with the calls it makes.

    For a deployed stack, uses your AWS credentials; IAM reports the last use of some actions only.

    Exit code 1: a grant is unused, or a call was denied.
    """
    if stack == LOCAL_STACK:
        from cli.iam.running import iam

        good = iam(role, as_json=as_json, exercise=exercise)
    else:
        from cli.iam.in_aws import iam_in_aws

        if exercise:
            raise UsageError(
                "--exercise works on the running `alex up` only", "it would disturb a deployed stack's users"
            )
        good = iam_in_aws(stack, role, as_json=as_json)
    if not good:
        raise typer.Exit(1)
