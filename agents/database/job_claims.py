"""Jobs as the planner works on them: claimed, written to while the claim holds, ended. `jobs` holds the users' half.

A claim is a token that the planner chose, and a lease. When the lease has ended, another planner may claim the job with
a token that replaces this one. From then on, every write under the old token changes nothing.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

from botocore.exceptions import ClientError

from database.data_api import DataApi
from database.errors import Unstorable
from database.failures import is_about_a_value
from database.job import Job, JobStatus
from database.job_results import agent_of, with_results

#: Bytes of one agent's output. Keeps its row below the Data API's limit of 64 KB per row.
MAX_OUTPUT_BYTES = 60_000

News = dict[str, dict[str, Any]]
"""What has changed of agents at work, as `JobClaims.show` takes it."""


class JobClaims:
    """Job ids are UUIDs; any other text is a ValueError."""

    def __init__(self, db: DataApi) -> None:
        self._db = db

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

    def store_result(
        self,
        job_id: str,
        token: str,
        agent: str,
        output: dict[str, Any],
        usage: dict[str, dict[str, Any]],
        tags: dict[str, dict[str, Any]] | None = None,
        news: News | None = None,
    ) -> bool:
        """Stores one agent's result and replaces an earlier one. False if the claim is lost.

        Args:
            agent: with `PART` and a name behind it for a part of the agent's result: each part has a row.
            usage: by agent so far; at least of this agent.
            news: for `progress`, as in `show`.
            tags: by symbol `{classification, rationale, name, kind}`, stored with the user's own instruments in the
                same statement: if only the result were stored, no later attempt would tag them. An instrument
                with another name or kind by now was not what the model was asked about, and is left out.

        Raises:
            Unstorable: the database cannot store the result, now or later.
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
                        UPDATE jobs SET usage = usage || CAST(:usage AS jsonb),
                            progress = progressed(progress, CAST(:news AS jsonb))
                        WHERE job_id = :job_id AND claim_token = :token AND status = 'running'
                        RETURNING job_id, user_id
                    ), tagged AS (
                        UPDATE instruments
                        SET classification = tag.value -> 'classification', rationale = tag.value ->> 'rationale'
                        FROM claimed, jsonb_each(CAST(:tags AS jsonb)) tag
                        WHERE symbol = tag.key AND owner_id = claimed.user_id
                          AND name = coalesce(tag.value ->> 'name', name)
                          AND kind = coalesce(tag.value ->> 'kind', kind)
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
                    own=usage[agent_of(agent)],
                    tags=tags or {},
                    news=news or {},
                )
            )
        except Unstorable:
            raise
        except (ClientError, ValueError) as error:
            if isinstance(error, ClientError) and not is_about_a_value(error):
                raise
            raise Unstorable("something in it is no JSON that PostgreSQL takes") from error

    def record_usage(self, job_id: str, token: str, usage: dict[str, dict[str, Any]], news: News | None = None) -> bool:
        """Stores these agents' usage so far, so that it is known even if they crash. False if the claim is lost.

        Args:
            news: for `progress`, as in `show`.
        """
        return bool(
            self._db.execute(
                "Jobs.record_usage",
                """
                UPDATE jobs
                SET usage = usage || CAST(:usage AS jsonb), progress = progressed(progress, CAST(:news AS jsonb))
                WHERE job_id = :job_id AND claim_token = :token AND status = 'running'
                """,
                job_id=UUID(job_id),
                token=token,
                usage=usage,
                news=news or {},
            )
        )

    def show(self, job_id: str, token: str, news: News, outline: dict[str, Any]) -> bool:
        """Stores what users see of agents at work. False if the claim is lost.

        Args:
            news: by agent `{state, decided, started, finished}`: how it stands, what it has decided, and the seconds
                since it started and ended, or None. The database's clock makes times of them.
            outline: `{positions, value, currency}` of the portfolio; the value is a decimal's text.
        """
        return bool(
            self._db.execute(
                "Jobs.show",
                """
                UPDATE jobs
                SET progress = progressed(progress, CAST(:news AS jsonb)), outline = CAST(:outline AS jsonb)
                WHERE job_id = :job_id AND claim_token = :token AND status = 'running'
                """,
                job_id=UUID(job_id),
                token=token,
                news=news,
                outline=outline,
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
