"""What users say of their jobs, and what of it Langfuse still has to be told.

Each row is its own outbox: it is due while `sent_version` differs from `version`. A sender takes a row for a while, and
then tells which version Langfuse has. If the user has changed their mind meanwhile, the row is due again.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from database.data_api import DataApi
from database.errors import NotOwned
from database.job import Feedback, JobStatus, Rating
from database.rows import Row

#: For which a sender has a row. Longer than its requests take.
SENDING_SECONDS = 60


class StoredFeedback(Feedback):
    status: JobStatus
    """Of the job."""


class DueFeedback(Row):
    """What Langfuse is to be told of one job."""

    job_id: str
    rating: Rating | None
    """None: withdrawn."""
    comment: str
    version: int
    score_number: int
    """1, and one more after each withdrawal that Langfuse may have been told."""
    updated_at: datetime
    troubled: bool
    """The job has errors or is degraded: its trace was sent even if it was not sampled."""


class JobFeedback:
    """Job ids are UUIDs; any other text is a ValueError."""

    def __init__(self, db: DataApi) -> None:
        self._db = db

    def put(self, user_id: str, job_id: str, rating: Rating, comment: str) -> StoredFeedback:
        """Replaces the user's feedback on the job. Saying the same again changes nothing. Raises NotOwned."""
        rows = self._db.query(
            "JobFeedback.put",
            """
            INSERT INTO job_feedback AS f (job_id, rating, comment)
            SELECT job_id, CAST(:rating AS text), CAST(:comment AS text) FROM jobs
            WHERE job_id = :job_id AND user_id = :user_id
            ON CONFLICT (job_id) DO UPDATE SET
                rating = excluded.rating, comment = excluded.comment,
                version = f.version + CASE
                    WHEN (f.rating, f.comment) IS DISTINCT FROM (excluded.rating, excluded.comment) THEN 1 ELSE 0
                END,
                updated_at = CASE
                    WHEN (f.rating, f.comment) IS DISTINCT FROM (excluded.rating, excluded.comment) THEN now()
                    ELSE f.updated_at
                END,
                score_number = f.score_number + CASE
                    WHEN f.rating IS NULL AND (f.sent_version = f.version OR f.sending_until > now()) THEN 1 ELSE 0
                END
            RETURNING *, (SELECT status FROM jobs WHERE jobs.job_id = f.job_id) AS status
            """,
            user_id=user_id,
            job_id=UUID(job_id),
            rating=rating,
            comment=comment,
        )
        if not rows:
            raise NotOwned("job")
        return StoredFeedback.model_validate(rows[0])

    def withdraw(self, user_id: str, job_id: str) -> JobStatus | None:
        """Deletes the user's feedback on the job. The job's status; None if nothing was said. Raises NotOwned."""
        rows = self._db.query(
            "JobFeedback.withdraw",
            """
            WITH mine AS (
                SELECT job_id, status FROM jobs WHERE job_id = :job_id AND user_id = :user_id
            ), withdrawn AS (
                UPDATE job_feedback f SET rating = NULL, comment = '', version = version + 1, updated_at = now()
                FROM mine WHERE f.job_id = mine.job_id AND f.rating IS NOT NULL RETURNING f.job_id
            )
            SELECT status, (SELECT count(*) FROM withdrawn) AS withdrawn FROM mine
            """,
            user_id=user_id,
            job_id=UUID(job_id),
        )
        if not rows:
            raise NotOwned("job")
        return JobStatus(rows[0]["status"]) if rows[0]["withdrawn"] else None

    def take(self, job_id: str) -> DueFeedback | None:
        """The changes due for this job, if any, and if no other process is sending them.

        Before the end of a job it is not known whether its trace is sent. A job that has no end waits for a day.
        """
        rows = self._db.query(
            "JobFeedback.take",
            """
            UPDATE job_feedback f SET sending_until = now() + make_interval(secs => :seconds)
            FROM jobs WHERE jobs.job_id = f.job_id AND f.job_id = :job_id
                AND (jobs.finished_at IS NOT NULL OR f.updated_at < now() - make_interval(days => 1))
                AND f.sent_version <> f.version AND coalesce(f.sending_until <= now(), true)
            RETURNING f.*, jobs.errors <> '{}' OR jobs.degraded_reason IS NOT NULL AS troubled
            """,
            job_id=UUID(job_id),
            seconds=SENDING_SECONDS,
        )
        return DueFeedback.model_validate(rows[0]) if rows else None

    def due(self, limit: int, after: tuple[datetime, str] | None = None) -> list[tuple[datetime, str]]:
        """Times and ids of jobs of which something is due, the oldest first, from behind `after` on."""
        moment, job_id = after or (None, None)
        rows = self._db.query(
            "JobFeedback.due",
            """
            SELECT updated_at, job_id FROM job_feedback
            WHERE sent_version <> version AND (updated_at, job_id) > (
                coalesce(CAST(:moment AS timestamptz), '-infinity'),
                coalesce(CAST(:job_id AS uuid), '00000000-0000-0000-0000-000000000000')
            )
            ORDER BY updated_at, job_id LIMIT :limit
            """,
            moment=moment,
            job_id=UUID(job_id) if job_id else None,
            limit=limit,
        )
        return [(row["updated_at"], row["job_id"]) for row in rows]

    def told(self, job_id: str, version: int) -> bool:
        """Langfuse has this version now. Returns whether there is another one, so that the job is due again."""
        rows = self._db.query(
            "JobFeedback.told",
            """
            UPDATE job_feedback SET sent_version = :version, sending_until = NULL WHERE job_id = :job_id
            RETURNING version <> sent_version AS again
            """,
            job_id=UUID(job_id),
            version=version,
        )
        return bool(rows and rows[0]["again"])

    def not_told(self, job_id: str) -> None:
        """Gives the row back: it stays due."""
        self._db.execute(
            "JobFeedback.not_told",
            "UPDATE job_feedback SET sending_until = NULL WHERE job_id = :job_id",
            job_id=UUID(job_id),
        )

    def waiting_days(self) -> float:
        """Days for which the oldest change that has not reached Langfuse has waited; 0 without one."""
        (row,) = self._db.query(
            "JobFeedback.waiting_days",
            """
            SELECT CAST(coalesce(extract(epoch FROM now() - min(updated_at)), 0) / 86400 AS double precision) AS days
            FROM job_feedback WHERE sent_version <> version AND updated_at < now()
            """,
        )
        return row["days"]
