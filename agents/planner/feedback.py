"""A message for a job that has ended: the API sends one when the user has said what they think of it."""

from __future__ import annotations

from aws_lambda_powertools import Logger

from database.data_api import DataApi
from database.errors import DatabaseUnavailable
from feedback.send import send

logger = Logger(child=True)


def tell_feedback(db: DataApi, job_id: str) -> None:
    """Tells Langfuse, if there is anything to tell. Never fails: the housekeeper sends the rest."""
    try:
        sent = send(db, job_id)
    except DatabaseUnavailable:
        logger.warning("feedback waits for the housekeeper", exc_info=True)
        return
    if sent:
        logger.info("feedback was sent", changes=sent)
