"""Analyses: started, listed, looked at."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from api.dependencies import Database
from api.identity import UserId
from api.openapi import refusals
from api.queue import JobQueue, job_queue
from api.requests import AnalyzeBody
from api.responses import JobHead, JobPage, JobSummary, JobView
from api.submit_analysis import IdempotencyKey, start_analysis
from database.jobs import Jobs

router = APIRouter(tags=["jobs"])


@router.post(
    "/analyze",
    status_code=HTTPStatus.ACCEPTED,
    responses=refusals(HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS),
)
def analyze(
    user_id: UserId,
    db: Database,
    queue: Annotated[JobQueue, Depends(job_queue)],
    response: Response,
    key: IdempotencyKey = None,
    body: AnalyzeBody | None = None,  # noqa: ARG001 - declared, so that a body with fields in it is refused
) -> JobHead:
    """Starts an analysis of the stored portfolio; with the Idempotency-Key of an earlier request, answers with that
    one's job."""
    job = start_analysis(db, queue, user_id, key)
    response.headers["location"] = f"/api/jobs/{job.job_id}"
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
