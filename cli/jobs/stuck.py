"""Finds stuck jobs, with cause and next step. All times are the database's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from cli.jobs.database import JobRow
from cli.jobs.queues import DeadLetter
from cli.shared.queue_depth import Depth

#: Threshold of the alarm on the queue's oldest message.
PENDING_TOO_LONG = timedelta(minutes=10)
#: A message reappears half a minute after its job's lease ends, and may have to wait for others.
LEASE_ENDED_LONG = timedelta(minutes=1)


@dataclass(frozen=True)
class Stuck:
    why: str
    advice: str


def stuck(job: JobRow, letter: DeadLetter | None, queue: Depth) -> Stuck | None:
    """None for a job that is running, that will run without help, or that has ended.

    Args:
        letter: the job's message, if it is among the dead letters.
        queue: depth of the jobs queue.
    """
    again = f"fix the cause, then run: alex redrive --job {job.job_id}"
    if job.status == "running" and job.lease_until and job.lease_until > job.now:
        return None
    if letter is not None and job.status != "completed":
        return Stuck(f"its message was dead-lettered after {letter.receives} deliveries", again)
    if job.status == "running" and job.lease_until and job.now - job.lease_until > LEASE_ENDED_LONG:
        why = (
            f"its planner's lease expired {duration(job.now - job.lease_until)} ago and no planner has claimed it since"
        )
        return Stuck(why, _if_no_message(job, queue))
    if job.status == "pending" and job.now - job.updated_at > PENDING_TOO_LONG:
        return Stuck(f"no planner has claimed it for {duration(job.now - job.updated_at)}", _if_no_message(job, queue))
    return None


def _if_no_message(job: JobRow, queue: Depth) -> str:
    if queue.waiting or queue.in_flight:
        depth = f"{queue.waiting} messages wait and {queue.in_flight} are in flight"
        return f"{depth}: check the planner's throttles and its log, alex logs planner"
    return f"the queue is empty; send a message: alex redrive --job {job.job_id}"


def duration(span: timedelta) -> str:
    """In its largest unit: `45 s`, `12 min`, `3 h`, `2 d`."""
    seconds = max(0, int(span.total_seconds()))
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
