from __future__ import annotations

from dataclasses import replace

from policies.engine import Config, Findings, Option, Resource, Severity, Stack, StackRule, Verdict, unless
from policies.rules._checks import is_set
from policies.rules._separate_settings import configured
from policies.rules.sqs._dead_letters import QUEUE, REDRIVE, redrive_target, takes_dead_letters


def check(stack: Stack, config: Config) -> Findings:
    most = config["tries"]
    for queue in stack.of_type(QUEUE):
        redriven = configured(stack, queue, kind=REDRIVE, holds=_redriven, via="queueUrl", inline=_redriven(queue))
        message = "no dead-letter queue is configured"
        tries = queue["redrivePolicy"].json()["maxReceiveCount"]
        if tries.known:
            for finding in tries.must(lambda count: int(count) <= most, f"a message is tried more than {most} times"):
                yield replace(finding, resource=queue)
        yield from unless(redriven | takes_dead_letters(stack, queue), message, "redrivePolicy", resource=queue)


def _redriven(holder: Resource) -> Verdict:
    return is_set(redrive_target(holder))


RULE = StackRule(
    name="sqs-dlq",
    title="SQS queues have, or are, a dead-letter queue.",
    why="A message that cannot be processed returns until it expires, and its loss goes unnoticed.",
    fix="Set redrive_policy with deadLetterTargetArn and maxReceiveCount.",
    severity=Severity.MEDIUM,
    types=(QUEUE, REDRIVE),
    controls=("AwsSolutions-SQS3",),
    link="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
    options={"tries": Option({"type": "integer", "minimum": 1, "description": "Most deliveries of a message."}, 10)},
    check=check,
)
