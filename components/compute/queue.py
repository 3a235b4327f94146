"""Encrypted SQS queues that deny plain HTTP, and dead-letter queues with an alarm."""

from __future__ import annotations

import json

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.names import Names
from components.foundation.policy import document, tls_only
from components.monitoring.alarm import create_alarm
from components.monitoring.all_alarms import dead_letter_alarm

_FOURTEEN_DAYS = 14 * 24 * 3600


class DeadLetterQueue(pulumi.ComponentResource):
    """Dead-letter queue without a source queue, for asynchronous invocations that exhausted their retries."""

    def __init__(self, name: str, context: StackContext, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:DeadLetterQueue", name, None, opts)
        queue = create_dead_letter_queue(self, context, name)
        self.url = queue.url
        self.arn = queue.arn
        self.register_outputs({"url": self.url, "arn": self.arn})


def create_queue(
    parent: pulumi.Resource,
    context: StackContext,
    queue: str,
    *,
    visibility_timeout_seconds: int,
    dead_letters: aws.sqs.Queue,
    max_receives: int,
) -> aws.sqs.Queue:
    """A queue. After `max_receives` failed deliveries a message moves to the queue `<queue>-dlq`."""
    redrive = {"deadLetterTargetArn": context.names.queue_arn(f"{queue}-dlq"), "maxReceiveCount": max_receives}
    return aws.sqs.Queue(
        f"{queue}-queue",
        name=context.names.of(queue),
        kms_master_key_id=context.key_arn,
        visibility_timeout_seconds=visibility_timeout_seconds,
        policy=_policy(context.names, queue),
        redrive_policy=json.dumps(redrive),
        opts=context.holding_data(parent, [dead_letters]),
    )


def create_dead_letter_queue(
    parent: pulumi.Resource, context: StackContext, queue: str, *, source_queue: str | None = None
) -> aws.sqs.Queue:
    """A dead-letter queue with 14 days of retention and an alarm when it is not empty.

    Only `source_queue` may use it as its dead-letter queue; without one, no queue may.
    """
    allow = (
        {"redrivePermission": "byQueue", "sourceQueueArns": [context.names.queue_arn(source_queue)]}
        if source_queue
        else {"redrivePermission": "denyAll"}
    )
    created = aws.sqs.Queue(
        f"{queue}-queue",
        name=context.names.of(queue),
        kms_master_key_id=context.key_arn,
        message_retention_seconds=_FOURTEEN_DAYS,
        policy=_policy(context.names, queue),
        redrive_allow_policy=json.dumps(allow),
        opts=context.holding_data(parent),
    )
    create_alarm(parent, context, dead_letter_alarm(context.names, queue))
    return created


def _policy(names: Names, queue: str) -> str:
    return document([tls_only(("sqs:*",), names.queue_arn(queue))])
