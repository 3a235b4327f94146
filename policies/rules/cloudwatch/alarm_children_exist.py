from __future__ import annotations

from policies.engine import Config, Finding, Findings, Severity, Stack, StackRule
from policies.rules._alarms import ALARM, COMPOSITE, children


def check(stack: Stack, config: Config) -> Findings:
    alarms = stack.of_type(ALARM, COMPOSITE)
    if any(alarm["name"].unknown or alarm["alarmName"].unknown for alarm in alarms):
        return
    names = {alarm[key].text for alarm in alarms for key in ("name", "alarmName")} | {alarm.name for alarm in alarms}
    for composite in stack.of_type(COMPOSITE):
        for child in children(composite):
            if child not in names:
                yield Finding(f"{child} is not part of the program", "alarmRule", resource=composite)


RULE = StackRule(
    name="alarm-children-exist",
    title="Composite alarms name alarms of the program.",
    why="An alarm that was dropped leaves a composite alarm that hears less than it says.",
    fix="Remove the name from alarm_rule, or add the aws.cloudwatch.MetricAlarm again.",
    severity=Severity.MEDIUM,
    types=(COMPOSITE, ALARM),
    link="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html",
    check=check,
)
