"""`alex secrets set`: stores a value in a secret that Pulumi created empty, so that no value enters its state."""

from __future__ import annotations

import json

import typer

from cli.shared.console import console
from cli.shared.errors import UsageError, UserError
from cli.shared.stack_account import account_of, told
from components.foundation.functions import FUNCTIONS
from components.foundation.shared_names import own_langfuse_secret

#: Fields of a Langfuse secret's JSON value, and whether the input is hidden.
FIELDS = {"public_key": False, "secret_key": True}
NAMES = ("langfuse", *(own_langfuse_secret(spec.name) for spec in FUNCTIONS if spec.kind == "agent"))


def set_secret(name: str, stack: str) -> None:
    """Asks for the secret's fields and stores them, in the running `alex up` or with the AWS credentials in use.

    Raises:
        UsageError: no such secret.
        UserError: an empty field, or AWS refused.
    """
    if name not in NAMES:
        raise UsageError(f"no secret {name!r} to set", f"expected one of {', '.join(NAMES)}")
    account = account_of(stack)
    secret_id = f"alex-{stack}-{name}"
    # Checks the credentials first: the user should not type keys before AWS refuses them.
    with told(f"{secret_id}: the value cannot be stored"):
        account.names()
    value = {field: _ask(name, field, hidden) for field, hidden in FIELDS.items()}
    with told(f"{secret_id}: the value cannot be stored"):
        account.client("secretsmanager").put_secret_value(SecretId=secret_id, SecretString=json.dumps(value))
    console.print(f"{secret_id}: stored")


def _ask(name: str, field: str, hidden: bool) -> str:
    answer = typer.prompt(f"{name} {field}", hide_input=hidden).strip()
    if not answer:
        raise UserError(f"{name} {field}: must not be empty", "copy the key from the project's settings in Langfuse")
    return answer
