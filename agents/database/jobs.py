"""Jobs as their users see them: created, listed, shown. `job_claims` holds the planner's half.

A job goes pending → running → completed | partial | failed.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from database.data_api import DataApi
from database.errors import NotOwned, TooManyUnfinished
from database.job import Job, KeyedJob, MonthlyCost, NewJob, Spending
from database.job_results import with_results
from database.overdue import PATIENCE, end, is_overdue
from database.users import Users


class Jobs:
    """Job ids are UUIDs; any other text is a ValueError."""

    def __init__(self, db: DataApi) -> None:
        self._db = db

    def create(
        self, user_id: str, job_id: str, *, key: str | None = None, most: int = 0, others_seconds: float = 0.0
    ) -> NewJob | KeyedJob:
        """Creates a pending job, or returns the user's job of this key. The user must have stored something already.

        Safe under concurrent requests: one of them creates the job, and together they do not exceed `most`.

        Args:
            user_id: of the job's user.
            job_id: a new id.
            key: the client's idempotency key.
            most: unfinished jobs that the user may have, this one included; 0 for no limit.
            others_seconds: age of the other jobs that the new one's `others` counts.

        Raises:
            TooManyUnfinished: the user has `most` unfinished jobs younger than `PATIENCE`. Older ones are stuck and do
                not count.
            NotOwned: nothing is stored about the user, who may have been erased meanwhile.
        """
        rows = self._db.query(
            "Jobs.create",
            """
            SELECT *, (
                SELECT count(*) FROM jobs WHERE created_at > now() - make_interval(secs => :others_seconds)
            ) AS others
            FROM start_job(
                :user_id, :job_id, CAST(:key AS text), CAST(:most AS integer),
                now() - make_interval(secs => :stuck_seconds)
            )
            """,
            user_id=user_id,
            job_id=UUID(job_id),
            key=key,
            most=most,
            stuck_seconds=int(PATIENCE.total_seconds()),
            others_seconds=others_seconds,
        )
        if rows:
            return NewJob.model_validate(rows[0])
        if key and (earlier := self.of_key(user_id, key)):
            return earlier
        if Users(self._db).pseudonym_of(user_id) is None:
            raise NotOwned("portfolio")
        raise TooManyUnfinished(most)

    def of_key(self, user_id: str, key: str) -> KeyedJob | None:
        """The user's job that was started with this idempotency key, without results."""
        rows = self._db.query(
            "Jobs.of_key",
            """
            SELECT *, CAST(extract(epoch FROM now() - created_at) AS double precision) AS age_seconds
            FROM jobs WHERE user_id = :user_id AND idempotency_key = :key
            """,
            user_id=user_id,
            key=key,
        )
        return KeyedJob.model_validate(rows[0]) if rows else None

    def get_for(self, user_id: str, job_id: str) -> Job:
        """The user's job with its results. Raises NotOwned."""
        return self.whole(self.head_for(user_id, job_id))

    def head_for(self, user_id: str, job_id: str) -> Job:
        """The user's job without its results, in one statement. Raises NotOwned."""
        rows = self._end_overdue(
            user_id,
            "Jobs.head_for",
            """
            SELECT jobs.*, now() AS now, coalesce(said.version, 0) AS feedback_version,
                   CASE WHEN said.rating IS NOT NULL THEN
                       jsonb_build_object('rating', said.rating, 'comment', said.comment, 'updated_at', said.updated_at)
                   END AS feedback,
                   (SELECT count(*) FROM job_results kept WHERE kept.job_id = jobs.job_id) AS stored_results
            FROM jobs LEFT JOIN job_feedback said ON said.job_id = jobs.job_id
            WHERE jobs.job_id = :job_id AND jobs.user_id = :user_id
            """,
            job_id=UUID(job_id),
        )
        if not rows:
            raise NotOwned("job")
        return Job.model_validate(rows[0])

    def list_for(self, user_id: str, limit: int, before: str | None, *, detailed: bool = False) -> list[Job]:
        """The user's jobs without results, newest first.

        Args:
            before: id of the previous page's last job; nothing comes before an unknown id. Jobs of the same
                millisecond are ordered by id.
            detailed: with progress and comments, of which the Data API's 1 MiB take 20 jobs at most.
        """
        rows = self._end_overdue(
            user_id,
            "Jobs.list_for",
            """
            SELECT listed.job_id, user_id, status, attempts, idempotency_key, created_at, started_at, finished_at,
                   listed.updated_at, lease_until, usage, errors, summary, cost_usd, degraded_reason, outline,
                   listed.version, now() AS now, CASE WHEN asked.detailed THEN progress ELSE '{}' END AS progress,
                   CASE WHEN said.rating IS NOT NULL THEN jsonb_build_object(
                       'rating', said.rating, 'updated_at', said.updated_at,
                       'comment', CASE WHEN asked.detailed THEN said.comment ELSE '' END
                   ) END AS feedback
            FROM (SELECT CAST(:detailed AS boolean) AS detailed) asked CROSS JOIN (
                SELECT * FROM jobs
                WHERE user_id = :user_id
                  AND (CAST(:before AS uuid) IS NULL OR (created_at, job_id) < (
                      SELECT created_at, job_id FROM jobs WHERE job_id = :before AND user_id = :user_id
                  ))
                ORDER BY created_at DESC, job_id DESC LIMIT :limit
            ) listed LEFT JOIN job_feedback said ON said.job_id = listed.job_id
            ORDER BY created_at DESC, job_id DESC
            """,
            limit=limit,
            before=UUID(before) if before else None,
            detailed=detailed,
        )
        return [Job.model_validate(row) for row in rows]

    def spent_this_month(self, user_id: str) -> Spending:
        """Cost of the jobs that the user created in the current calendar month (UTC). A job counts once it has ended.

        The index `jobs_of_user` finds them.
        """
        (row,) = self._db.query(
            "Jobs.spent_this_month",
            """
            SELECT now() AS now, coalesce(sum(cost_usd), 0) AS usd FROM jobs
            WHERE user_id = :user_id AND created_at >= date_trunc('month', now(), 'UTC')
            """,
            user_id=user_id,
        )
        return Spending(**row)

    def costs(self, user_id: str) -> list[MonthlyCost]:
        """By month, the newest first. Jobs that were removed since are not in it."""
        rows = self._db.query(
            "Jobs.costs",
            """
            SELECT to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month, count(*) AS jobs,
                   sum(cost_usd) AS cost_usd
            FROM jobs WHERE user_id = :user_id GROUP BY month ORDER BY month DESC
            """,
            user_id=user_id,
        )
        return [MonthlyCost.model_validate(row) for row in rows]

    def whole(self, job: Job) -> Job:
        """The job of a list, with its results."""
        return with_results(self._db, job.model_dump())

    def abandon(self, user_id: str, job_id: str, error: str) -> bool:
        """Fails a job that could not be queued, and frees its key. False if a planner has it already."""
        return bool(
            self._db.execute(
                "Jobs.abandon",
                """
                UPDATE jobs
                SET status = 'failed', finished_at = now(), errors = CAST(:errors AS jsonb), idempotency_key = NULL
                WHERE job_id = :job_id AND user_id = :user_id AND status = 'pending' AND attempts = 0
                """,
                job_id=UUID(job_id),
                user_id=user_id,
                errors={"planner": {"kind": "unreachable", "message": error}},
            )
        )

    def _end_overdue(self, user_id: str, operation: str, sql: str, **params: Any) -> list[dict[str, Any]]:
        """The user's jobs that `sql` finds. Overdue jobs are ended before they are returned."""
        rows = self._db.query(operation, sql, user_id=user_id, **params)
        overdue = [row for row in rows if is_overdue(row)]
        for row in overdue:
            end(self._db, row)
        return self._db.query(operation, sql, user_id=user_id, **params) if overdue else rows
