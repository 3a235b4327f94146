"""First stage of a job: the planner claims it. The claim then carries every write, and waits for a lost database."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aws_lambda_powertools import Logger

from agent_runtime.contracts import JobContext
from agent_runtime.portfolio.snapshot import Portfolio
from agent_runtime.settings import planner_settings
from agent_runtime.traces import trace_identity
from database.data_api import DataApi
from database.deleted_jobs import DeletedJobs
from database.errors import DatabaseUnavailable, NotOwned
from database.job import Job
from database.job_claims import JobClaims
from database.job_writes import News
from database.portfolio.snapshot import load_snapshot
from planner.errors import LostClaim, TryLater
from planner.live import Live
from planner.outcome import Outcome
from planner.progress import Progress, Spent

logger = Logger(child=True)

#: Between two tries of a write whose database is away.
PAUSE_SECONDS = 1.0


class Claim:
    """Its writes raise LostClaim when the job is another's, and DatabaseUnavailable when there is no more time to wait.

    Args:
        seconds: how long a write may wait for a lost database: the results that it stores have been paid for.
    """

    def __init__(self, jobs: JobClaims, job_id: str, token: str, seconds: float) -> None:
        self._jobs, self._job_id, self._token = jobs, job_id, token
        self._until = time.monotonic() + seconds
        self.finished = False

    def portfolio(self, db: DataApi) -> Portfolio:
        """The portfolio that the job speaks of, taken by the job's first attempt."""
        try:
            return load_snapshot(db, self._job_id, self._token)
        except NotOwned as error:
            raise LostClaim(self._job_id) from error

    def store(
        self, agent: str, output: dict[str, Any], spent: Spent, tags: dict[str, dict[str, Any]], news: News
    ) -> None:
        """Raises Unstorable for a result that the database refuses. `tags` as `JobClaims.store_result` takes them."""
        self._write(lambda: self._jobs.store_result(self._job_id, self._token, agent, output, _json(spent), tags, news))

    def record_usage(self, spent: Spent, news: News) -> None:
        """Stores usage without a result."""
        self._write(lambda: self._jobs.record_usage(self._job_id, self._token, _json(spent), news))

    def show(self, news: News, outline: dict[str, Any]) -> bool:
        """Tries once. False if the claim is lost."""
        return self._jobs.show(self._job_id, self._token, news, outline)

    def finish(self, ended: Outcome, spent: Spent, cost_usd: float, live: Live) -> None:
        """Ends the job."""
        news = live.everything()
        self._write(
            lambda: self._jobs.finish(
                self._job_id,
                self._token,
                status=ended.status,
                errors={name: error.model_dump(mode="json") for name, error in ended.errors.items()},
                summary=ended.summary,
                cost_usd=Decimal(str(round(cost_usd, 6))),
                usage=_json(spent),
                degraded_reason=ended.degraded,
                news=news,
                outline=live.outline,
            )
        )
        self.finished = True

    def release(self, reason: str, progress: Progress) -> None:
        """Gives the job back, so that the next delivery can claim it at once. Does nothing to a job that is lost."""
        news, spent = progress.live.everything(), _json(progress.spent())
        self._jobs.release(self._job_id, self._token, reason, spent, news)

    def _write(self, write: Callable[[], bool]) -> None:
        # Every write of a claim can be repeated: it does not matter whether the write was lost or only its answer.
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


@dataclass(frozen=True)
class ClaimedJob:
    """A job that this planner runs."""

    job: Job
    claim: Claim
    context: JobContext
    """Sent to the specialists; names the job in the trace."""
    is_last_attempt: bool
    """No redelivery follows if this attempt fails."""


def claim_job(db: DataApi, job_id: str, seconds: float, receive: int) -> ClaimedJob | None:
    """Claims the job; None for a job that has ended or was deleted.

    Args:
        seconds: time left for the job.
        receive: how often SQS has delivered the message, this time included.

    Raises:
        TryLater: another planner has the job. If that planner dies, this message is the job's way back.
        LookupError: there is no such job.
    """
    jobs, token, settings = JobClaims(db), str(uuid.uuid4()), planner_settings()
    job = jobs.claim(job_id, token, settings.lease_seconds)
    if job is None:
        _check_ended(db, jobs, job_id)
        return None
    logger.append_keys(user_id=job.pseudonym)
    session_id = trace_identity.session_id(job.pseudonym, job.created_at.date())
    return ClaimedJob(
        job=job,
        claim=Claim(jobs, job_id, token, seconds),
        context=JobContext(job_id=job.job_id, user_id=job.pseudonym, session_id=session_id),
        is_last_attempt=max(receive, job.attempts) >= settings.max_attempts,
    )


def _check_ended(db: DataApi, jobs: JobClaims, job_id: str) -> None:
    job = jobs.get(job_id)
    if job is None and DeletedJobs(db).has(job_id):
        # With its user, or because it was too old. Its message, and a planner that was at work on it, come here.
        logger.info("job was deleted")
        return
    if job is None:
        raise LookupError(f"no job {job_id}")
    if not job.status.ended:
        raise TryLater(f"job {job_id} is {job.status} with another planner")
    logger.info("job had already ended", status=job.status)


def _json(spent: Spent) -> dict[str, dict[str, Any]]:
    return {agent: usage.model_dump(mode="json") for agent, usage in spent.items()}
