"""Invokes the migrator once, and shows its answer.

AWS's CLI would give up after 60 s and invoke it again, up to five times, while the first run still holds the database.
"""

from __future__ import annotations

import json
from typing import Any

from botocore.exceptions import ClientError, ReadTimeoutError

from cli.shared.account import Account
from cli.shared.errors import UserError
from cli.shared.process.output import CommandConsole, print_json
from cli.shared.reach.aws import ADVICE
from cli.shared.stack_account import account_of, error_code, told
from cli.shared.text import plain
from components.foundation.functions import FUNCTIONS
from components.foundation.names import LIVE
from components.foundation.shared_names import MIGRATOR

_MARGIN_SECONDS = 10
"""For the function's start and the way back of its answer."""


def answer_seconds() -> int:
    """Seconds after which the migrator has answered or was ended by Lambda."""
    (migrator,) = [spec for spec in FUNCTIONS if spec.name == MIGRATOR]
    return migrator.timeout_seconds + _MARGIN_SECONDS


def run_migrations(stack: str, *, as_json: bool) -> None:
    """Migrates the stack's database and prints what was applied. Raises UserError."""
    with told(f"stack {stack}: the migrator cannot be run"):
        answer = invoke_migrator(account_of(stack))
    if as_json:
        print_json(answer)
        return
    console, applied = CommandConsole(highlight=False), [str(name) for name in answer["applied"]]
    for name in applied:
        console.print(plain(f"applied {name}"))
    ran = (
        f"{len(applied)} {'migration' if len(applied) == 1 else 'migrations'} applied"
        if applied
        else "nothing to apply"
    )
    console.print(f"stack {stack}: {ran}, {answer['seeded']} instruments in the catalogue")


def invoke_migrator(account: Account, read_seconds: float | None = None) -> dict[str, Any]:
    """The migrator's answer, see `agents/migrator/handler.py`. Raises UserError and boto3's errors.

    Args:
        read_seconds: how long to wait for it; by default longer than the function may run.
    """
    seconds = read_seconds or answer_seconds()
    log = f"read its log: alex logs {MIGRATOR} --stack {account.stack}"
    try:
        response = account.patient_client("lambda", seconds).invoke(
            FunctionName=f"alex-{account.stack}-{MIGRATOR}", Qualifier=LIVE
        )
    except ReadTimeoutError as error:
        hint = f"{log}\nwhen it has ended, run this command again: every run may be repeated"
        raise UserError(
            f"stack {account.stack}: no answer after {seconds:g} s; the migrator may still run", hint
        ) from error
    except ClientError as error:
        raise _refused(account.stack, error) or error from error
    answer = _answer(response["Payload"].read())
    if response.get("FunctionError"):
        problem = f"{answer.get('errorType', 'the migrator failed')}: {answer.get('errorMessage', 'no message')}"
        line = " ".join(problem.split())
        raise UserError(f"stack {account.stack}: {line}", f"{log}\nthe failed migration was rolled back")
    return answer


def _answer(payload: bytes) -> dict[str, Any]:
    """Raises UserError if it is no answer of a function."""
    try:
        return json.loads(payload)
    except ValueError as error:
        raise UserError("no answer of AWS: the payload is not JSON", ADVICE) from error


def _refused(stack: str, error: ClientError) -> UserError | None:
    """Refusals before the function ran that the user can act on."""
    code = error_code(error)
    if code == "TooManyRequestsException":
        return UserError(f"stack {stack}: the migrator is running already", "wait for its end, then run this again")
    if code == "ResourceNotFoundException":
        return UserError(f"stack {stack}: no migrator", f"deploy the stack: pulumi up --stack {stack}")
    return None
