from __future__ import annotations

from policies.engine import Config, Findings, Severity, Stack, StackRule, unless
from policies.rules._alarms import ALARM, watched
from policies.rules.sqs.dead_letters import QUEUE, takes_dead_letters

_METRIC = "AWS/SQS ApproximateNumberOfMessagesVisible"


def check(stack: Stack, config: Config) -> Findings:
    for queue in stack.of_type(QUEUE):
        alarmed = watched(stack, queue, _METRIC, "QueueName")
        message = "no alarm tells anybody that the dead-letter queue holds a message"
        yield from unless(~takes_dead_letters(stack, queue) | alarmed, message, resource=queue)


RULE = StackRule(
    name="sqs-dlq-alarm",
    title="Every dead-letter queue has an alarm that tells somebody.",
    why="A dead-letter queue that nobody looks at only delays the loss.",
    fix="Add a MetricAlarm on ApproximateNumberOfMessagesVisible, with alarm_actions there or in a composite alarm.",
    severity=Severity.MEDIUM,
    types=(QUEUE, ALARM),
    check=check,
)
