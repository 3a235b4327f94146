"""What a planner writes about the job it has claimed: only while the claim is its own, and patiently."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from aws_lambda_powertools import Logger

from agent_runtime.contracts import Usage
from database.errors import DatabaseUnavailable
from database.jobs import Jobs
from planner.outcome import Outcome

logger = Logger(child=True)

Spent = dict[str, Usage]
"""By agent, earlier attempts at the job included."""

#: Between two tries of a write whose database is away.
PAUSE_SECONDS = 1.0


class LostClaim(Exception):
    """Another planner took the job over after our lease ended; nothing of ours may be written any more."""


class Claim:
    """Its writes raise LostClaim when the job is another's, and DatabaseUnavailable when there is no more time to wait.

    Args:
        seconds: how long a write may wait for a database that is away: what is written has been paid for.
    """

    def __init__(self, jobs: Jobs, job_id: str, token: str, seconds: float) -> None:
        self._jobs, self._job_id, self._token = jobs, job_id, token
        self._until = time.monotonic() + seconds

    def store(self, agent: str, output: dict[str, Any], spent: Spent, tags: dict[str, dict[str, Any]]) -> None:
        """Raises Unstorable for a result that the database does not take. `tags` as `Jobs.store_result` takes them."""
        self._write(lambda: self._jobs.store_result(self._job_id, self._token, agent, output, _json(spent), tags))

    def book(self, spent: Spent) -> None:
        self._write(lambda: self._jobs.book(self._job_id, self._token, _json(spent)))

    def finish(self, ended: Outcome, spent: Spent, cost_usd: float) -> None:
        self._write(
            lambda: self._jobs.finish(
                self._job_id,
                self._token,
                status=ended.status,
                errors={name: error.model_dump(mode="json") for name, error in ended.errors.items()},
                summary=ended.summary,
                cost_usd=Decimal(str(round(cost_usd, 6))),
                usage=_json(spent),
            )
        )

    def release(self, reason: str, spent: Spent) -> None:
        """Lets the next delivery claim the job at once. A claim that is lost has been released already."""
        self._jobs.release(self._job_id, self._token, reason, _json(spent))

    def _write(self, write: Callable[[], bool]) -> None:
        # Every write of a claim can be repeated: it does not matter whether one was lost on its way or its answer.
        while True:
            try:
                ours = write()
                break
            except DatabaseUnavailable:
                if time.monotonic() + PAUSE_SECONDS > self._until:
                    raise
                logger.warning("waiting for the database")
                time.sleep(PAUSE_SECONDS)
        if not ours:
            raise LostClaim(self._job_id)


def _json(spent: Spent) -> dict[str, dict[str, Any]]:
    return {agent: usage.model_dump(mode="json") for agent, usage in spent.items()}
