"""Deletes traces of deleted jobs in Langfuse, which may be away for days: those not yet deleted stay on the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import httpx
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError, TransformParameterError
from pydantic import ValidationError

from agent_runtime.settings import TraceDeletionSettings
from agent_runtime.telemetry import metrics
from agent_runtime.traces.trace_keys import LangfuseKeys, secrets_provider
from database.deleted_jobs import DeletedJobs
from database.job import trace_id_of

logger = Logger(child=True)

#: Traces of one request.
BATCH = 100
_TIMEOUT_SECONDS = 20.0


class TracesKept(Exception):
    """Langfuse did not take the order to delete. The message holds no key."""


class Project:
    """One Langfuse project.

    Args:
        client: with the server's address and the project's keys.
    """

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def delete(self, trace_ids: Sequence[str]) -> None:
        """Orders the deletion with all observations and scores; Langfuse carries it out later. Unknown ids do no harm.

        Raises TracesKept.
        """
        try:
            answer = self._client.request("DELETE", "/api/public/traces", json={"traceIds": list(trace_ids)})
        except httpx.HTTPError as error:
            raise TracesKept(type(error).__name__) from error
        # A redirect is no success either: nothing was deleted where it leads.
        if not answer.is_success:
            raise TracesKept(f"status {answer.status_code}")


def projects(settings: TraceDeletionSettings) -> list[Project]:
    """Every project that holds traces of jobs. Raises TracesKept if the keys of one cannot be read."""
    return [
        Project(
            httpx.Client(
                base_url=settings.base_url,
                auth=(keys.public_key, keys.secret_key),
                timeout=_TIMEOUT_SECONDS,
                follow_redirects=False,
            )
        )
        for keys in map(_keys, settings.secrets)
    ]


def delete_traces(
    deleted: DeletedJobs, open_projects: Callable[[], list[Project]], has_time: Callable[[], bool]
) -> int:
    """Deletes traces until none is due, the time is over, or Langfuse refuses. Returns their number."""
    total, opened = 0, list[Project]()
    while has_time() and (due := deleted.with_traces(BATCH)):
        try:
            opened = opened or open_projects()
            for project in opened:
                project.delete([trace_id_of(job_id) for job_id in due])
        except TracesKept as error:
            metrics.count("TraceDeletionFailures")
            logger.warning("traces could not be deleted", reason=str(error), due=len(due))
            break
        deleted.traces_deleted(due)
        total += len(due)
    metrics.count("TracesDeleted", total)
    return total


def _keys(arn: str) -> LangfuseKeys:
    try:
        value: Any = secrets_provider().get(arn, transform="json", force_fetch=True)
        return LangfuseKeys.model_validate(value)
    except (GetParameterError, TransformParameterError, ValidationError) as error:
        # Neither the error's text nor the error as the cause: both may quote the secret.
        raise TracesKept(f"keys: {type(error).__name__}") from None
