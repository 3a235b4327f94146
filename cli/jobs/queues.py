"""The jobs queue and its dead-letter queue: messages are listed without being removed, and sent back one by one.

SQS can redrive by itself (StartMessageMoveTask). That moves all messages, even those that can never succeed, and does
not reopen a failed job: its planner would find that the job has ended and do nothing.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cli.shared.account import Account
from cli.shared.queue_depth import Depth, queue_depth, queue_url
from cli.shared.stack_account import told

HOLD_SECONDS = 300
"""Visibility timeout while a person decides."""
MAX_HELD = 1000


@dataclass(frozen=True)
class DeadLetter:
    job_id: str | None
    """None when the body is not a job message."""
    body: str
    receives: int
    sent: datetime
    handle: str


class JobQueues:
    """Its methods raise UserError when SQS refuses."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def depth(self) -> Depth:
        """Of the jobs queue, approximately."""
        with told("the jobs queue does not answer"):
            return queue_depth(self._account, "jobs")

    @contextmanager
    def dead_letters(self) -> Generator[list[DeadLetter]]:
        """All dead letters, invisible to other readers until the block ends; those not deleted in it reappear."""
        held = list[DeadLetter]()
        url = self._url("jobs-dlq")
        try:
            with told("the dead-letter queue does not answer"):
                while len(held) < MAX_HELD and (batch := self._receive(url)):
                    held += batch
            yield held
        finally:
            with told("the dead-letter queue does not answer"):
                for start in range(0, len(held), 10):
                    entries = [
                        {"Id": str(number), "ReceiptHandle": letter.handle, "VisibilityTimeout": 0}
                        for number, letter in enumerate(held[start : start + 10])
                    ]
                    # Deleted messages come back as failed entries, as expected.
                    self._sqs.change_message_visibility_batch(QueueUrl=url, Entries=entries)

    def queue(self, job_id: str) -> None:
        """Sends a message for the job, as the API does. A duplicate does no harm: a job is claimed once."""
        with told(f"{job_id} could not be queued"):
            self._sqs.send_message(QueueUrl=self._url("jobs"), MessageBody=json.dumps({"job_id": job_id}))

    def delete(self, letter: DeadLetter) -> None:
        with told("a dead letter could not be deleted"):
            self._sqs.delete_message(QueueUrl=self._url("jobs-dlq"), ReceiptHandle=letter.handle)

    def _receive(self, url: str) -> list[DeadLetter]:
        answer = self._sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=HOLD_SECONDS,
            # Long polling asks all of SQS's servers, not a sample.
            WaitTimeSeconds=1,
            MessageSystemAttributeNames=["All"],
        )
        return [_letter(message) for message in answer.get("Messages", [])]

    @property
    def _sqs(self) -> Any:
        return self._account.client("sqs")

    def _url(self, queue: str) -> str:
        with told(f"the queue alex-{self._account.stack}-{queue} cannot be found"):
            return queue_url(self._account, queue)


def _letter(message: dict[str, Any]) -> DeadLetter:
    attributes = message.get("Attributes", {})
    return DeadLetter(
        job_id=job_id_in(message["Body"]),
        body=message["Body"],
        receives=int(attributes.get("ApproximateReceiveCount", 1)),
        sent=datetime.fromtimestamp(int(attributes["SentTimestamp"]) / 1000, UTC),
        handle=message["ReceiptHandle"],
    )


def job_id_in(body: str) -> str | None:
    """The id in a job message; None for any other text."""
    try:
        message = json.loads(body)
        return str(uuid.UUID(message["job_id"])) if set(message) == {"job_id"} else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
