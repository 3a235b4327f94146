"""What became of the jobs: the promise is that each accepted job ends, once."""

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
    """Jobs by their ids, except where it says otherwise."""

    accepted: int
    by_status: dict[str, int]
    lost: list[str]
    """Accepted, and not there or not ended."""
    failed: list[str]
    doubled: list[str]
    """Ended more than once, or run by more than one attempt."""
    strangers: list[str]
    """In a user's list, and no answer had told the user of them."""
    dead_letters: int
    left_in_queue: int
    wall_seconds: list[float]
    """From acceptance to the end, of each job that has ended."""
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
    """Compares what the users were promised with what is there.

    Args:
        accepted: ids of jobs that the API has accepted.
        stored: jobs as the API lists them afterwards, of all users, by id.
        finished: id of the job for each time that the planner has ended one.
        dead_letters: messages in the dead-letter queue.
        left_in_queue: messages in the queue, when all jobs had the time to end.
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
