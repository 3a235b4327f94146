"""Overdue jobs: no planner has claimed them, and no message for them has arrived for a long time.

Causes: the API died between storing and queueing the job; the planner was killed in every attempt, so that none could
record the failure; the message was purged. No event reports such a job, so it is ended when its user looks at it. That
is always safe: a late message finds a job that has ended, and `alex redrive` opens it again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from aws_lambda_powertools import Logger

from agent_runtime.contracts import DELIVERABLES
from database.data_api import DataApi

logger = Logger(child=True)

#: All deliveries of a message take 20 minutes. The rest allows for a long queue.
PATIENCE = timedelta(hours=1)

_MESSAGE = "The analysis did not finish in time and was given up."


def is_overdue(row: dict[str, Any]) -> bool:
    """Takes a row of `jobs` with `now` from the database's clock, because a Lambda's clock may be wrong."""
    match row["status"]:
        case "pending":
            return row["updated_at"] < row["now"] - PATIENCE
        case "running":
            return row["lease_until"] < row["now"] - PATIENCE
        case _:
            return False


def end(db: DataApi, row: dict[str, Any]) -> None:
    """Ends the job of this row: partial if a deliverable is there, else failed.

    Does nothing to a job that has changed since the row was read.
    """
    ended = db.execute(
        "Jobs.end_overdue",
        """
        UPDATE jobs
        SET status = CASE WHEN EXISTS (
                SELECT FROM job_results AS kept
                WHERE kept.job_id = jobs.job_id
                  AND kept.agent IN (SELECT jsonb_array_elements_text(CAST(:deliverables AS jsonb)))
            ) THEN 'partial' ELSE 'failed' END,
            finished_at = now(), lease_until = NULL, claim_token = NULL,
            errors = errors || CAST(:errors AS jsonb), summary = :summary,
            cost_usd = (SELECT coalesce(sum(CAST(spent.value ->> 'cost_usd' AS numeric)), 0)
                        FROM jsonb_each(jobs.usage) AS spent)
        WHERE job_id = :job_id AND version = :version
        """,
        job_id=UUID(row["job_id"]),
        version=row["version"],
        deliverables=list(DELIVERABLES),
        errors={"planner": {"kind": "timeout", "message": _MESSAGE}},
        summary=_MESSAGE,
    )
    if ended:
        logger.error("an overdue job was ended", job_id=row["job_id"], status_before=row["status"])
