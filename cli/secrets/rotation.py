"""One rotation of a secret as seen from outside: in the secret's versions, and in the rotator's log."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from cli.shared.account import Account

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
LogEvent = tuple[int, str]
"""Time in milliseconds, and text."""
#: Clocks of this machine and of AWS may differ.
_SKEW_SECONDS = 120


class StepFailed(Exception):
    """A failed step, with the reason in the rotator's log."""

    def __init__(self, step: str, reason: str) -> None:
        super().__init__(reason)
        self.step, self.reason = step, reason


@dataclass
class Followed:
    """A rotation in progress.

    Args:
        secret_id: name or ARN.
        version: the new one.
        log_group: the rotator's.
        since: Unix time of the start.
        earlier: log events of earlier attempts at this version.
    """

    account: Account
    secret_id: str
    version: str
    log_group: str
    since: float
    earlier: frozenset[LogEvent] = frozenset()

    def done(self) -> list[str]:
        """Finished steps, in order. Raises StepFailed and boto3's errors."""
        lines = [line for event, line in self.lines() if event not in self.earlier]
        failed = next((line for line in lines if line.get("message") == "step failed"), None)
        if failed:
            raise StepFailed(str(failed.get("step")), _reason(failed))
        stages = self._stages()
        if "AWSCURRENT" in stages:
            return list(STEPS)
        if "AWSPENDING" not in stages:
            raise StepFailed("createSecret", "the version is no longer pending: the rotation was cancelled.")
        steps = {line.get("step") for line in lines if line.get("message") == "step done"}
        # Only the version tells the end: log lines arrive late.
        return [step for step in STEPS[:-1] if step in steps]

    def lines(self) -> Generator[tuple[LogEvent, dict[str, Any]]]:
        """Log events about this version since the start, each with its decoded line."""
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


def _object(text: str) -> dict[str, Any]:
    """A log line as JSON; empty for any other text."""
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def _reason(line: dict[str, Any]) -> str:
    """The exception's last line, e.g. `RotationError: …`, with a full stop."""
    text = str(line.get("exception") or line.get("reason") or "no reason in the log")
    last = text.strip().splitlines()[-1].removeprefix("rotator.rotation.").removeprefix("origin_rotator.rotation.")
    return last if last.endswith(".") else f"{last}."
