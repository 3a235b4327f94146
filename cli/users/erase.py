"""`alex users erase`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cli.shared.account import Account
from cli.shared.console import confirmed, console
from cli.shared.process.output import print_json
from cli.shared.stack_account import account_of
from cli.users.database import Stored, UserRow, UsersDatabase
from cli.users.show import found, sheet


def erase_user(name: str, stack: str, *, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Erases the user after a confirmation. Raises UserError when nothing is stored under this name."""

    def sure(question: str) -> bool:
        return yes or confirmed(question)

    erase_in(account_of(stack), name, dry_run=dry_run, as_json=as_json, sure=sure)


def erase_in(
    account: Account, name: str, *, dry_run: bool, as_json: bool, sure: Callable[[str], bool]
) -> Stored | None:
    """The same in an account; the numbers of deleted rows, None when nothing was deleted."""
    database = UsersDatabase(account)
    user = found(database, name)
    if not as_json:
        console.print(sheet(user))
    if dry_run or not sure(f"Delete everything about {user.user_id}, for good?"):
        _tell(user, None, "nothing was deleted", as_json=as_json)
        return None
    erased = database.erase(user.user_id)
    _tell(user, erased, _summary(erased), as_json=as_json)
    return erased


def _tell(user: UserRow, erased: Stored | None, summary: str, *, as_json: bool) -> None:
    if as_json:
        print_json(_document(user, erased))
    else:
        console.print(summary, soft_wrap=True, markup=False)


def _summary(erased: Stored) -> str:
    rows = ", ".join(f"{number} {what}" for what, number in erased.model_dump().items())
    return (
        f"deleted the profile, {rows}\n"
        "the housekeeper deletes the traces in its first run after an hour, when late spans have arrived; "
        "backups and logs: docs/data.md"
    )


def _document(user: UserRow, erased: Stored | None) -> dict[str, Any]:
    return {
        "user_id": user.user_id,
        "pseudonym": user.pseudonym,
        "stored": {what: getattr(user, what) for what in Stored.model_fields},
        "unfinished": user.unfinished,
        "erased": erased.model_dump() if erased else None,
    }
