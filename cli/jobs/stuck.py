"""Which jobs nobody works on, why, and what to do. All times are the database's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from cli.jobs.database import JobRow
from cli.jobs.queues import DeadLetter, Depth

#: As long as the alarm on the queue's oldest message waits.
PENDING_TOO_LONG = timedelta(minutes=10)
#: A message comes back half a minute after its job's lease has ended, and may find others before it.
LEASE_ENDED_LONG = timedelta(minutes=1)


@dataclass(frozen=True)
class Stuck:
    why: str
    advice: str


def stuck(job: JobRow, letter: DeadLetter | None, queue: Depth) -> Stuck | None:
    """None if somebody works on the job, or will without anybody's help, or it has ended for good.

    Args:
        letter: the job's message, if it is among the dead letters.
        queue: how many messages the jobs queue has.
    """
    again = f"mend the cause, then `alex redrive --job {job.job_id}`"
    if job.status == "running" and job.lease_until and job.lease_until > job.now:
        return None
    if letter is not None and job.status != "completed":
        return Stuck(f"its message failed for good after {letter.receives} deliveries", again)
    if job.status == "running" and job.lease_until and job.now - job.lease_until > LEASE_ENDED_LONG:
        why = f"its planner's lease ended {duration(job.now - job.lease_until)} ago and no other has taken it over"
        return Stuck(why, _if_no_message(job, queue))
    if job.status == "pending" and job.now - job.updated_at > PENDING_TOO_LONG:
        return Stuck(f"nobody has taken it for {duration(job.now - job.updated_at)}", _if_no_message(job, queue))
    return None


def _if_no_message(job: JobRow, queue: Depth) -> str:
    if queue.waiting or queue.in_work:
        return f"{queue.waiting} messages wait and {queue.in_work} are in work: see the planner's log and its throttles"
    return f"no message is on the queue: `alex redrive --job {job.job_id}` sends one"


def duration(span: timedelta) -> str:
    """In its largest unit: `45 s`, `12 min`, `3 h`, `2 d`."""
    seconds = max(0, int(span.total_seconds()))
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
