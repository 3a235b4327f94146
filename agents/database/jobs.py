"""Jobs: pending → running → completed | partial | failed.

A planner that runs a job holds a claim on it: a token that it chose, and a lease. Whoever claims the job after the
lease has ended replaces the token, and from then on every write of the first planner changes nothing.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

from botocore.exceptions import ClientError

from database.data_api import DataApi, is_about_a_value
from database.errors import NotOwned, TooManyUnfinished, Unstorable
from database.job import Job, JobStatus, KeyedJob, Spending
from database.overdue import PATIENCE, end, is_overdue

#: Bytes of one agent's output; what keeps its row within what the Data API returns.
MAX_OUTPUT_BYTES = 60_000


class Jobs:
    """Job ids are UUIDs; any other text is a ValueError."""

    def __init__(self, db: DataApi) -> None:
        self._db = db

    def create(self, user_id: str, job_id: str, *, key: str | None = None, most: int = 0) -> Job:
        """A pending job of a user who has stored something already; the user's job of this key if there is one.

        Holds for requests at the same time too: one of them creates the job, and together they do not exceed `most`.

        Args:
            user_id: whose job.
            job_id: of the new job, and of no other.
            key: what the client named its request by.
            most: unfinished jobs that the user may have, this one included; 0 for no limit.

        Raises:
            TooManyUnfinished: the user has `most` jobs that have not ended and are younger than `PATIENCE`: an older
                one is stuck, and no longer stands in its user's way.
        """
        rows = self._db.query(
            "Jobs.create",
            """
            SELECT * FROM start_job(
                :user_id, :job_id, CAST(:key AS text), CAST(:most AS integer),
                now() - make_interval(secs => :stuck_seconds)
            )
            """,
            user_id=user_id,
            job_id=UUID(job_id),
            key=key,
            most=most,
            stuck_seconds=int(PATIENCE.total_seconds()),
        )
        if rows:
            return Job.model_validate(rows[0])
        if key and (earlier := self.of_key(user_id, key)):
            return earlier
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

    def get(self, job_id: str) -> Job | None:
        """Any user's job with its results: for the planner, which was handed the id by the queue."""
        rows = self._db.query("Jobs.get", "SELECT * FROM jobs WHERE job_id = :job_id", job_id=UUID(job_id))
        return self._with_results(rows[0]) if rows else None

    def get_for(self, user_id: str, job_id: str) -> Job:
        """The user's job with its results. Raises NotOwned."""
        rows = self._none_overdue(
            user_id,
            "Jobs.get_for",
            "SELECT *, now() AS now FROM jobs WHERE job_id = :job_id AND user_id = :user_id",
            job_id=UUID(job_id),
        )
        if not rows:
            raise NotOwned("job")
        return self._with_results(rows[0])

    def list_for(self, user_id: str, limit: int, before: str | None) -> list[Job]:
        """The user's jobs without results, newest first.

        `before` is the id of the last job of the page that came first; there is nothing before an unknown one.
        Ids order the jobs of one millisecond.
        """
        rows = self._none_overdue(
            user_id,
            "Jobs.list_for",
            """
            SELECT *, now() AS now FROM jobs
            WHERE user_id = :user_id
              AND (CAST(:before AS uuid) IS NULL OR (created_at, job_id) < (
                  SELECT created_at, job_id FROM jobs WHERE job_id = :before AND user_id = :user_id
              ))
            ORDER BY created_at DESC, job_id DESC LIMIT :limit
            """,
            limit=limit,
            before=UUID(before) if before else None,
        )
        return [Job.model_validate(row) for row in rows]

    def spent_this_month(self, user_id: str) -> Spending:
        """Of the jobs that the user created in the current calendar month, in UTC; a job counts once it has ended.

        `jobs_of_user` is the index that finds them.
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

    def claim(self, job_id: str, token: str, lease_seconds: int) -> Job | None:
        """Makes the job this planner's until the lease ends; None if it is another's, ended or unknown.

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
                started_at = coalesce(started_at, now())
            WHERE job_id = :job_id
              AND (status = 'pending' OR status = 'running' AND (lease_until <= now() OR claim_token = :token))
            RETURNING *
            """,
            job_id=UUID(job_id),
            token=token,
            lease_seconds=lease_seconds,
        )
        return self._with_results(rows[0]) if rows else None

    def store_result(
        self,
        job_id: str,
        token: str,
        agent: str,
        output: dict[str, Any],
        usage: dict[str, dict[str, Any]],
        tags: dict[str, dict[str, Any]] | None = None,
    ) -> bool:
        """Keeps one agent's result, in place of an earlier one; False if the claim is no longer ours.

        Args:
            usage: what was spent so far, by agent; at least by this one.
            tags: by symbol `{classification, rationale}`, kept with the instruments that the job's user has added. In
                the same statement: with the result stored and the instruments not, no later attempt would tag them.

        Raises:
            Unstorable: the database does not take the result, and never will.
        """
        try:
            text = json.dumps(output, ensure_ascii=False, allow_nan=False)
            if len(text.encode(errors="surrogatepass")) > MAX_OUTPUT_BYTES:
                raise Unstorable(f"it has more than {MAX_OUTPUT_BYTES:,} bytes")
            return bool(
                self._db.execute(
                    "Jobs.store_result",
                    """
                    WITH claimed AS (
                        UPDATE jobs SET usage = usage || CAST(:usage AS jsonb)
                        WHERE job_id = :job_id AND claim_token = :token AND status = 'running'
                        RETURNING job_id, user_id
                    ), tagged AS (
                        UPDATE instruments
                        SET classification = tag.value -> 'classification', rationale = tag.value ->> 'rationale'
                        FROM claimed, jsonb_each(CAST(:tags AS jsonb)) tag
                        WHERE symbol = tag.key AND owner_id = claimed.user_id
                    )
                    INSERT INTO job_results (job_id, agent, output, usage)
                    SELECT job_id, CAST(:agent AS text), CAST(:output AS jsonb), CAST(:own AS jsonb) FROM claimed
                    ON CONFLICT (job_id, agent) DO UPDATE
                    SET output = excluded.output, usage = excluded.usage, stored_at = now()
                    """,
                    job_id=UUID(job_id),
                    token=token,
                    agent=agent,
                    output=output,
                    usage=usage,
                    own=usage[agent],
                    tags=tags or {},
                )
            )
        except Unstorable:
            raise
        except (ClientError, ValueError) as error:
            if isinstance(error, ClientError) and not is_about_a_value(error):
                raise
            raise Unstorable("something in it is no JSON that PostgreSQL takes") from error

    def book(self, job_id: str, token: str, usage: dict[str, dict[str, Any]]) -> bool:
        """Keeps what these agents have spent so far, so that nobody has to end well for it to be known.

        False if the claim is no longer ours.
        """
        return bool(
            self._db.execute(
                "Jobs.book",
                """
                UPDATE jobs SET usage = usage || CAST(:usage AS jsonb)
                WHERE job_id = :job_id AND claim_token = :token AND status = 'running'
                """,
                job_id=UUID(job_id),
                token=token,
                usage=usage,
            )
        )

    def finish(
        self,
        job_id: str,
        token: str,
        status: JobStatus,
        errors: dict[str, dict[str, Any]],
        summary: str,
        cost_usd: Decimal,
        usage: dict[str, dict[str, Any]],
    ) -> bool:
        """Ends the job as completed, partial or failed; False if the claim is no longer ours.

        Can be repeated with the same status. Raises ValueError for a status that is no end.
        """
        if not status.ended:
            raise ValueError(f"a job cannot finish as {status}")
        return bool(
            self._db.execute(
                "Jobs.finish",
                """
                UPDATE jobs
                SET status = :status, errors = CAST(:errors AS jsonb), summary = :summary, cost_usd = :cost_usd,
                    usage = CAST(:usage AS jsonb), finished_at = coalesce(finished_at, now()), lease_until = NULL
                WHERE job_id = :job_id AND claim_token = :token AND status IN ('running', :status)
                """,
                job_id=UUID(job_id),
                token=token,
                status=status,
                errors=errors,
                summary=summary,
                cost_usd=cost_usd,
                usage=usage,
            )
        )

    def release(self, job_id: str, token: str, error: str, usage: dict[str, dict[str, Any]]) -> bool:
        """Gives the claim back, so that a redelivery can claim at once; False if it is no longer ours.

        Args:
            error: why, as one sentence; shown as the planner's error until the job ends.
            usage: what was spent so far, by agent, so that the next attempt adds to it.
        """
        return bool(
            self._db.execute(
                "Jobs.release",
                """
                UPDATE jobs
                SET status = 'pending', claim_token = NULL, lease_until = NULL, errors = CAST(:errors AS jsonb),
                    usage = usage || CAST(:usage AS jsonb)
                WHERE job_id = :job_id AND claim_token = :token AND status = 'running'
                """,
                job_id=UUID(job_id),
                token=token,
                errors={"planner": {"kind": "internal", "message": error}},
                usage=usage,
            )
        )

    def abandon(self, user_id: str, job_id: str, error: str) -> bool:
        """Fails a job that could not be queued and frees its key; False if a planner has it already."""
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

    def _none_overdue(self, user_id: str, operation: str, sql: str, **params: Any) -> list[dict[str, Any]]:
        """The user's jobs that `sql` finds. What nobody works on any more has ended before anybody sees it."""
        rows = self._db.query(operation, sql, user_id=user_id, **params)
        overdue = [row for row in rows if is_overdue(row)]
        for row in overdue:
            end(self._db, row)
        return self._db.query(operation, sql, user_id=user_id, **params) if overdue else rows

    def _with_results(self, row: dict[str, Any]) -> Job:
        stored = self._db.query(
            "Jobs.results",
            "SELECT agent, output, usage FROM job_results WHERE job_id = :job_id ORDER BY agent",
            job_id=UUID(row["job_id"]),
        )
        results = {one["agent"]: one["output"] for one in stored}
        # What is stored with a result is the later figure: it contains what earlier attempts spent.
        usage = row["usage"] | {one["agent"]: one["usage"] for one in stored}
        return Job.model_validate({**row, "results": results, "usage": usage})
