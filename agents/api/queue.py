"""The jobs queue, which the planner consumes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from agent_runtime.contracts import JobMessage
from agent_runtime.settings import queue_settings


class QueueUnavailable(RuntimeError):
    """SQS did not accept the message."""


class JobQueue:
    def __init__(self, client: Any, queue_url: str) -> None:
        self._client = client
        self._url = queue_url

    def send(self, job_id: str) -> None:
        """Raises QueueUnavailable."""
        try:
            self._client.send_message(QueueUrl=self._url, MessageBody=JobMessage(job_id=job_id).model_dump_json())
        except (ClientError, BotoCoreError) as error:
            raise QueueUnavailable(str(error)) from error


@lru_cache
def job_queue() -> JobQueue:
    config = Config(retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=2, read_timeout=3)
    return JobQueue(boto3.client("sqs", config=config), queue_settings().queue_url)
