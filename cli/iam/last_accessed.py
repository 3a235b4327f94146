"""IAM's last-accessed information of a role: time of the last attempt for each action that IAM tracks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from cli.iam.roles import Granted, Role
from cli.shared.errors import UserError
from policies.iam.actions import means

PATIENCE_SECONDS = 120
Tracked = Mapping[str, datetime | None]
"""Action to the time of its last attempt; None for a tracked action without one."""


class Seen(StrEnum):
    USED = "used"
    UNUSED = "unused"
    NOT_REPORTED = "not reported"
    """IAM does not track the action, like most that read or write data."""


@dataclass(frozen=True)
class LastUse:
    """Of an action on any resource: IAM does not report the resource. Denied attempts count too."""

    granted: Granted
    seen: Seen
    when: datetime | None


def last_uses(iam: Any, role: Role, arn: str, sleep: Callable[[float], None] = time.sleep) -> tuple[LastUse, ...]:
    """One for each grant of the role, in their order; `iam` is a boto3 client.

    Raises boto3's errors, and UserError when IAM gives no report.
    """
    tracked = _tracked(iam, arn, sleep)
    return tuple(_last_use(granted, tracked) for granted in role.granted)


def _last_use(granted: Granted, tracked: Tracked) -> LastUse:
    meant = [when for action, when in tracked.items() if means(granted.action, action)]
    if not meant:
        return LastUse(granted, Seen.NOT_REPORTED, None)
    last = max((when for when in meant if when), default=None)
    return LastUse(granted, Seen.USED if last else Seen.UNUSED, last)


def _tracked(iam: Any, arn: str, sleep: Callable[[float], None]) -> Tracked:
    job = iam.generate_service_last_accessed_details(Arn=arn, Granularity="ACTION_LEVEL")["JobId"]
    return {
        f"{service['ServiceNamespace']}:{action['ActionName']}": action.get("LastAccessedTime")
        for page in _pages(iam, job, sleep)
        for service in page["ServicesLastAccessed"]
        for action in service.get("TrackedActionsLastAccessed", [])
    }


def _pages(iam: Any, job: str, sleep: Callable[[float], None]) -> Iterator[Mapping[str, Any]]:
    page = _finished(iam, job, sleep)
    yield page
    while page.get("IsTruncated"):
        page = iam.get_service_last_accessed_details(JobId=job, Marker=page["Marker"])
        yield page


def _finished(iam: Any, job: str, sleep: Callable[[float], None]) -> Mapping[str, Any]:
    for _ in range(PATIENCE_SECONDS):
        page = iam.get_service_last_accessed_details(JobId=job)
        if page["JobStatus"] == "COMPLETED":
            return page
        if page["JobStatus"] == "FAILED":
            reason = page.get("Error", {}).get("Message", "no reason given")
            raise UserError(f"IAM made no last-accessed report: {reason}")
        sleep(1)
    raise UserError(f"IAM made no last-accessed report within {PATIENCE_SECONDS} s", "run the command again")
