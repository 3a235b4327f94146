"""Queues, topics and schedules."""

from __future__ import annotations

from collections.abc import Iterator

from estimate.meters import Use
from estimate.stack import Stack
from estimate.usage import Usage
from estimate.workload import DAYS, HOURS, Workload

QUEUE = "aws:sqs/queue:Queue"
SOURCE = "aws:lambda/eventSourceMapping:EventSourceMapping"
TOPIC = "aws:sns/topic:Topic"
SCHEDULE = "aws:scheduler/schedule:Schedule"
TYPES = (QUEUE, SOURCE, TOPIC, SCHEDULE)
#: Lambda asks a quiet queue with five pollers, each waiting 20 seconds.
_POLLS = 5 * HOURS * 3600 / 20
_NOTIFICATIONS = 60


def uses(stack: Stack, load: Workload, usage: Usage) -> Iterator[Use]:
    if sources := stack.count(SOURCE):
        yield Use(SOURCE, "polling", "sqs.request", sources * _POLLS)
    if stack.count(QUEUE):
        yield Use(QUEUE, "messages", "sqs.request", 0.0, load.analyses * usage.calls_to("sqs", 1.0))
    if stack.count(TOPIC):
        yield Use(TOPIC, "notifications", "sns.publish", _NOTIFICATIONS)
    if schedules := stack.count(SCHEDULE):
        yield Use(SCHEDULE, "runs", "scheduler.invocation", schedules * DAYS)
