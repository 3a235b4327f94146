"""Lambda handler of the planner: one SQS message is one job."""

from __future__ import annotations

from typing import Any

from agent_runtime.start import cold_start  # isort: skip  # first: it shortens the imports that follow

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from agent_runtime.contracts import JobMessage
from agent_runtime.handler import RESERVE_SECONDS
from agent_runtime.telemetry import library_logs, metrics, safe_logs
from database.data_api import PATIENT_SECONDS, data_api
from planner.errors import TryLater
from planner.job import run_job

logger = Logger(json_serializer=safe_logs.to_json)
library_logs.adopt(logger)

# A job that fails is reported as a batch item failure, so that SQS counts its receives and, after the last one, moves
# its message to the dead-letter queue.
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


@logger.inject_lambda_context(clear_state=True)
def handle(event: dict[str, Any], context: LambdaContext) -> Any:
    """Takes an SQS event; returns `batchItemFailures` for the messages that must be delivered again."""
    db = data_api()
    db.bound_by(context, PATIENT_SECONDS)

    def process_message(record: SQSRecord) -> None:
        message = JobMessage.model_validate_json(record.body)
        logger.append_keys(job_id=message.job_id, receive=record.attributes.approximate_receive_count)
        seconds = context.get_remaining_time_in_millis() / 1000 - RESERVE_SECONDS
        run_job(db, message.job_id, seconds, int(record.attributes.approximate_receive_count))

    def record_handler(record: SQSRecord) -> None:
        """Logs exceptions here: the batch processor swallows them."""
        try:
            process_message(record)
        except TryLater as later:
            logger.warning("the message stays on the queue", reason=str(later))
            raise
        except Exception:
            logger.exception("a message failed", message_id=record.message_id)
            raise

    try:
        return process_partial_response(
            event=event, record_handler=record_handler, processor=processor, context=context
        )
    finally:
        metrics.flush()


cold_start.ready()
