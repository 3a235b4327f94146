"""`alex secrets list`: a stack's secrets with purpose, state and rotation. Never shows a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError
from rich.text import Text

from cli.shared.account import Account
from cli.shared.errors import UserError
from cli.shared.process.output import console, print_json
from cli.shared.stack_account import account_of, error_code, told
from cli.shared.tables import Column, Sheet
from components.foundation.functions import FUNCTIONS
from components.foundation.shared_names import DATABASE_CANDIDATE_SECRET, SECRETS, own_langfuse_secret

_MASTER = "database-master"
#: Secrets without a rotation schedule that no person changes.
_BY_OTHERS = {_MASTER: "by RDS", DATABASE_CANDIDATE_SECRET: "by the rotator"}
_OWN_PROJECTS = {own_langfuse_secret(spec.name): spec.title for spec in FUNCTIONS if spec.kind == "agent"}


@dataclass(frozen=True)
class SecretFacts:
    """Facts about a secret that need no access to its value."""

    name: str
    purpose: str
    has_value: bool
    changed: datetime | None
    rotation: str
    unfinished: bool = False
    """Whether a rotation has started and not finished."""


def list_secrets(stack: str, *, as_json: bool = False) -> None:
    """Prints one row per secret. Raises UserError."""
    account = account_of(stack)
    with told(f"stack {stack}: its secrets cannot be read"):
        found = secrets_of(account)
    if not found:
        raise UserError(f"stack {stack}: no secrets", "check that it is deployed in this account and region")
    if as_json:
        print_json([_json(secret) for secret in found])
        return
    table = Sheet(
        Column("secret", least=18), Column("value"), Column("last changed (UTC)", spare=0), Column("rotation", least=16)
    )
    for secret in found:
        value = Text("yes") if secret.has_value else Text("none", style="bold red")
        changed = f"{secret.changed:%Y-%m-%d %H:%M}" if secret.changed else "never"
        rotation = Text(secret.rotation)
        if secret.unfinished:
            rotation.append("\nunfinished", style="bold red")
        name = Text(secret.name).append(f"\n{secret.purpose}", style="dim")
        table.add_row(name, value, changed, rotation)
    console.print(table)


def _json(secret: SecretFacts) -> dict[str, Any]:
    return asdict(secret) | {"changed": secret.changed.isoformat() if secret.changed else None}


def secrets_of(account: Account) -> list[SecretFacts]:
    """The stack's existing secrets, and the database owner's, which RDS manages. Raises boto3's errors."""
    purposes = SECRETS | {secret: f"Keys of {title}'s own Langfuse project" for secret, title in _OWN_PROJECTS.items()}
    found = [
        _facts(name, purpose, described)
        for name, purpose in purposes.items()
        if (described := _described(account, account.names().of(name)))
    ]
    master = _master_arn(account)
    if master and (described := _described(account, master)):
        found.append(_facts(_MASTER, "The database owner's password, for the migrator and the rotator", described))
    return found


def _facts(name: str, purpose: str, described: Mapping[str, Any]) -> SecretFacts:
    stages = [set(of_version) for of_version in described.get("VersionIdsToStages", {}).values()]
    changed = described.get("LastChangedDate")
    return SecretFacts(
        name,
        purpose,
        has_value=any("AWSCURRENT" in of_version for of_version in stages),
        changed=changed.astimezone(UTC) if changed else None,
        rotation=_BY_OTHERS.get(name) or _rotation(described),
        unfinished=any("AWSPENDING" in of_version and "AWSCURRENT" not in of_version for of_version in stages),
    )


def _rotation(described: Mapping[str, Any]) -> str:
    if not described.get("RotationEnabled"):
        return "by hand"
    text = f"every {described.get('RotationRules', {}).get('AutomaticallyAfterDays', '?')} days"
    following = described.get("NextRotationDate")
    return f"{text}, next {following:%Y-%m-%d}" if following else text


def _described(account: Account, secret: str) -> dict[str, Any] | None:
    try:
        return account.client("secretsmanager").describe_secret(SecretId=secret)
    except ClientError as error:
        if error_code(error) == "ResourceNotFoundException":
            return None
        raise


def _master_arn(account: Account) -> str | None:
    """RDS chooses the secret's name; the cluster has its ARN."""
    try:
        answer = account.client("rds").describe_db_clusters(DBClusterIdentifier=account.names().prefix)
    except ClientError as error:
        if error_code(error) == "DBClusterNotFoundFault":
            return None
        raise
    return answer["DBClusters"][0].get("MasterUserSecret", {}).get("SecretArn")
