"""Alarms as rows, and the topic they go to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.context import StackContext
from components.names import Names
from components.policy import Statement, document, tls_only

ALARM_TOPIC = "alarms"


@dataclass(frozen=True)
class Metric:
    """One CloudWatch metric; `statistic` as CloudWatch names it, e.g. `Sum`."""

    namespace: str
    name: str
    dimensions: Mapping[str, str]
    statistic: str


@dataclass(frozen=True)
class MetricMath:
    """An expression over metrics, e.g. `100 * errors / invocations`."""

    expression: str
    metrics: Mapping[str, Metric]
    """Id in the expression to metric."""


@dataclass(frozen=True)
class Alarm:
    """One row: it fires when the metric, or the expression over metrics, exceeds the threshold."""

    name: str
    """Last part of the alarm's name, unique in the stack."""
    description: str
    metric: Metric | MetricMath
    threshold: float
    period_seconds: int = 300
    periods: int = 1
    datapoints: int = 1
    """How many of the last `periods` must exceed the threshold."""

    def __post_init__(self) -> None:
        if not 1 <= self.datapoints <= self.periods:
            raise ValueError(f"Alarm {self.name}: datapoints must be 1..{self.periods}")


@dataclass(frozen=True)
class AlarmTopicArgs:
    names: Names
    key_arn: pulumi.Input[str]
    email: str | None


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
            aws.sns.TopicSubscription(
                f"{name}-email",
                topic=topic.arn,
                protocol="email",
                endpoint=args.email,
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.arn = topic.arn
        self.register_outputs({"arn": self.arn})


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


def create_alarm(parent: pulumi.Resource, context: StackContext, alarm: Alarm) -> aws.cloudwatch.MetricAlarm:
    """The alarm as a child of `parent`. Missing data is no breach: an idle function has no metrics."""
    simple = alarm.metric if isinstance(alarm.metric, Metric) else None
    math = alarm.metric if isinstance(alarm.metric, MetricMath) else None
    return aws.cloudwatch.MetricAlarm(
        f"{alarm.name}-alarm",
        name=context.names.of(alarm.name),
        alarm_description=alarm.description,
        namespace=simple and simple.namespace,
        metric_name=simple and simple.name,
        dimensions=simple and simple.dimensions,
        statistic=simple and simple.statistic,
        period=simple and alarm.period_seconds,
        metric_queries=math and _metric_queries(math, alarm.period_seconds),
        comparison_operator="GreaterThanThreshold",
        threshold=alarm.threshold,
        evaluation_periods=alarm.periods,
        datapoints_to_alarm=alarm.datapoints,
        treat_missing_data="notBreaching",
        alarm_actions=[context.alarm_topic_arn],
        ok_actions=[context.alarm_topic_arn],
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _metric_queries(math: MetricMath, period_seconds: int) -> list[aws.cloudwatch.MetricAlarmMetricQueryArgs]:
    inputs = [
        aws.cloudwatch.MetricAlarmMetricQueryArgs(
            id=id_,
            metric=aws.cloudwatch.MetricAlarmMetricQueryMetricArgs(
                namespace=metric.namespace,
                metric_name=metric.name,
                dimensions=metric.dimensions,
                stat=metric.statistic,
                period=period_seconds,
            ),
        )
        for id_, metric in math.metrics.items()
    ]
    result = aws.cloudwatch.MetricAlarmMetricQueryArgs(id="result", expression=math.expression, return_data=True)
    return [*inputs, result]
