"""Dead-letter queues of the stack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from policies.engine import Node, Resource, Stack, Verdict

QUEUE = "aws:sqs/queue:Queue"
REDRIVE = "aws:sqs/redrivePolicy:RedrivePolicy"


def redrive_target(holder: Resource) -> Node:
    """ARN of the dead-letter queue of a queue, redrive policy or subscription."""
    return holder["redrivePolicy"].json()["deadLetterTargetArn"]


_TARGETS: tuple[tuple[str, Callable[[Resource], Node]], ...] = (
    (QUEUE, redrive_target),
    (REDRIVE, redrive_target),
    ("aws:sns/topicSubscription:TopicSubscription", redrive_target),
    (
        "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
        lambda invoke: invoke["destinationConfig"]["onFailure"]["destination"],
    ),
    ("aws:lambda/function:Function", lambda function: function["deadLetterConfig"]["targetArn"]),
    (
        "aws:lambda/eventSourceMapping:EventSourceMapping",
        lambda mapping: mapping["destinationConfig"]["onFailure"]["destinationArn"],
    ),
    ("aws:cloudwatch/eventTarget:EventTarget", lambda target: target["deadLetterConfig"]["arn"]),
    ("aws:scheduler/schedule:Schedule", lambda schedule: schedule["target"]["deadLetterConfig"]["arn"]),
)
"""Every property that names a dead-letter queue."""


@dataclass
class _Targets:
    names: set[str] = field(default_factory=set[str])
    urns: set[str] = field(default_factory=set[str])
    dangling: bool = False
    """A target is unknown, and so is its source."""


def takes_dead_letters(stack: Stack, queue: Resource) -> Verdict:
    targets = stack.memo(_Targets, lambda: _collect(stack))
    if queue.urn in targets.urns or queue["name"].text in targets.names:
        return Verdict.YES
    return Verdict.UNDECIDED if targets.dangling else Verdict.NO


def _collect(stack: Stack) -> _Targets:
    found = _Targets()
    for kind, target_of in _TARGETS:
        for holder in stack.of_type(kind):
            target = target_of(holder)
            if target.text:
                found.names.add(target.text.rpartition(":")[2])
            elif target.unknown:
                sources = stack.sources(holder, target.path.partition(".")[0])
                found.urns.update(source.urn for source in sources if source.type == QUEUE)
                found.dangling |= not sources
    return found
