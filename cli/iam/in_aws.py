"""`alex iam --stack NAME`: a deployed stack's roles, with IAM's last-accessed information."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.text import Text

from cli.iam.last_accessed import LastUse, Seen, last_uses
from cli.iam.roles import Role, read_roles, with_key
from cli.shared.account import Account
from cli.shared.errors import UsageError, UserError
from cli.shared.process.output import console, print_json
from cli.shared.project import ROOT
from cli.shared.stack_account import account_of, told
from cli.shared.tables import Column, Sheet, figures
from cli.shared.text import plain

Uses = Mapping[str, Sequence[LastUse]]
"""Role to the use of its grants."""
_STYLES = {Seen.USED: "green", Seen.UNUSED: "red", Seen.NOT_REPORTED: "dim"}


def iam_in_aws(stack: str, role: str | None, root: Path = ROOT, *, as_json: bool = False) -> bool:
    """Prints the report, with the AWS credentials in use. True if every action that IAM tracks was used.

    Args:
        role: only this role; its physical name, or the last part of it.
        root: folder of the Pulumi program.

    Raises:
        UserError: no such stack or role, or AWS refused.
    """
    try:
        with told(f"stack {stack}: its roles cannot be read"):
            uses = _uses(account_of(stack, root), role)
    except ValueError as error:
        raise UserError(str(error)) from error
    if as_json:
        print_json(to_json(uses))
    else:
        console.print(table(uses))
        console.print(
            "IAM reports no resources, counts denied attempts as use, and lags by up to four hours.", style="dim"
        )
    return not any(use.seen is Seen.UNUSED for each in uses.values() for use in each)


def _uses(account: Account, role: str | None) -> Uses:
    iam, names = account.client("iam"), account.names()
    roles = with_key(read_roles(iam, f"{names.prefix}-"), account.client("kms"), names.key_alias)
    chosen: Sequence[Role] = [each for each in roles if role is None or each.name in (role, names.of(role))]
    if not chosen:
        known = ", ".join(each.name for each in roles) or "none; is it deployed in this account?"
        raise UsageError(f"stack {account.stack}: no role {role or names.prefix + '-…'}", f"the roles are {known}")
    return {each.name: last_uses(iam, each, f"arn:aws:iam::{names.account}:role/{each.name}") for each in chosen}


def table(uses: Uses) -> Sheet:
    """One row per role with the number of grants by use; for a single role, one row per grant."""
    if len(uses) == 1:
        shown = Sheet(Column("action"), Column("resource", least=24), Column("use"), Column("last used (UTC)", spare=0))
        for use in next(iter(uses.values())):
            when = f"{use.when:%Y-%m-%d %H:%M}" if use.when else ""
            seen = Text(use.seen, style=_STYLES[use.seen])
            shown.add_row(use.granted.action, plain(use.granted.resource), seen, when)
        return shown
    counts = Sheet(Column("role"), *figures("granted", *Seen, spare=("granted",)))
    for role, each in uses.items():
        counted = Counter(use.seen for use in each)
        counts.add_row(role, str(len(each)), *(str(counted[seen]) for seen in Seen))
    return counts


def to_json(uses: Uses) -> list[dict[str, Any]]:
    return [
        {
            "role": role,
            "grants": [
                asdict(use.granted) | {"use": use.seen.value, "last": use.when.isoformat() if use.when else None}
                for use in each
            ],
        }
        for role, each in uses.items()
    ]
