"""SQS queues."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from local.engine.creation import Created, Creation, creates

ATTRIBUTES = {
    "contentBasedDeduplication": "ContentBasedDeduplication",
    "delaySeconds": "DelaySeconds",
    "fifoQueue": "FifoQueue",
    "kmsDataKeyReusePeriodSeconds": "KmsDataKeyReusePeriodSeconds",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "maxMessageSize": "MaximumMessageSize",
    "messageRetentionSeconds": "MessageRetentionPeriod",
    "policy": "Policy",
    "receiveWaitTimeSeconds": "ReceiveMessageWaitTimeSeconds",
    "redriveAllowPolicy": "RedriveAllowPolicy",
    "redrivePolicy": "RedrivePolicy",
    "sqsManagedSseEnabled": "SqsManagedSseEnabled",
    "visibilityTimeoutSeconds": "VisibilityTimeout",
}


@creates("aws:sqs/queue:Queue")
def queue(new: Creation) -> Created:
    name = new.take("name", new.name)
    values = {key: new.take(key) for key in ATTRIBUTES}
    given = attributes({key: value for key, value in values.items() if value is not None})
    url = new.call("sqs", "create_queue", QueueName=name, Attributes=given)["QueueUrl"]
    return url, {"name": name, "url": url, "arn": f"arn:aws:sqs:{new.aws.region}:{new.aws.account}:{name}"}


@creates("aws:sqs/queuePolicy:QueuePolicy")
def queue_policy(new: Creation) -> Created:
    return _set(new, "policy")


@creates("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy")
def redrive_allow_policy(new: Creation) -> Created:
    return _set(new, "redriveAllowPolicy")


@creates("aws:sqs/redrivePolicy:RedrivePolicy")
def redrive_policy(new: Creation) -> Created:
    return _set(new, "redrivePolicy")


def _set(new: Creation, key: str) -> Created:
    url = new.take("queueUrl")
    new.call("sqs", "set_queue_attributes", QueueUrl=url, Attributes={ATTRIBUTES[key]: new.take(key)})
    return url, {}


def attributes(values: Mapping[str, Any]) -> dict[str, str]:
    """SQS's attributes from these properties: all are text."""
    return {ATTRIBUTES[key]: "" if value is None else _text(value) for key, value in values.items()}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
