"""What a planner stores of a job while it has the claim: results, usage, and what users see meanwhile."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from botocore.exceptions import ClientError

from database.data_api import DataApi
from database.errors import Unstorable
from database.failures import is_about_a_value
from database.job_results import agent_of

#: Bytes of one agent's output. Keeps its row below the Data API's limit of 64 KB per row.
MAX_OUTPUT_BYTES = 60_000

News = dict[str, dict[str, Any]]
"""What has changed of agents at work, as `JobWrites.show` takes it."""

_STORE_RESULT = """
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
    """


class JobWrites:
    """Every write names the claim's token, and changes nothing when the claim is lost."""

    def __init__(self, db: DataApi) -> None:
        self._db = db

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
        _check_size(output)
        with _unstorable_values():
            return bool(
                self._db.execute(
                    "Jobs.store_result",
                    _STORE_RESULT,
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


def _check_size(output: dict[str, Any]) -> None:
    """Raises Unstorable."""
    with _unstorable_values():
        text = json.dumps(output, ensure_ascii=False, allow_nan=False)
    if len(text.encode(errors="surrogatepass")) > MAX_OUTPUT_BYTES:
        raise Unstorable(f"it has more than {MAX_OUTPUT_BYTES:,} bytes")


@contextmanager
def _unstorable_values() -> Generator[None]:
    """Raises Unstorable for an error about a value; other errors of the database stay what they are."""
    try:
        yield
    except Unstorable:
        raise
    except (ClientError, ValueError) as error:
        if isinstance(error, ClientError) and not is_about_a_value(error):
            raise
        raise Unstorable("something in it is no JSON that PostgreSQL takes") from error
