"""Log events of a function, from CloudWatch Logs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

Event = dict[str, Any]
POLL_SECONDS = 1.0
#: CloudWatch Logs may deliver an event this much later than its timestamp says.
LATE_MILLISECONDS = 15_000


class FunctionLog:
    """One log group. The methods raise boto3's errors.

    Args:
        client: boto3 `logs` client.
        job_id: only events that contain it.
    """

    def __init__(self, client: Any, group: str, job_id: str | None = None) -> None:
        self._client, self._group, self._job_id = client, group, job_id

    def since(self, start: datetime) -> Iterator[list[Event]]:
        """Pages of events, oldest first."""
        return self._pages(int(start.timestamp() * 1000))

    def follow(self, start: datetime) -> Iterator[list[Event]]:
        """Pages of events, then new ones as they arrive, without end."""
        begin, newest = int(start.timestamp() * 1000), 0
        seen: dict[str, int] = {}
        while True:
            for page in self._pages(max(begin, newest - LATE_MILLISECONDS)):
                fresh = [event for event in page if _key(event) not in seen]
                seen |= {_key(event): event["timestamp"] for event in fresh}
                newest = max([newest, *(event["timestamp"] for event in fresh)])
                yield fresh
            seen = {key: written for key, written in seen.items() if written >= newest - LATE_MILLISECONDS}
            time.sleep(POLL_SECONDS)

    def _pages(self, start: int) -> Iterator[list[Event]]:
        wanted: dict[str, Any] = {"logGroupName": self._group, "startTime": start}
        if self._job_id:
            wanted["filterPattern"] = f'"{self._job_id}"'
        for page in self._client.get_paginator("filter_log_events").paginate(**wanted):
            yield page["events"]


def _key(event: Event) -> str:
    """AWS numbers events, the embedded AWS does not."""
    return str(event.get("eventId") or (event.get("logStreamName"), event["timestamp"], event["message"]))
