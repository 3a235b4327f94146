"""First values of Langfuse's secrets. A value that exists is never replaced: Langfuse's data depend on them."""

from __future__ import annotations

import json
import secrets as random
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from botocore.exceptions import ClientError


def _hex() -> str:
    """32 random bytes in hexadecimal: Langfuse puts passwords into URLs as they are, and wants 64 digits for a key."""
    return random.token_hex(32)


#: Key of the internal secret to the function that makes its value.
MADE: Mapping[str, Callable[[], str]] = {
    # Hashes the API keys: a new one would make all of them invalid.
    "salt": _hex,
    # Encrypts what Langfuse stores of other services: a new one would lose it.
    "encryption_key": _hex,
    # Signs the sessions of the site.
    "nextauth_secret": _hex,
    "database_password": _hex,
    "clickhouse_password": _hex,
    "cache_password": _hex,
    # Of the first user, who may change it: Langfuse takes it once.
    "admin_password": lambda: random.token_urlsafe(24),
}


def fill_project(secrets: Any, arn: str) -> bool:
    """Makes the project's key pair, unless there is one. Returns whether it did.

    Args:
        secrets: boto3 `secretsmanager` client.
        arn: secret of the keys, which the functions read too.
    """
    if _current(secrets, arn):
        return False
    keys = {"public_key": f"pk-lf-{uuid4()}", "secret_key": f"sk-lf-{uuid4()}"}
    secrets.put_secret_value(SecretId=arn, SecretString=json.dumps(keys))
    return True


def fill_internal(secrets: Any, arn: str, hosts: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Makes the values that are missing, and writes the hosts. Returns the whole secret, and names of what was made.

    Args:
        secrets: boto3 `secretsmanager` client.
        arn: secret that only Langfuse reads.
        hosts: addresses that AWS assigns, which Langfuse reads with its passwords.
    """
    text = _current(secrets, arn)
    before: dict[str, str] = json.loads(text) if text else {}
    made = {name: make() for name, make in MADE.items() if name not in before}
    after = {**before, **made, **hosts}
    if after != before:
        secrets.put_secret_value(SecretId=arn, SecretString=json.dumps(after))
    return after, list(made)


def _current(secrets: Any, arn: str) -> str | None:
    try:
        return secrets.get_secret_value(SecretId=arn).get("SecretString")
    except ClientError as error:
        # Raised for a secret without a value and for a missing one. Filling the latter fails with the same error.
        if error.response.get("Error", {}).get("Code") == "ResourceNotFoundException":
            return None
        raise
