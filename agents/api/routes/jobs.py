"""Analyses: start, list, get, and what their user says of them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from api.dependencies import Database
from api.give_feedback import give_feedback, withdraw_feedback
from api.identity import UserId
from api.openapi import error_responses
from api.preconditions import IfNoneMatch
from api.queue import JobQueue, job_queue
from api.requests import AnalyzeBody, FeedbackBody
from api.responses import FeedbackView, JobHead, JobPage, JobSummary, JobView
from api.submit_analysis import IdempotencyKey, start_analysis
from api.warm_ups import WarmUps, warm_ups
from database.jobs import Jobs

router = APIRouter(tags=["jobs"])


@router.post(
    "/analyze",
    status_code=HTTPStatus.ACCEPTED,
    responses=error_responses(HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS),
    summary="Start an analysis",
)
def analyze(
    user_id: UserId,
    db: Database,
    queue: Annotated[JobQueue, Depends(job_queue)],
    ahead: Annotated[WarmUps, Depends(warm_ups)],
    response: Response,
    key: IdempotencyKey = None,
    body: AnalyzeBody | None = None,  # noqa: ARG001 - declared, so that a body with fields in it is refused
) -> JobHead:
    """Start an analysis of the caller's stored portfolio and get its job.

    A request with the Idempotency-Key of an earlier one gets the earlier job instead of a new one.
    """
    job = start_analysis(db, queue, ahead, user_id, key)
    response.headers["location"] = f"/api/jobs/{job.job_id}"
    return JobHead.model_validate(job)


@router.get("/jobs", summary="List analyses")
def list_jobs(
    user_id: UserId,
    db: Database,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    before: UUID | None = None,
) -> JobPage:
    """List the caller's analyses, newest first, without results. Pass `next_before` as `before` for the next page."""
    found = Jobs(db).list_for(user_id, limit + 1, str(before) if before else None)
    items = [JobSummary.model_validate(job) for job in found[:limit]]
    return JobPage(items=items, next_before=items[-1].job_id if len(found) > limit else None)


@router.get("/jobs/{job_id}", summary="Get an analysis")
def get_job(user_id: UserId, db: Database, job_id: UUID, known: IfNoneMatch, response: Response) -> JobView:
    """Get one analysis with the progress of every agent and the results so far: each agent's output is there as soon as
    the agent has finished.

    Whoever watches an analysis sends the last ETag as If-None-Match: the answer is 304 as long as nothing has changed.
    """
    jobs = Jobs(db)
    job = jobs.head_for(user_id, str(job_id))
    # Before the results are read: a result that is stored in between changes the next tag.
    known.answer(response, job.tag)
    return JobView.model_validate(jobs.whole(job))


@router.put("/jobs/{job_id}/feedback", summary="Replace the feedback on an analysis")
def put_feedback(
    user_id: UserId, db: Database, queue: Annotated[JobQueue, Depends(job_queue)], job_id: UUID, body: FeedbackBody
) -> FeedbackView:
    """Replace what the caller says of an analysis: thumbs up or down, and a comment."""
    return FeedbackView.model_validate(give_feedback(db, queue, user_id, str(job_id), body.rating, body.comment))


@router.delete(
    "/jobs/{job_id}/feedback", status_code=HTTPStatus.NO_CONTENT, summary="Delete the feedback on an analysis"
)
def delete_feedback(
    user_id: UserId, db: Database, queue: Annotated[JobQueue, Depends(job_queue)], job_id: UUID
) -> None:
    """Delete what the caller says of an analysis. Answers 204 also if there is nothing."""
    withdraw_feedback(db, queue, user_id, str(job_id))
