"""`alex versions`: each function's published versions, and deletion of versions no alias points to.

Every deployment that changes a function publishes a version and keeps the old ones. They count towards the account's
code storage, and with `snapStart` AWS charges for the snapshot of each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from cli.shared.account import Account
from cli.shared.console import confirmed, console
from cli.shared.errors import UserError
from cli.shared.process.output import print_json
from cli.shared.stack_account import account_of, error_code, told
from cli.shared.tables import Column, Sheet, figures
from components.foundation.functions import ALL_FUNCTIONS, OPTIONAL_FUNCTIONS
from components.foundation.names import LIVE

#: Versions before the live one that are kept, so that an alias can be moved back at once.
KEEP = 1


@dataclass(frozen=True)
class Published:
    """The versions of one function, oldest first."""

    function: str
    """Physical name."""
    versions: Sequence[int]
    used: frozenset[int]
    """Versions that an alias points to, weighted ones included."""
    live: int

    @property
    def old(self) -> list[int]:
        """Versions to delete: unused, older than the live one, and not among the last `KEEP` before it."""
        before = [version for version in self.versions if version < self.live]
        spared = set(before[-KEEP:])
        return [version for version in before if version not in self.used and version not in spared]


def show_versions(stack: str, *, delete_old: bool, yes: bool, as_json: bool = False) -> None:
    """Prints the versions; with `delete_old` deletes old ones, after a confirmation unless `yes`. Raises UserError."""
    account = account_of(stack)
    with told(f"stack {stack}: its functions cannot be read"):
        client = account.client("lambda")
        found = list(published(account, client))
    if as_json:
        print_json([_json(each) for each in found])
        return
    console.print(_table(found))
    old = sum(len(function.old) for function in found)
    if not delete_old or not old:
        return
    if not yes and not confirmed(f"Delete {old} old {'version' if old == 1 else 'versions'}?"):
        raise UserError("nothing was deleted")
    with told("a version cannot be deleted"):
        for function in found:
            for version in function.old:
                client.delete_function(FunctionName=function.function, Qualifier=str(version))
    console.print(f"deleted {old} {'version' if old == 1 else 'versions'}")


def published(account: Account, client: Any) -> Iterator[Published]:
    """The versions of each function. Raises UserError for a function without a live alias, and boto3's errors.

    Args:
        client: boto3 `lambda` client.
    """
    for spec in ALL_FUNCTIONS:
        name = f"alex-{account.stack}-{spec.name}"
        numbers = _numbers(client, name)
        if not numbers and spec in OPTIONAL_FUNCTIONS:
            continue
        aliases = client.list_aliases(FunctionName=name)["Aliases"]
        live = [alias["FunctionVersion"] for alias in aliases if alias["Name"] == LIVE]
        if not live:
            raise UserError(f"{name} has no alias {LIVE}", f"deploy the stack: pulumi up --stack {account.stack}")
        weighted = [version for alias in aliases for version in _shares(alias)]
        yield Published(
            name,
            sorted(int(number) for number in numbers if number.isdigit()),
            frozenset(int(version) for version in weighted if version.isdigit()),
            int(live[0]),
        )


def _numbers(client: Any, function: str) -> list[str]:
    """None for a function that the stack does not have."""
    pages = client.get_paginator("list_versions_by_function").paginate(FunctionName=function)
    try:
        return [version["Version"] for page in pages for version in page["Versions"]]
    except ClientError as error:
        if error_code(error) == "ResourceNotFoundException":
            return []
        raise


def _shares(alias: dict[str, Any]) -> Iterator[str]:
    yield alias["FunctionVersion"]
    yield from (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights", {})


def _table(found: Sequence[Published]) -> Sheet:
    table = Sheet(Column("function"), *figures("live"), Column("versions", least=12), Column("old", least=12))
    for each in found:
        table.add_row(each.function, str(each.live), _listed(each.versions), _listed(each.old))
    return table


def _json(each: Published) -> dict[str, Any]:
    return {"function": each.function, "live": each.live, "versions": list(each.versions), "old": each.old}


def _listed(versions: Sequence[int]) -> str:
    return ", ".join(map(str, versions)) or "none"
