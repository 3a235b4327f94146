from __future__ import annotations

from policies.engine import Config, Findings, Severity, Stack, StackRule, unless
from policies.rules._alarms import ALARM, watched
from policies.rules.sqs._dead_letters import QUEUE, takes_dead_letters

_METRIC = "AWS/SQS ApproximateNumberOfMessagesVisible"


def check(stack: Stack, config: Config) -> Findings:
    for queue in stack.of_type(QUEUE):
        alarmed = watched(stack, queue, metric=_METRIC, dimension="QueueName")
        message = "no alarm on the dead-letter queue notifies an operator"
        yield from unless(~takes_dead_letters(stack, queue) | alarmed, message, resource=queue)


RULE = StackRule(
    name="sqs-dlq-alarm",
    title="Dead-letter queues have an alarm that notifies an operator.",
    why="A dead-letter queue without an alarm only delays the loss.",
    fix=(
        "Add aws.cloudwatch.MetricAlarm on ApproximateNumberOfMessagesVisible. Set alarm_actions on it, or on a "
        "composite alarm that includes it."
    ),
    severity=Severity.MEDIUM,
    types=(QUEUE, ALARM),
    link="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
    check=check,
)
