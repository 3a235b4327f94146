from __future__ import annotations

from policies.engine import Config, Findings, Severity, Stack, StackRule, unless
from policies.rules._alarms import ALARM, COMPOSITE, has_action, notifies


def check(stack: Stack, config: Config) -> Findings:
    for alarm in stack.of_type(ALARM):
        yield from unless(notifies(stack, alarm), "the alarm reaches no operator", "alarmActions", resource=alarm)
    for alarm in stack.of_type(COMPOSITE):
        yield from unless(has_action(alarm), "the alarm has no action, or its actions are off", resource=alarm)


RULE = StackRule(
    name="alarm-notifies",
    title="Alarms notify an operator, directly or through a composite alarm.",
    why="An alarm that changes color in a console that is not open is not heard.",
    fix="Set alarm_actions, and leave actions_enabled on; or name the alarm in the alarm_rule of a composite alarm.",
    severity=Severity.HIGH,
    types=(ALARM, COMPOSITE),
    link="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html",
    check=check,
)
