"""`alex users show`."""

from __future__ import annotations

from cli.shared.console import console
from cli.shared.errors import UserError
from cli.shared.process.output import print_json
from cli.shared.stack_account import account_of
from cli.shared.tables import Column, Sheet
from cli.shared.text import plain
from cli.users.database import Stored, UserRow, UsersDatabase


def show_user(name: str, stack: str, *, as_json: bool) -> None:
    """Prints the user. Raises UserError when nothing is stored under this name."""
    user = found(UsersDatabase(account_of(stack)), name)
    if as_json:
        print_json(user.model_dump(mode="json"))
    else:
        console.print(sheet(user))


def found(database: UsersDatabase, name: str) -> UserRow:
    """By subject or pseudonym. Raises UserError."""
    user = database.find(name)
    if user is None:
        raise UserError(
            f"nothing is stored about {name}", "a subject is exact, in upper and lower case; an erased user has none"
        )
    return user


def sheet(user: UserRow) -> Sheet:
    table = Sheet(Column("what"), Column("value", least=12))
    table.add_row("subject", plain(user.user_id))
    table.add_row("pseudonym", user.pseudonym)
    table.add_row("first stored", f"{user.created_at:%Y-%m-%d %H:%M} UTC")
    for what in Stored.model_fields:
        table.add_row(what, str(getattr(user, what)))
    table.add_row("unfinished jobs", str(user.unfinished))
    return table
