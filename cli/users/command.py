"""`alex users`."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.shared.errors import UsageError, refuse_together
from cli.shared.options import JsonOption, StackOption, YesOption
from cli.shared.project import LOCAL_STACK

app = typer.Typer(help="Show users, and delete all that is stored about one.", no_args_is_help=True)

UserArgument = Annotated[
    str, typer.Argument(metavar="USER", help="subject of the user's token, or the pseudonym in logs and traces")
]


@app.command("show")
def users_show(user: UserArgument, stack: StackOption = LOCAL_STACK, as_json: JsonOption = False) -> None:
    """Show a user's subject and pseudonym, and how much is stored.

    Logs, metrics and traces know a user by the pseudonym only.
    """
    from cli.users.show import show_user

    show_user(user, stack, as_json=as_json)


@app.command("erase")
def users_erase(
    user: UserArgument,
    stack: StackOption = LOCAL_STACK,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="count what would go and change nothing")] = False,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Delete everything that is stored about a user. There is no way back.

    Rows go at once; the housekeeper deletes the traces within a day. Jobs that still run store nothing more.

    Examples:

        alex users erase SUBJECT --dry-run
        alex users erase SUBJECT --stack prod
    """
    from cli.users.erase import erase_user

    refuse_together({"--dry-run": dry_run, "--yes": yes}, "a dry run asks for no confirmation")
    if as_json and not (dry_run or yes):
        raise UsageError("--json asks no question", "add --dry-run or --yes")
    erase_user(user, stack, dry_run=dry_run, yes=yes, as_json=as_json)
