"""Outcome of the jobs: each accepted job must end exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

COMPLETE = {"completed", "partial"}
ENDED = COMPLETE | {"failed"}


@dataclass(frozen=True)
class Outcome:
    """Lists hold job ids."""

    accepted: int
    by_status: dict[str, int]
    lost: list[str]
    """Accepted, but missing or unfinished."""
    failed: list[str]
    doubled: list[str]
    """Ended more than once."""
    strangers: list[str]
    """In a user's list, but in no response to the user."""
    dead_letters: int
    left_in_queue: int
    wall_seconds: list[float]
    """Time from acceptance to end of each ended job."""
    last_end: float | None
    """Unix time."""

    @property
    def as_promised(self) -> bool:
        return not (
            self.lost or self.failed or self.doubled or self.strangers or self.dead_letters or self.left_in_queue
        )


def outcome(
    accepted: Iterable[str],
    stored: Mapping[str, dict[str, Any]],
    finished: Iterable[str],
    *,
    dead_letters: int = 0,
    left_in_queue: int = 0,
) -> Outcome:
    """Compares the accepted jobs with the stored ones.

    Args:
        accepted: ids of jobs that the API has accepted.
        stored: jobs as the API lists them afterwards, of all users, by id.
        finished: job id for each time that the planner has ended a job.
        dead_letters: messages in the dead-letter queue.
        left_in_queue: messages in the queue after all jobs had time to end.
    """
    promised = set(accepted)
    ended = {job: found for job, found in stored.items() if found["status"] in ENDED}
    times = Counter(finished)
    spans = [(_unix(job["created_at"]), _unix(job["finished_at"])) for job in ended.values()]
    return Outcome(
        accepted=len(promised),
        by_status=dict(Counter(found["status"] for job, found in stored.items() if job in promised)),
        lost=sorted(promised - ended.keys()),
        failed=sorted(job for job, found in ended.items() if found["status"] not in COMPLETE),
        doubled=sorted(job for job, count in times.items() if count > 1),
        strangers=sorted(stored.keys() - promised),
        dead_letters=dead_letters,
        left_in_queue=left_in_queue,
        wall_seconds=sorted(end - start for start, end in spans),
        last_end=max((end for _, end in spans), default=None),
    )


def _unix(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
