"""`alex secrets`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.shared.options import JsonOption, StackOption
from cli.shared.project import LOCAL_STACK, complete_rotated_secret, complete_settable_secret

app = typer.Typer(help="Set, list and rotate secret values. Pulumi creates the secrets empty.", no_args_is_help=True)


@app.command("set")
def secrets_set(
    name: Annotated[str, typer.Argument(help="secret to set, e.g. langfuse", autocompletion=complete_settable_secret)],
    stack: StackOption = "prod",
) -> None:
    """Ask for a secret's value and store it in Secrets Manager."""
    from cli.secrets.set_value import set_secret

    set_secret(name, stack)


@app.command("list")
def secrets_list(stack: StackOption = LOCAL_STACK, as_json: JsonOption = False) -> None:
    """List the secrets with purpose, state and rotation. Never shows a value."""
    from cli.secrets.list_secrets import list_secrets

    list_secrets(stack, as_json=as_json)


@app.command("rotate")
def secrets_rotate(
    name: Annotated[str, typer.Argument(help="database-app or origin", autocompletion=complete_rotated_secret)],
    stack: StackOption = LOCAL_STACK,
) -> None:
    """Rotate a secret and follow the rotation to its end. No request fails meanwhile."""
    from cli.secrets.rotate import rotate_secret

    rotate_secret(name, stack)
