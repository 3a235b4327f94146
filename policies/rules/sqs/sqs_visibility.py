from __future__ import annotations

from collections.abc import Iterator

from policies.engine import Config, Finding, Findings, Node, Resource, Severity, Stack, StackRule
from policies.rules.sqs._dead_letters import QUEUE

_MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping"
_ALIAS = "aws:lambda/alias:Alias"
_FUNCTION = "aws:lambda/function:Function"
#: AWS's defaults in seconds, for a queue and for a function.
_VISIBILITY, _TIMEOUT = 30, 3


def check(stack: Stack, config: Config) -> Findings:
    for mapping in stack.of_type(_MAPPING):
        for queue in stack.sources(mapping, "eventSourceArn"):
            if queue.type == QUEUE:
                for function in _functions(stack, mapping):
                    yield from _judge(queue, function)


def _functions(stack: Stack, mapping: Resource) -> Iterator[Resource]:
    for source in stack.sources(mapping, "functionName"):
        behind = stack.sources(source, "functionName") if source.type == _ALIAS else (source,)
        yield from (resource for resource in behind if resource.type == _FUNCTION)


def _judge(queue: Resource, function: Resource) -> Findings:
    visibility, timeout = queue["visibilityTimeoutSeconds"], function["timeout"]
    hidden, runs = _seconds(visibility, _VISIBILITY), _seconds(timeout, _TIMEOUT)
    if visibility.unknown or timeout.unknown or hidden <= runs:
        message = f"messages return while {function.name}, which consumes them, may still run"
        undecided = visibility.unknown or timeout.unknown
        yield Finding(message, visibility.path, resource=queue, undecided=undecided)


def _seconds(node: Node, default: float) -> float:
    if node.absent:
        return default
    return float(node.raw) if isinstance(node.raw, int | float) else 0.0


RULE = StackRule(
    name="sqs-visibility",
    title="Queues hide a message for longer than its consumer may run.",
    why="A message that returns while it is being worked on is worked on twice, and loses one of its deliveries.",
    fix="Set visibility_timeout_seconds of the queue to more than the timeout of the function that consumes it.",
    severity=Severity.MEDIUM,
    types=(QUEUE, _MAPPING, _FUNCTION),
    link="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
    check=check,
)
