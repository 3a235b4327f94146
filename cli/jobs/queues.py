"""The jobs queue and its dead letters: looked at without taking anything away, and sent back one by one.

SQS can move dead letters itself (StartMessageMoveTask). That moves all of them, those that can never succeed too, and
it cannot open a job again that has failed: its planner would find that the job had ended and do nothing.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cli.doctor.aws_account import Account
from cli.shared.stack_account import told

HOLD_SECONDS = 300
"""How long messages are kept from others while a person decides."""
MAX_HELD = 1000


@dataclass(frozen=True)
class DeadLetter:
    job_id: str | None
    """None if the body is no job message."""
    body: str
    receives: int
    sent: datetime
    handle: str


@dataclass(frozen=True)
class Depth:
    waiting: int
    in_work: int


class JobQueues:
    """Its methods raise UserError when SQS refuses."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def depth(self) -> Depth:
        """Of the jobs queue, approximately."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        with told("the jobs queue"):
            found = self._sqs.get_queue_attributes(QueueUrl=self._url("jobs"), AttributeNames=names)["Attributes"]
        return Depth(int(found[names[0]]), int(found[names[1]]))

    @contextmanager
    def dead_letters(self) -> Generator[list[DeadLetter]]:
        """All dead letters, kept from others until the block ends; those that were not deleted in it come back."""
        held = list[DeadLetter]()
        url = self._url("jobs-dlq")
        try:
            with told("the dead-letter queue"):
                while len(held) < MAX_HELD and (batch := self._receive(url)):
                    held += batch
            yield held
        finally:
            with told("the dead-letter queue"):
                for start in range(0, len(held), 10):
                    entries = [
                        {"Id": str(number), "ReceiptHandle": letter.handle, "VisibilityTimeout": 0}
                        for number, letter in enumerate(held[start : start + 10])
                    ]
                    # Those that were deleted are reported as failed entries, which is how it should be.
                    self._sqs.change_message_visibility_batch(QueueUrl=url, Entries=entries)

    def queue(self, job_id: str) -> None:
        """Sends a message for the job, as the API does. One too many does no harm: a job is claimed once."""
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
            # Asks all of SQS's servers, not a sample of them.
            WaitTimeSeconds=1,
            MessageSystemAttributeNames=["All"],
        )
        return [_letter(message) for message in answer.get("Messages", [])]

    @property
    def _sqs(self) -> Any:
        return self._account.client("sqs")

    def _url(self, queue: str) -> str:
        name = f"alex-{self._account.stack}-{queue}"
        with told(f"the queue {name}"):
            return str(self._sqs.get_queue_url(QueueName=name)["QueueUrl"])


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
    """The id in a message as the API sends it; None for any other text."""
    try:
        message = json.loads(body)
        return str(uuid.UUID(message["job_id"])) if set(message) == {"job_id"} else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
