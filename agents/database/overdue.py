"""Jobs that nobody works on and nobody will: no planner holds them, no message of theirs has come for long.

How that comes about: the API died after it had stored the job and before it had queued it; a planner was killed in
every attempt, so that none could say that the job failed; the message was purged. Nobody is told of such a job, so it
is ended when its user looks at it. That is safe at any moment: whoever still comes with a message finds a job that has
ended, and `alex redrive` opens it again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from aws_lambda_powertools import Logger

from agent_runtime.contracts import DELIVERABLES
from database.data_api import DataApi

logger = Logger(child=True)

#: All deliveries of a message take 18 minutes; the rest is for a queue that is long.
PATIENCE = timedelta(hours=1)

_MESSAGE = "The analysis was not finished in time, and nobody works on it any more."


def is_overdue(row: dict[str, Any]) -> bool:
    """Takes a row of `jobs` with `now`, the database's clock: those of the Lambdas do not count."""
    match row["status"]:
        case "pending":
            return row["updated_at"] < row["now"] - PATIENCE
        case "running":
            return row["lease_until"] < row["now"] - PATIENCE
        case _:
            return False


def end(db: DataApi, row: dict[str, Any]) -> None:
    """Ends the job of this row: partial if something that the user asked for is there, else failed.

    A job that somebody has changed since the row was read is left alone.
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
        logger.error("a job that nobody worked on was ended", job_id=row["job_id"], status_before=row["status"])
