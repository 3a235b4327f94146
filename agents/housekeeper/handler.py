"""Lambda handler of the housekeeper."""

from __future__ import annotations

import time
from typing import Any

from agent_runtime.start import cold_start  # isort: skip  # first: it shortens the imports that follow

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from agent_runtime import failures
from agent_runtime.secrets_client import secrets_client
from agent_runtime.settings import retention_settings, rotation_settings, trace_deletion_settings
from agent_runtime.telemetry import metrics, safe_logs
from database.clock import now
from database.data_api import PATIENT_SECONDS, data_api
from database.deleted_jobs import DeletedJobs
from database.expiry import Expiry
from database.job_feedback import JobFeedback
from feedback.send import send_all
from housekeeper.expire import expire
from housekeeper.rotations import watch_rotations
from housekeeper.traces import delete_traces, projects

logger = Logger(json_serializer=safe_logs.to_json)

#: Kept back from the function's timeout for the last batch and the log line.
RESERVE_SECONDS = 45.0
#: Langfuse may be away for a long weekend. After that, an erasure that somebody asked for is late.
OVERDUE_DAYS = 3.0


class LangfuseOverdue(RuntimeError):
    """Langfuse has refused changes for days. An operator must find out why."""


class TracesOverdue(LangfuseOverdue):
    """Traces of deleted jobs are still in Langfuse."""


class FeedbackOverdue(LangfuseOverdue):
    """What a user said of a job has not reached Langfuse; it may be that they have taken it back."""


@logger.inject_lambda_context(clear_state=True)
def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001 - Lambda's signature
    """Ignores its event. A repeated run goes on where the last one ended.

    Returns:
        `{"removed": rows by kind, "traces_deleted": number, "feedback_sent": number, "rotation_overdue_days": number}`.

    Raises:
        TracesOverdue, FeedbackOverdue: after everything else is done.
    """
    with failures.logged(logger, "housekeeping failed"):
        return _keep_house(context)


def _keep_house(context: LambdaContext) -> dict[str, Any]:
    db, until = data_api(), time.monotonic() + context.get_remaining_time_in_millis() / 1000 - RESERVE_SECONDS
    db.bound_by(context, PATIENT_SECONDS)

    def has_time() -> bool:
        return time.monotonic() < until

    deleted = DeletedJobs(db)
    try:
        removed = expire(Expiry(db), retention_settings(), has_time)
        traces = delete_traces(deleted, lambda: projects(trace_deletion_settings()), has_time)
        feedback = send_all(db, has_time)
        waiting, unsent = deleted.waiting_days(), JobFeedback(db).waiting_days()
        overdue = watch_rotations(secrets_client(), rotation_settings(), now(db))
    finally:
        metrics.flush()
    logger.info(
        "house is kept",
        removed=removed,
        traces_deleted=traces,
        waiting_days=round(waiting, 1),
        feedback_sent=feedback,
        feedback_waiting_days=round(unsent, 1),
        rotation_overdue_days=round(overdue, 1),
    )
    if waiting > OVERDUE_DAYS:
        raise TracesOverdue(f"traces of deleted jobs have waited for {waiting:.1f} days; the warnings above say why")
    if unsent > OVERDUE_DAYS:
        raise FeedbackOverdue(f"feedback has waited for {unsent:.1f} days; the warnings above say why")
    return {
        "removed": removed,
        "traces_deleted": traces,
        "feedback_sent": feedback,
        "rotation_overdue_days": round(overdue, 1),
    }


cold_start.ready()
