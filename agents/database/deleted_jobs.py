"""Deleted jobs: their traces are still to be deleted, and a message of theirs may still be in the queue.

A trigger adds a row for each deleted job, whether its user was erased or the job was too old. The id is random and
identifies no one.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from database.data_api import DataApi

#: A planner that lost its job may send spans until its invocation ends, and Langfuse may take minutes to store them.
#: What arrives after a deletion would stay.
SETTLED = timedelta(hours=1)


class DeletedJobs:
    def __init__(self, db: DataApi) -> None:
        self._db = db

    def has(self, job_id: str) -> bool:
        """Whether there was such a job, and it was deleted. True for at least a month after its trace was deleted."""
        rows = self._db.query(
            "DeletedJobs.has", "SELECT job_id FROM deleted_jobs WHERE job_id = :job_id", job_id=UUID(job_id)
        )
        return bool(rows)

    def with_traces(self, limit: int) -> list[str]:
        """Ids of jobs whose traces may be deleted now, those deleted first."""
        rows = self._db.query(
            "DeletedJobs.with_traces",
            """
            SELECT job_id FROM deleted_jobs
            WHERE trace_deleted_at IS NULL AND deleted_at < now() - make_interval(secs => :settled)
            ORDER BY deleted_at LIMIT :limit
            """,
            settled=int(SETTLED.total_seconds()),
            limit=limit,
        )
        return [row["job_id"] for row in rows]

    def traces_deleted(self, job_ids: list[str]) -> None:
        self._db.execute(
            "DeletedJobs.traces_deleted",
            "UPDATE deleted_jobs SET trace_deleted_at = now() WHERE job_id = ANY (CAST(:ids AS uuid[]))",
            ids=f"{{{','.join(str(UUID(job_id)) for job_id in job_ids)}}}",
        )

    def waiting_days(self) -> float:
        """Days since the deletion of the first job whose trace is still there; 0 without one."""
        (row,) = self._db.query(
            "DeletedJobs.waiting_days",
            """
            SELECT CAST(coalesce(extract(epoch FROM now() - min(deleted_at)), 0) / 86400 AS double precision) AS days
            FROM deleted_jobs WHERE trace_deleted_at IS NULL AND deleted_at < now()
            """,
        )
        return row["days"]
