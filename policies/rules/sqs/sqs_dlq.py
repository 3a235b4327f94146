from __future__ import annotations

from policies.engine import Config, Findings, Resource, Severity, Stack, StackRule, Verdict, unless
from policies.rules._links import configured
from policies.rules._shapes import is_set
from policies.rules.sqs.dead_letters import QUEUE, REDRIVE, redrive_target, takes_dead_letters


def check(stack: Stack, config: Config) -> Findings:
    for queue in stack.of_type(QUEUE):
        redriven = configured(stack, queue, REDRIVE, _redriven, via="queueUrl", inline=_redriven(queue))
        message = "nothing takes the messages that fail again and again"
        yield from unless(redriven | takes_dead_letters(stack, queue), message, "redrivePolicy", queue)


def _redriven(holder: Resource) -> Verdict:
    return is_set(redrive_target(holder))


RULE = StackRule(
    name="sqs-dlq",
    title="Every queue has a dead-letter queue, or is one.",
    why="A message that cannot be handled comes back until it expires: work is lost, and nobody hears of it.",
    fix="Set redrive_policy with deadLetterTargetArn and maxReceiveCount.",
    severity=Severity.MEDIUM,
    types=(QUEUE, REDRIVE),
    controls=("AwsSolutions-SQS3",),
    check=check,
)
