"""`alex versions`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.shared.errors import UsageError, refuse_together
from cli.shared.options import JsonOption, StackOption, YesOption
from cli.shared.project import LOCAL_STACK


def versions(
    stack: StackOption = LOCAL_STACK,
    delete_old: Annotated[
        bool,
        typer.Option("--delete-old", help="delete versions no alias points to, but keep the one before live"),
    ] = False,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """List each function's published versions. Old ones cost storage, and with snapStart money.

    For a deployed stack, uses your AWS credentials.
    """
    from cli.versions.published import show_versions

    refuse_together({"--json": as_json, "--delete-old": delete_old}, "list them first, then delete")
    if yes and not delete_old:
        raise UsageError("--yes needs --delete-old", "nothing else asks for confirmation")
    show_versions(stack, delete_old=delete_old, yes=yes, as_json=as_json)
