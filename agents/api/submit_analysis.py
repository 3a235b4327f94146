"""Starts an analysis: stores a job, then queues it, once per idempotency key."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from uuid import uuid4

from aws_lambda_powertools import Logger
from fastapi import Header

from agent_runtime.settings import spending_settings
from api.problems import RETRY_AFTER, ProblemException
from api.queue import JobQueue, QueueUnavailable
from api.spending import refuse_over_limit
from api.warm_ups import AT_ONCE_SECONDS, WarmUps
from database.data_api import DataApi
from database.job import Job, JobStatus, KeyedJob, NewJob
from database.jobs import Jobs
from database.portfolio.outline import Outline, outline

logger = Logger(child=True)

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern="^[ -~]+$",
        description="A unique key, e.g. a UUID. Repeating the request with the same key starts no new analysis.",
    ),
]

#: No request takes longer. If no planner has claimed the job by then, the request may have died before queueing it.
_QUEUED_BY_THEN_SECONDS = 60.0


def start_analysis(db: DataApi, queue: JobQueue, warm_ups: WarmUps, user_id: str, key: str | None) -> Job:
    """The user's new job, or the earlier job of the same key in whatever state it is.

    A key stands for one job as long as the job's row exists, even under concurrent requests. Only a queued job uses it
    up: when SQS refuses the message, the job fails, the key is free again, and a client that follows Retry-After starts
    another job. A request that dies between storing and queueing leaves a pending job without a message. Repeating the
    request a minute later queues that job. If it had been queued after all, the second message has no effect, because
    a job is claimed once.

    Once the job is queued, the functions that it will need are started, if they may be cold.

    Raises:
        ProblemException: there is nothing to analyse, the user has reached a limit, or the queue is out of reach.
        TooManyUnfinished: the user has reached the limit of unfinished jobs.
    """
    jobs = Jobs(db)
    if key and (earlier := jobs.of_key(user_id, key)):
        return _repeat(queue, earlier)
    portfolio = outline(db, user_id)
    if not portfolio.holdings:
        raise ProblemException(
            HTTPStatus.CONFLICT, "The portfolio is empty: add an account with cash or a position first."
        )
    refuse_over_limit(jobs, user_id)
    new_id = str(uuid4())
    most = spending_settings().max_unfinished_jobs
    job = jobs.create(user_id, new_id, key=key, most=most, others_seconds=AT_ONCE_SECONDS)
    if not isinstance(job, NewJob):
        return job
    try:
        queue.send(new_id)
    except QueueUnavailable as error:
        jobs.abandon(user_id, new_id, "The analysis could not be queued.")
        raise _not_queued(new_id) from error
    warm_ups.send(_needed(portfolio), job.others)
    return job


def _needed(portfolio: Outline) -> list[str]:
    """The specialists that the planner will call, by the rule of `planner.needs`."""
    tagger, retirement = ["tagger"] * portfolio.unclassified, ["retirement"] * portfolio.goal
    return [*tagger, "reporter", "charter", *retirement]


def _repeat(queue: JobQueue, job: KeyedJob) -> Job:
    unseen = job.status == JobStatus.PENDING and not job.attempts
    if unseen and job.age_seconds > _QUEUED_BY_THEN_SECONDS:
        try:
            queue.send(job.job_id)
        except QueueUnavailable as error:
            # The job does not fail: its first message may be in the queue.
            raise _not_queued(job.job_id) from error
    return job


def _not_queued(job_id: str) -> ProblemException:
    logger.exception("job could not be queued", job_id=job_id)
    detail = "The analysis cannot be started now; try again soon."
    return ProblemException(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers=RETRY_AFTER)
