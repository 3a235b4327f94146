"""`alex secrets rotate`: starts a rotation and follows it to its end, in the versions and the rotator's log."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from botocore.exceptions import ClientError
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cli.doctor.aws_account import Account
from cli.secrets.set_value import NAMES as SET_BY_HAND
from cli.shared.console import console
from cli.shared.errors import UserError
from cli.shared.stack_account import account_of, told
from components.foundation.functions import DATABASE_SECRET, ORIGIN_SECRET

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
#: Which function rotates a secret.
ROTATORS = {DATABASE_SECRET: "rotator", ORIGIN_SECRET: "origin_rotator"}
_MEANING = {
    "createSecret": "a new value is made up",
    "setSecret": "it is handed to who must know it",
    "testSecret": "it is tried",
    "finishSecret": "it becomes the current one",
}
_AFTERWARDS = {
    DATABASE_SECRET: "The password before it stays valid until the next rotation: if one leaked, rotate twice.",
    ORIGIN_SECRET: "The value before it is accepted until the next rotation: if one leaked, rotate twice.",
}
_ADVICE = {
    "createSecret": "look at the secret's current value: the rotator cannot read it, or may not store another",
    "setSecret": "look whether the database is up, or CloudFront's function can be written",
    "testSecret": "somebody may have changed the password or the function at the edge meanwhile",
    "finishSecret": "another rotation may have taken the version's place",
}
PATIENCE_SECONDS = 300.0
LogEvent = tuple[int, str]
"""Time in milliseconds, and text."""
_POLL_SECONDS = 0.5
#: Clocks of this machine and of AWS may differ.
_SKEW_SECONDS = 120


class StepFailed(Exception):
    """What the rotator's log says of it."""

    def __init__(self, step: str, reason: str) -> None:
        super().__init__(reason)
        self.step, self.reason = step, reason


@dataclass
class Followed:
    """One rotation as it is seen from outside.

    Args:
        secret_id: name or ARN.
        version: that is being made.
        log_group: of the function that makes it.
        since: Unix time at which it was started.
        earlier: log events of earlier attempts at the same version.
    """

    account: Account
    secret_id: str
    version: str
    log_group: str
    since: float
    earlier: frozenset[LogEvent] = frozenset()

    def done(self) -> list[str]:
        """Steps that are over, in order. Raises StepFailed, or what boto3 raises."""
        lines = [line for event, line in self.lines() if event not in self.earlier]
        failed = next((line for line in lines if line.get("message") == "step failed"), None)
        if failed:
            raise StepFailed(str(failed.get("step")), _reason(failed))
        stages = self._stages()
        if "AWSCURRENT" in stages:
            return list(STEPS)
        if "AWSPENDING" not in stages:
            raise StepFailed("createSecret", "the version is not pending any more: the rotation was cancelled.")
        steps = {line.get("step") for line in lines if line.get("message") == "step done"}
        # The version alone says when it is over: log lines come late.
        return [step for step in STEPS[:-1] if step in steps]

    def lines(self) -> Generator[tuple[LogEvent, dict[str, Any]]]:
        """Log events about this version since the start, and what they say."""
        pages = self.account.client("logs").get_paginator("filter_log_events")
        start = int((self.since - _SKEW_SECONDS) * 1000)
        for page in pages.paginate(logGroupName=self.log_group, startTime=start):
            for event in page["events"]:
                line = _object(event["message"])
                if line.get("version") == self.version:
                    yield (event["timestamp"], event["message"]), line

    def _stages(self) -> list[str]:
        described = self.account.client("secretsmanager").describe_secret(SecretId=self.secret_id)
        return described.get("VersionIdsToStages", {}).get(self.version, [])


def rotate_secret(name: str, stack: str) -> None:
    """Rotates the secret and shows each step. Raises UserError, which says what to do when a step failed."""
    if name not in ROTATORS:
        by_hand = f": its keys are made in Langfuse, alex secrets set {name}" if name in SET_BY_HAND else ""
        raise UserError(f"no rotation for {name!r}{by_hand}; expected one of {', '.join(ROTATORS)}")
    account = account_of(stack)
    with told(f"{name} of stack {stack}"):
        rotation = start(account, name)
        try:
            with _progress() as show:
                follow(rotation, name, show)
        except KeyboardInterrupt:
            raise UserError(f"{name}: the rotation goes on without you; the same command follows it up") from None
    console.print(f"{name}: rotated. {_AFTERWARDS[name]}")


def start(account: Account, name: str) -> Followed:
    """Starts a rotation, or has one that was interrupted started again. Raises UserError or what boto3 raises."""
    secret_id = account.names().of(name)
    secrets, since = account.client("secretsmanager"), time.time()
    described = secrets.describe_secret(SecretId=secret_id)
    if not described.get("RotationEnabled"):
        raise UserError(f"{secret_id} has no rotation: deploy the stack again")
    group, unfinished = account.names().function_log_group(ROTATORS[name]), _unfinished(described)
    if unfinished is None:
        return Followed(account, secret_id, secrets.rotate_secret(SecretId=secret_id)["VersionId"], group, since)
    before = Followed(account, secret_id, unfinished, group, since)
    again = replace(before, earlier=frozenset(event for event, _ in before.lines()))
    try:
        secrets.rotate_secret(SecretId=secret_id)
    except ClientError as error:
        # This is how Secrets Manager says that it goes on with it.
        if "previous rotation" not in str(error):
            raise
    console.print(f"{name}: a rotation was unfinished; it is gone on with")
    return again


def follow(
    rotation: Followed,
    name: str,
    show: Callable[[list[str]], None],
    patience: float = PATIENCE_SECONDS,
) -> None:
    """Waits for the end; `show` gets the steps that are over. Raises UserError."""
    deadline = time.monotonic() + patience
    while True:
        try:
            done = rotation.done()
        except StepFailed as failed:
            raise UserError(
                f"{name}: {failed.step} failed: {failed.reason} The value in use stays in use. What to do: "
                f"{_ADVICE.get(failed.step, 'read the log')}; then run this command again, every step may be repeated "
                f"(log: {rotation.log_group}, docs/runbooks/rotation-failed.md)"
            ) from None
        show(done)
        if len(done) == len(STEPS):
            return
        if time.monotonic() > deadline:
            raise UserError(
                f"{name}: not over after {patience:.0f} s, {STEPS[len(done)]} is under way; the value in use stays "
                f"in use, and Secrets Manager goes on. What to do: read {rotation.log_group}, then run this again"
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
        (one for one, stages in versions.items() if "AWSPENDING" in stages and "AWSCURRENT" not in stages), None
    )


def _object(text: str) -> dict[str, Any]:
    """A log line that is JSON, or nothing."""
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def _reason(line: dict[str, Any]) -> str:
    """The exception's last line, e.g. `RotationError: …`, ended with a full stop."""
    text = str(line.get("exception") or line.get("reason") or "no reason in the log")
    last = text.strip().splitlines()[-1].removeprefix("rotator.rotation.").removeprefix("origin_rotator.rotation.")
    return last if last.endswith(".") else f"{last}."
