"""`alex iam --stack NAME`: the roles of a stack in AWS, as far as IAM tells what they use."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import boto3
from rich import box
from rich.table import Table
from rich.text import Text

from cli.doctor.aws_account import Account
from cli.iam.last_accessed import LastUse, Seen, last_uses
from cli.iam.roles import Role, read_roles, with_key
from cli.shared.console import console
from cli.shared.errors import UserError
from cli.shared.stack_account import told
from cli.shared.tables import Column, Sheet, figures
from cli.shared.text import plain
from local.engine.stack_config import load_config
from local.errors import LocalError

Uses = Mapping[str, Sequence[LastUse]]
"""Role to what has become of its grants."""
_STYLES = {Seen.USED: "green", Seen.UNUSED: "red", Seen.NOT_REPORTED: "dim"}


def iam_in_aws(stack: str, root: Any, role: str | None, *, as_json: bool = False) -> bool:
    """Prints it, with the AWS credentials in use; whether no action that IAM tracks is unused.

    Args:
        root: folder of the Pulumi program.
        role: only this one; its physical name, or the last part of it.

    Raises:
        UserError: no such stack or role, or AWS refused.
    """
    try:
        account = Account(stack, boto3.Session(region_name=load_config(root, stack)["aws:region"]))
        with told(f"stack {stack}: its roles could not be read"):
            uses = _uses(account, role)
    except LocalError as error:
        raise UserError(str(error)) from None
    except ValueError as error:
        raise UserError(str(error)) from error
    if as_json:
        print(json.dumps(to_json(uses), indent=2))  # noqa: T201 - not wrapped to a width
    else:
        console.print(table(uses))
        console.print("IAM names no resources, counts denied attempts, and is up to four hours late.", style="dim")
    return not any(use.seen is Seen.UNUSED for each in uses.values() for use in each)


def _uses(account: Account, role: str | None) -> Uses:
    iam, names = account.client("iam"), account.names()
    roles = with_key(read_roles(iam, f"{names.prefix}-"), account.client("kms"), names.key_alias)
    chosen: Sequence[Role] = [each for each in roles if role is None or each.name in (role, names.of(role))]
    if not chosen:
        raise UserError(f"no role {role or names.prefix + '-…'}: the stack has {', '.join(it.name for it in roles)}")
    return {each.name: last_uses(iam, each, f"arn:aws:iam::{names.account}:role/{each.name}") for each in chosen}


def table(uses: Uses) -> Table | Sheet:
    """A line per role with the number of each kind; for one role, a line per grant."""
    if len(uses) == 1:
        shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for name in ("action", "resource", "use", "last"):
            shown.add_column(name, overflow="fold")
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
