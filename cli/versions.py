"""`alex versions`: the published versions of each function, and the removal of those that nobody can call any more.

Every deployment that changes a function publishes a version and leaves the old ones. They count towards the account's
code storage, and with `snapStart` AWS charges for the snapshot of each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich import box
from rich.table import Table

from cli.doctor.aws_account import Account
from cli.shared.console import confirmed, console
from cli.shared.errors import UserError
from cli.shared.stack_account import account_of, told
from components.foundation.functions import FUNCTIONS
from components.foundation.names import LIVE

#: Versions before the live one that stay, so that an alias can be moved back at once.
KEEP = 1


@dataclass(frozen=True)
class Published:
    """The versions of one function, oldest first."""

    function: str
    """Physical name."""
    versions: Sequence[int]
    used: frozenset[int]
    """Those that an alias stands for, in part too."""
    live: int

    @property
    def old(self) -> list[int]:
        """What may go: not used, older than the live one, and not among the last `KEEP` before it."""
        before = [version for version in self.versions if version < self.live]
        spared = set(before[-KEEP:])
        return [version for version in before if version not in self.used and version not in spared]


def show_versions(stack: str, *, delete_old: bool, yes: bool) -> None:
    """Prints the versions; deletes old ones if asked to, after a question unless `yes`. Raises UserError."""
    account = account_of(stack)
    with told(f"the functions of stack {stack}"):
        client = account.client("lambda")
        found = list(published(account, client))
    console.print(_table(found))
    old = sum(len(one.old) for one in found)
    if not delete_old or not old:
        return
    if not yes and not confirmed(f"Delete the old ones ({old})?"):
        raise UserError("nothing was deleted")
    with told("a version could not be deleted"):
        for one in found:
            for version in one.old:
                client.delete_function(FunctionName=one.function, Qualifier=str(version))
    console.print(f"deleted: {old} of them")


def published(account: Account, client: Any) -> Iterator[Published]:
    """Of each function of the roster. Raises UserError for one without a live alias, and what boto3 raises.

    Args:
        client: boto3 `lambda` client.
    """
    for spec in FUNCTIONS:
        name = f"alex-{account.stack}-{spec.name}"
        pages = client.get_paginator("list_versions_by_function").paginate(FunctionName=name)
        numbers = [one["Version"] for page in pages for one in page["Versions"]]
        aliases = client.list_aliases(FunctionName=name)["Aliases"]
        live = [alias["FunctionVersion"] for alias in aliases if alias["Name"] == LIVE]
        if not live:
            raise UserError(f"{name} has no alias {LIVE}: deploy the stack first")
        weighted = [version for alias in aliases for version in _shares(alias)]
        yield Published(
            name,
            sorted(int(number) for number in numbers if number.isdigit()),
            frozenset(int(version) for version in weighted if version.isdigit()),
            int(live[0]),
        )


def _shares(alias: dict[str, Any]) -> Iterator[str]:
    yield alias["FunctionVersion"]
    yield from (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights", {})


def _table(found: Sequence[Published]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("function")
    table.add_column("live", justify="right")
    table.add_column("versions")
    table.add_column("old")
    for one in found:
        table.add_row(one.function, str(one.live), _listed(one.versions), _listed(one.old))
    return table


def _listed(versions: Sequence[int]) -> str:
    return ", ".join(map(str, versions)) or "none"
