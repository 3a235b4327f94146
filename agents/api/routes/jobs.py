"""Analyses: started, listed, looked at."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4

from aws_lambda_powertools import Logger
from fastapi import APIRouter, Depends, Query, Response

from api.dependencies import Database
from api.identity import UserId
from api.problems import RETRY_AFTER, Refusal
from api.queue import JobQueue, QueueUnavailable, job_queue
from api.requests import AnalyzeBody
from api.responses import JobHead, JobPage, JobSummary, JobView
from api.spending import refuse_over_limit
from database.jobs import Jobs
from database.portfolio import has_holdings

logger = Logger(child=True)
router = APIRouter()


@router.post("/analyze", status_code=HTTPStatus.ACCEPTED)
def analyze(
    user_id: UserId,
    db: Database,
    queue: Annotated[JobQueue, Depends(job_queue)],
    response: Response,
    body: AnalyzeBody | None = None,  # noqa: ARG001 - declared, so that a body with fields in it is refused
) -> JobHead:
    if not has_holdings(db, user_id):
        raise Refusal(HTTPStatus.CONFLICT, "The portfolio is empty: add an account with cash or a position first.")
    jobs, job_id = Jobs(db), str(uuid4())
    refuse_over_limit(jobs, user_id)
    job = jobs.create(user_id, job_id)
    try:
        queue.send(job_id)
    except QueueUnavailable as error:
        logger.exception("job could not be queued", job_id=job_id)
        jobs.abandon(user_id, job_id, "The analysis could not be queued.")
        status = HTTPStatus.SERVICE_UNAVAILABLE
        raise Refusal(status, "The analysis cannot be started now; try again soon.", headers=RETRY_AFTER) from error
    response.headers["location"] = f"/api/jobs/{job_id}"
    return JobHead.model_validate(job)


@router.get("/jobs")
def list_jobs(
    user_id: UserId,
    db: Database,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    before: UUID | None = None,
) -> JobPage:
    """Newest first; `before` is the `next_before` of the page that came first."""
    found = Jobs(db).list_for(user_id, limit + 1, str(before) if before else None)
    items = [JobSummary.model_validate(job) for job in found[:limit]]
    return JobPage(items=items, next_before=items[-1].job_id if len(found) > limit else None)


@router.get("/jobs/{job_id}")
def get_job(user_id: UserId, db: Database, job_id: UUID) -> JobView:
    return JobView.model_validate(Jobs(db).get_for(user_id, str(job_id)))
