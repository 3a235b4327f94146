"""Stores what a user says of a job, and has the planner tell Langfuse soon. The API itself has no keys of Langfuse."""

from __future__ import annotations

from aws_lambda_powertools import Logger

from api.queue import JobQueue, QueueUnavailable
from database.data_api import DataApi
from database.job import Feedback, Rating
from database.job_feedback import JobFeedback

logger = Logger(child=True)


def give_feedback(db: DataApi, queue: JobQueue, user_id: str, job_id: str, rating: Rating, comment: str) -> Feedback:
    """Replaces the user's feedback on the job. Raises NotOwned."""
    stored = JobFeedback(db).put(user_id, job_id, rating, comment)
    if stored.status.ended:
        _hint(queue, job_id)
    return stored


def withdraw_feedback(db: DataApi, queue: JobQueue, user_id: str, job_id: str) -> None:
    """Deletes the user's feedback on the job, if any. Raises NotOwned."""
    status = JobFeedback(db).withdraw(user_id, job_id)
    if status is not None and status.ended:
        _hint(queue, job_id)


def _hint(queue: JobQueue, job_id: str) -> None:
    """A message for a job that has ended makes the planner send due feedback. Without it, the housekeeper does."""
    try:
        queue.send(job_id)
    except QueueUnavailable:
        logger.warning("feedback waits for the housekeeper", job_id=job_id, exc_info=True)
