"""Who hears of an alarm: one composite alarm per severity, an encrypted topic, and what is subscribed to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.names import Names
from components.foundation.policy import Statement, document, tls_only
from components.monitoring.alarm import SEVERITIES, Alarm, Severity

ALARM_TOPIC = "alarms"
#: CloudWatch's limits for one composite alarm.
_MAX_CHILDREN = 100
_MAX_RULE_LENGTH = 10_240


@dataclass(frozen=True)
class AlarmTopicArgs:
    names: Names
    key_arn: pulumi.Input[str]
    email: str | None
    webhook: str | None
    """HTTPS URL that takes SNS notifications and confirms subscriptions."""


class AlarmTopic(pulumi.ComponentResource):
    """An encrypted topic that only this stack's alarms may publish to."""

    def __init__(self, name: str, args: AlarmTopicArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:AlarmTopic", name, None, opts)
        topic = aws.sns.Topic(
            f"{name}-topic",
            name=args.names.of(ALARM_TOPIC),
            kms_master_key_id=args.key_arn,
            policy=document(_topic_statements(args.names)),
            opts=pulumi.ResourceOptions(parent=self),
        )
        if args.email:
            self._subscribe(f"{name}-email", topic, "email", args.email)
        if args.webhook:
            # Whoever knows a webhook's URL may post to it.
            self._subscribe(f"{name}-chat", topic, "https", pulumi.Output.secret(args.webhook))
        self.arn = topic.arn
        self.register_outputs({"arn": self.arn})

    def _subscribe(self, name: str, topic: aws.sns.Topic, protocol: str, endpoint: pulumi.Input[str]) -> None:
        opts = pulumi.ResourceOptions(parent=self)
        aws.sns.TopicSubscription(name, topic=topic.arn, protocol=protocol, endpoint=endpoint, opts=opts)


@dataclass(frozen=True)
class SeverityAlarmsArgs:
    names: Names
    topic_arn: pulumi.Input[str]
    alarms: Sequence[Alarm]
    """All that there are in the topic's region."""
    created_by: Sequence[pulumi.Resource]
    """What creates them, or has them as children: CloudWatch refuses a composite of alarms that do not exist yet."""

    def __post_init__(self) -> None:
        repeated = {alarm.name for alarm in self.alarms if [one.name for one in self.alarms].count(alarm.name) > 1}
        if repeated:
            raise ValueError(f"SeverityAlarmsArgs.alarms must have names of their own, not twice {sorted(repeated)}")
        for severity in SEVERITIES:
            children = sum(alarm.severity == severity for alarm in self.alarms)
            if children > _MAX_CHILDREN or len(severity_rule(self.names, self.alarms, severity)) > _MAX_RULE_LENGTH:
                raise ValueError(f"SeverityAlarmsArgs.alarms: CloudWatch takes no {children} {severity} alarms in one")


class SeverityAlarms(pulumi.ComponentResource):
    """Composite alarms, `alex-<stack>-critical` and `alex-<stack>-warning`: the only ones that notify.

    A flood of alarms with one cause is one message. While a severity is in alarm, the next alarm of the same severity
    sends no message of its own: the operations dashboard lists all that are on.
    """

    def __init__(self, name: str, args: SeverityAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:SeverityAlarms", name, None, opts)
        for severity in SEVERITIES:
            rule = severity_rule(args.names, args.alarms, severity)
            if rule:
                aws.cloudwatch.CompositeAlarm(
                    f"{name}-{severity}",
                    alarm_name=args.names.of(severity),
                    alarm_description=f"At least one {severity} alarm of {args.names.prefix} is on. The description "
                    "of the alarm that the reason names links its runbook.",
                    alarm_rule=rule,
                    alarm_actions=[args.topic_arn],
                    ok_actions=[args.topic_arn],
                    # Not in the component's options: its children would not inherit that.
                    opts=pulumi.ResourceOptions(parent=self, depends_on=args.created_by),
                )
        self.register_outputs({})


def severity_rule(names: Names, alarms: Sequence[Alarm], severity: Severity) -> str:
    """On when any alarm of the severity is; empty when there are none."""
    return " OR ".join(f'ALARM("{names.of(alarm.name)}")' for alarm in alarms if alarm.severity == severity)


def _topic_statements(names: Names) -> tuple[Statement, ...]:
    topic = names.topic_arn(ALARM_TOPIC)
    from_alarms = {
        "StringEquals": {"aws:SourceAccount": names.account},
        "ArnLike": {"aws:SourceArn": names.alarm_arn_pattern},
    }
    cloudwatch = {"Service": "cloudwatch.amazonaws.com"}
    return (
        Statement("PublishAlarms", ("sns:Publish",), (topic,), from_alarms, cloudwatch),
        # SNS knows no action wildcard in a topic's policy beyond its own list: publishing is what TLS must protect.
        tls_only(("sns:Publish",), topic),
    )
