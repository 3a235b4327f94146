"""Notifications: one composite alarm per severity, an encrypted SNS topic, and its subscriptions."""

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
    """HTTPS endpoint that accepts SNS notifications and confirms subscriptions."""


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
            # A webhook URL is a credential: anyone who knows it can post.
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
    """Every alarm in the topic's region."""
    created_by: Sequence[pulumi.Resource]
    """The alarms, or their parents. CloudWatch rejects a composite alarm over alarms that do not exist yet."""

    def __post_init__(self) -> None:
        repeated = {alarm.name for alarm in self.alarms if [other.name for other in self.alarms].count(alarm.name) > 1}
        if repeated:
            raise ValueError(f"SeverityAlarmsArgs.alarms must have unique names, not {sorted(repeated)} twice")
        for severity in SEVERITIES:
            children = sum(alarm.severity == severity for alarm in self.alarms)
            if children > _MAX_CHILDREN or len(severity_rule(self.names, self.alarms, severity)) > _MAX_RULE_LENGTH:
                raise ValueError(
                    f"SeverityAlarmsArgs.alarms: {children} {severity} alarms exceed a composite alarm's limits"
                )


class SeverityAlarms(pulumi.ComponentResource):
    """Composite alarms, `alex-<stack>-critical` and `alex-<stack>-warning`: the only ones that notify.

    Many alarms with one cause send one message. While a composite alarm is firing, further alarms of its severity send
    no message: the operations dashboard lists all firing alarms.
    """

    def __init__(self, name: str, args: SeverityAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:SeverityAlarms", name, None, opts)
        for severity in SEVERITIES:
            rule = severity_rule(args.names, args.alarms, severity)
            if rule:
                aws.cloudwatch.CompositeAlarm(
                    f"{name}-{severity}",
                    alarm_name=args.names.of(severity),
                    alarm_description=f"At least one {severity} alarm of {args.names.prefix} is firing. The state "
                    "reason names the alarm; its description links the runbook.",
                    alarm_rule=rule,
                    alarm_actions=[args.topic_arn],
                    ok_actions=[args.topic_arn],
                    # Not on the component: children do not inherit depends_on.
                    opts=pulumi.ResourceOptions(parent=self, depends_on=args.created_by),
                )
        self.register_outputs({})


def severity_rule(names: Names, alarms: Sequence[Alarm], severity: Severity) -> str:
    """Rule that fires with any alarm of the severity; empty when there are none."""
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
        # SNS topic policies accept no `sns:*`; publishing is the action that carries data.
        tls_only(("sns:Publish",), topic),
    )
