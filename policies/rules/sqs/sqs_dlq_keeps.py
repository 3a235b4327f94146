from __future__ import annotations

from dataclasses import replace

from policies.engine import Config, Findings, Resource, Severity, Stack, StackRule, Verdict
from policies.rules.sqs._dead_letters import QUEUE, takes_dead_letters

_DEFAULT = 345600
"""Seconds that SQS keeps a message by default: four days."""


def check(stack: Stack, config: Config) -> Findings:
    longest = max((_kept(queue) for queue in stack.of_type(QUEUE) if not _takes(stack, queue)), default=_DEFAULT)
    least = max(longest, _DEFAULT)
    for queue in stack.of_type(QUEUE):
        if _takes(stack, queue):
            kept = queue["messageRetentionSeconds"]
            message = f"dead letters are kept for less than {least} seconds, and lost before they are read"
            for finding in kept.must(lambda seconds: (seconds or _DEFAULT) > least, message):
                yield replace(finding, resource=queue)
        wide = queue["redriveAllowPolicy"].json()["redrivePermission"]
        for finding in wide.must(lambda who: who != "allowAll", "every queue may send its dead letters here"):
            yield replace(finding, resource=queue)


def _takes(stack: Stack, queue: Resource) -> bool:
    return takes_dead_letters(stack, queue) is Verdict.YES


def _kept(queue: Resource) -> int:
    seconds = queue["messageRetentionSeconds"].raw
    return seconds if isinstance(seconds, int) else _DEFAULT


RULE = StackRule(
    name="sqs-dlq-keeps",
    title="Dead-letter queues keep messages for longer than the queues that feed them.",
    why="A dead letter keeps the age it had: in a queue of the same retention it may be gone at once.",
    fix="Set message_retention_seconds=1209600 (14 days), and redrive_allow_policy with byQueue or denyAll.",
    severity=Severity.MEDIUM,
    types=(QUEUE,),
    link="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
    check=check,
)
