"""`alex secrets rotate`: starts a rotation, and follows it in the secret's versions and the rotator's log."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cli.secrets.rotation import STEPS, Followed, StepFailed
from cli.secrets.set_value import NAMES as SET_BY_HAND
from cli.shared.account import Account
from cli.shared.console import console
from cli.shared.errors import UsageError, UserError
from cli.shared.stack_account import account_of, told
from components.foundation.shared_names import DATABASE_SECRET, ORIGIN_SECRET

#: Secret to the function that rotates it.
ROTATORS = {DATABASE_SECRET: "rotator", ORIGIN_SECRET: "origin_rotator"}
_MEANING = {
    "createSecret": "generate a new value",
    "setSecret": "set it in the database or at the edge",
    "testSecret": "test it",
    "finishSecret": "make it current",
}
_AFTERWARDS = {
    DATABASE_SECRET: "The previous password stays valid until the next rotation. If a password leaked, rotate twice.",
    ORIGIN_SECRET: "The previous value stays valid until the next rotation. If a value leaked, rotate twice.",
}
_ADVICE = {
    "createSecret": "check the rotator's access to the secret: it cannot read the current value or store a new one",
    "setSecret": "check that the database is up, or that CloudFront's function can be updated",
    "testSecret": "check whether the password or the edge function has changed since",
    "finishSecret": "check whether another rotation replaced the version",
}
PATIENCE_SECONDS = 300.0
_POLL_SECONDS = 0.5


def rotate_secret(name: str, stack: str) -> None:
    """Rotates the secret and shows each step. Raises UserError with a remedy when a step failed."""
    if name not in ROTATORS:
        by_hand = f"create new keys in Langfuse, then run: alex secrets set {name}" if name in SET_BY_HAND else ""
        raise UsageError(f"no rotation for {name!r}", by_hand or f"expected one of {', '.join(ROTATORS)}")
    account = account_of(stack)
    with told(f"stack {stack}: {name} cannot be rotated"):
        rotation = start(account, name)
        try:
            with _progress() as show:
                follow(rotation, name, show)
        except KeyboardInterrupt:
            raise UserError(
                f"{name}: rotation continues in the background",
                f"run the command again to follow it: alex secrets rotate {name} --stack {stack}",
            ) from None
    console.print(f"{name}: rotated. {_AFTERWARDS[name]}")


def start(account: Account, name: str) -> Followed:
    """Starts a rotation, or resumes an unfinished one. Raises UserError and boto3's errors."""
    secret_id = account.names().of(name)
    secrets, since = account.client("secretsmanager"), time.time()
    described = secrets.describe_secret(SecretId=secret_id)
    if not described.get("RotationEnabled"):
        raise UserError(f"{secret_id} has no rotation", f"deploy the stack: pulumi up --stack {account.stack}")
    group, unfinished = account.names().function_log_group(ROTATORS[name]), _unfinished(described)
    if unfinished is None:
        return Followed(account, secret_id, secrets.rotate_secret(SecretId=secret_id)["VersionId"], group, since)
    before = Followed(account, secret_id, unfinished, group, since)
    again = replace(before, earlier=frozenset(event for event, _ in before.lines()))
    try:
        secrets.rotate_secret(SecretId=secret_id)
    except ClientError as error:
        # Secrets Manager resumes the rotation with this error.
        if "previous rotation" not in str(error):
            raise
    console.print(f"{name}: resumed an unfinished rotation")
    return again


def follow(
    rotation: Followed,
    name: str,
    show: Callable[[list[str]], None],
    patience: float = PATIENCE_SECONDS,
) -> None:
    """Waits for the end; `show` gets the finished steps. Raises UserError."""
    deadline = time.monotonic() + patience
    while True:
        try:
            done = rotation.done()
        except StepFailed as failed:
            raise UserError(
                f"{name}: {failed.step} failed: {failed.reason} The current value stays in use.",
                f"{_ADVICE.get(failed.step, 'read the log')}; then run this command again, every step can be repeated\n"
                f"read the log: {rotation.log_group}\n"
                "read the runbook: docs/runbooks/rotation-failed.md",
            ) from None
        show(done)
        if len(done) == len(STEPS):
            return
        if time.monotonic() > deadline:
            raise UserError(
                f"{name}: not finished after {patience:.0f} s, still in {STEPS[len(done)]}. The current value stays in "
                "use, and Secrets Manager continues.",
                f"read the log: {rotation.log_group}\nthen run this command again to follow the rotation",
            )
        time.sleep(_POLL_SECONDS)


@contextmanager
def _progress() -> Generator[Callable[[list[str]], None]]:
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console) as progress:
        tasks = [progress.add_task(_described(step), total=1, start=False) for step in STEPS]
        progress.start_task(tasks[0])

        def show(done: list[str]) -> None:
            for step, task in zip(STEPS, tasks, strict=True):
                if step in done:
                    progress.start_task(task)
                    progress.update(task, completed=1, description=f"[green]✔[/green] {_described(step)}")
                elif step == STEPS[len(done)]:
                    progress.start_task(task)

        yield show


def _described(step: str) -> str:
    return f"{step:<13} {_MEANING[step]}"


def _unfinished(described: dict[str, Any]) -> str | None:
    versions = described.get("VersionIdsToStages", {})
    return next(
        (version for version, stages in versions.items() if "AWSPENDING" in stages and "AWSCURRENT" not in stages), None
    )
