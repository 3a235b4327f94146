"""Depth of a stack's SQS queue."""

from __future__ import annotations

from dataclasses import dataclass

from cli.shared.account import Account

_NAMES = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]


@dataclass(frozen=True)
class Depth:
    """Approximate numbers of messages."""

    waiting: int
    in_flight: int


def queue_url(account: Account, queue: str) -> str:
    """Raises boto3's errors.

    Args:
        queue: name without the stack, e.g. `jobs-dlq`.
    """
    return str(account.client("sqs").get_queue_url(QueueName=f"alex-{account.stack}-{queue}")["QueueUrl"])


def queue_depth(account: Account, queue: str) -> Depth:
    """Raises boto3's errors."""
    url = queue_url(account, queue)
    found = account.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=_NAMES)["Attributes"]
    return Depth(*(int(found[name]) for name in _NAMES))
