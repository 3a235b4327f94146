"""Jobs as the planner works on them: claimed, written to while the claim holds, ended. `jobs` holds the users' half.

A claim is a token that the planner chose, and a lease. When the lease has ended, another planner may claim the job with
a token that replaces this one. From then on, every write under the old token changes nothing.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from database.job import Job, JobStatus
from database.job_results import with_results
from database.job_writes import JobWrites, News


class JobClaims(JobWrites):
    """Job ids are UUIDs; any other text is a ValueError."""

    def get(self, job_id: str) -> Job | None:
        """Any user's job with its results. Only for the planner, which has the id from the queue."""
        rows = self._db.query("Jobs.get", "SELECT * FROM jobs WHERE job_id = :job_id", job_id=UUID(job_id))
        return with_results(self._db, rows[0]) if rows else None

    def claim(self, job_id: str, token: str, lease_seconds: int) -> Job | None:
        """Claims the job until the lease ends. None if another planner has it, or if it has ended or does not exist.

        Claiming twice with one token counts as one attempt, so that a claim whose answer was lost can be repeated.
        """
        rows = self._db.query(
            "Jobs.claim",
            """
            UPDATE jobs
            SET status = 'running',
                attempts = attempts + CASE WHEN claim_token = :token THEN 0 ELSE 1 END,
                claim_token = :token,
                lease_until = now() + make_interval(secs => :lease_seconds),
                started_at = coalesce(started_at, now()),
                progress = progress_kept(progress)
            WHERE job_id = :job_id
              AND (status = 'pending' OR status = 'running' AND (lease_until <= now() OR claim_token = :token))
            RETURNING *, (SELECT pseudonym FROM users WHERE users.user_id = jobs.user_id) AS pseudonym
            """,
            job_id=UUID(job_id),
            token=token,
            lease_seconds=lease_seconds,
        )
        return with_results(self._db, rows[0]) if rows else None

    def finish(
        self,
        job_id: str,
        token: str,
        status: JobStatus,
        errors: dict[str, dict[str, Any]],
        summary: str,
        cost_usd: Decimal,
        usage: dict[str, dict[str, Any]],
        degraded_reason: str | None = None,
        news: News | None = None,
        outline: dict[str, Any] | None = None,
    ) -> bool:
        """Ends the job as completed, partial or failed. False if the claim is lost.

        Can be repeated with the same status. Raises ValueError for pending and running.

        Args:
            news: for `progress`, as in `show`, which also describes `outline`.
        """
        if not status.ended:
            raise ValueError(f"a job cannot finish as {status}")
        return bool(
            self._db.execute(
                "Jobs.finish",
                """
                UPDATE jobs
                SET status = :status, errors = CAST(:errors AS jsonb), summary = :summary, cost_usd = :cost_usd,
                    usage = CAST(:usage AS jsonb), degraded_reason = :degraded_reason,
                    progress = progressed(progress, CAST(:news AS jsonb)),
                    outline = coalesce(CAST(:outline AS jsonb), outline),
                    finished_at = coalesce(finished_at, now()), lease_until = NULL
                WHERE job_id = :job_id AND claim_token = :token AND status IN ('running', :status)
                """,
                job_id=UUID(job_id),
                token=token,
                status=status,
                errors=errors,
                summary=summary,
                cost_usd=cost_usd,
                usage=usage,
                degraded_reason=degraded_reason,
                news=news or {},
                outline=outline,
            )
        )

    def release(
        self, job_id: str, token: str, error: str, usage: dict[str, dict[str, Any]], news: News | None = None
    ) -> bool:
        """Gives the claim back, so that a redelivery can claim at once. False if the claim is lost.

        Args:
            error: the reason in one sentence, shown as the planner's error until the job ends.
            usage: by agent so far. The next attempt adds to it.
            news: for `progress`, as in `show`.
        """
        return bool(
            self._db.execute(
                "Jobs.release",
                """
                UPDATE jobs
                SET status = 'pending', claim_token = NULL, lease_until = NULL, errors = CAST(:errors AS jsonb),
                    usage = usage || CAST(:usage AS jsonb), progress = progressed(progress, CAST(:news AS jsonb))
                WHERE job_id = :job_id AND claim_token = :token AND status = 'running'
                """,
                job_id=UUID(job_id),
                token=token,
                errors={"planner": {"kind": "internal", "message": error}},
                usage=usage,
                news=news or {},
            )
        )
