"""The jobs queue, which the planner consumes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from agent_runtime.contracts import JobMessage
from agent_runtime.refusals import sent_again
from agent_runtime.settings import queue_settings

#: In which a message that SQS refuses is sent again.
SECONDS = 4.0


class QueueUnavailable(RuntimeError):
    """SQS did not accept the message."""


class JobQueue:
    def __init__(self, client: Any, queue_url: str) -> None:
        self._client = client
        self._url = queue_url

    def send(self, job_id: str) -> None:
        """Raises QueueUnavailable."""
        try:
            body = JobMessage(job_id=job_id).model_dump_json()
            sent_again("sqs", lambda: self._client.send_message(QueueUrl=self._url, MessageBody=body), SECONDS)
        except (ClientError, BotoCoreError) as error:
            raise QueueUnavailable(str(error)) from error


@lru_cache
def job_queue() -> JobQueue:
    # A message that SQS may have taken is sent again too: the claim on a job makes a second message harmless.
    config = Config(retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=2, read_timeout=3)
    return JobQueue(boto3.client("sqs", config=config), queue_settings().queue_url)
