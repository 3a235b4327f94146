"""Alarms that fire, on metrics that exist, and reach an operator."""

from __future__ import annotations

from policies.engine import UNKNOWN
from policies.rules.cloudwatch import (
    alarm_can_fire,
    alarm_children_exist,
    alarm_metric_exists,
    alarm_notifies,
    alarm_topic_read,
)
from policies.testing import changed, judge, make, undecided, violations
from tests.guardrails.rule_table import Row, table_tests

FUNCTION = make("aws:lambda/function:Function", {"name": "planner"}, "planner")
GROUP = make("aws:cloudwatch/logGroup:LogGroup", {"name": "/aws/lambda/planner"}, "logs")
FILTER = make(
    "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    {
        "logGroupName": "/aws/lambda/planner",
        "metricTransformation": {"namespace": "Start", "name": "planner"},
    },
    "filter",
)
ALARM = make(
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    {
        "name": "errors",
        "namespace": "AWS/Lambda",
        "metricName": "Errors",
        "dimensions": {"FunctionName": "planner"},
        "comparisonOperator": "GreaterThanThreshold",
        "threshold": 0,
        "evaluationPeriods": 3,
        "period": 300,
        "alarmActions": [UNKNOWN],
    },
    "errors",
)
START = make(
    "aws:cloudwatch/metricAlarm:MetricAlarm", {"name": "start", "namespace": "Start", "metricName": "planner"}, "start"
)
QUIET = changed(ALARM, "alarmActions", None)
COMPOSITE = make(
    "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    {"alarmName": "critical", "alarmRule": 'ALARM("errors")', "alarmActions": [UNKNOWN], "actionsEnabled": True},
    "critical",
)
TOPIC = make("aws:sns/topic:Topic", {"name": "alarms"}, "alarms")
TELLING = make(ALARM.type, {**ALARM.properties}, "errors", depends={"alarmActions": [TOPIC]})
READER = make(
    "aws:sns/topicSubscription:TopicSubscription",
    {"topic": UNKNOWN, "protocol": "email", "endpoint": "on-call@alex.example"},
    "on-call",
    depends={"topic": [TOPIC]},
)

TestTable = table_tests(
    (
        Row(
            alarm_can_fire.RULE,
            ALARM,
            "comparisonOperator",
            ("LessThanThreshold", None),
            ("GreaterThanOrEqualToThreshold",),
        ),
        Row(
            alarm_topic_read.RULE, READER, "protocol", ("sqs", "firehose", None), ("https", "lambda"), (TOPIC, TELLING)
        ),
        Row(alarm_topic_read.RULE, READER, "endpoint", ("", None), (), (TOPIC, TELLING), unknown_decides=False),
        Row(alarm_can_fire.RULE, ALARM, "threshold", (6, 10_000_000, -1, None), (5, 0.5)),
        Row(alarm_can_fire.RULE, ALARM, "evaluationPeriods", (1440, None), (1, 24)),
        Row(alarm_notifies.RULE, ALARM, "alarmActions", ([], None), unknown_decides=False),
        Row(alarm_notifies.RULE, COMPOSITE, "alarmActions", ([], None), (), (QUIET,), unknown_decides=False),
        Row(alarm_notifies.RULE, COMPOSITE, "actionsEnabled", (False,), (None,), (QUIET,)),
        Row(alarm_children_exist.RULE, COMPOSITE, "alarmRule", ('ALARM("gone")',), ("FALSE",), (ALARM,), False),
        Row(alarm_metric_exists.RULE, ALARM, "dimensions.FunctionName", ("another",), (None,), (FUNCTION,), False),
        Row(alarm_metric_exists.RULE, START, "metricName", ("another",), (), (FILTER, GROUP), False),
        Row(alarm_metric_exists.RULE, FILTER, "metricTransformation.name", ("another",), (), (START, GROUP), False),
        Row(alarm_metric_exists.RULE, FILTER, "logGroupName", ("/aws/lambda/another", None), (), (GROUP,)),
    )
)


def test_a_filter_that_is_gone_is_missed_beside_others_of_its_family() -> None:
    starts = changed(FILTER, "metricTransformation", {"namespace": "Shop/Starts", "name": "alex-prod"})
    dear = changed(changed(START, "namespace", "Shop/Costs"), "metricName", "alex-prod")
    missed = ["no filter writes Shop/Costs alex-prod, though an application may"]
    assert violations(alarm_metric_exists.RULE, dear, starts, GROUP) == missed
    of_a_program = changed(dear, "dimensions", {"Shop": "one"})
    assert not judge(alarm_metric_exists.RULE, of_a_program, starts, GROUP)
    assert not judge(alarm_metric_exists.RULE, changed(dear, "namespace", "Other/Costs"), starts, GROUP)
    anything = changed(FILTER, "metricTransformation.namespace", UNKNOWN)
    assert not violations(alarm_metric_exists.RULE, dear, starts, anything, GROUP)


def test_a_metric_that_an_application_may_write_itself_is_undecided() -> None:
    errors = changed(FILTER, "metricTransformation", {"namespace": "Shop/Errors", "name": "Errors"})
    for name in ("Failed", "Errors", "alex-prod"):
        orders = changed(changed(START, "namespace", "Shop/Orders"), "metricName", name)
        assert not violations(alarm_metric_exists.RULE, orders, errors, GROUP)
        assert undecided(alarm_metric_exists.RULE, orders, errors, GROUP) == [
            f"no filter writes Shop/Orders {name}, though an application may"
        ]


def test_a_slow_metric_may_be_read_once() -> None:
    daily = changed(changed(ALARM, "period", 86400), "evaluationPeriods", 1)
    assert not judge(alarm_can_fire.RULE, daily)


def test_metrics_of_other_programs_have_no_threshold() -> None:
    assert not judge(alarm_can_fire.RULE, changed(changed(ALARM, "namespace", "Shop"), "threshold", 10_000_000))
    assert violations(alarm_can_fire.RULE, changed(ALARM, "namespace", "Shop"), thresholds={"Shop Errors": -1})


def test_one_query_of_several_returns_the_data() -> None:
    queries = [{"id": "a", "metric": {}}, {"id": "b", "expression": "a"}]
    silent = make(ALARM.type, {"metricQueries": queries}, "silent")
    assert violations(alarm_can_fire.RULE, silent) == ["no metric query returns the data of the alarm"]
    assert not judge(alarm_can_fire.RULE, changed(silent, "metricQueries", queries[:1]))


def test_names_that_are_unknown_refuse_nothing() -> None:
    unnamed = make(FUNCTION.type, {"name": UNKNOWN}, "unnamed")
    assert not violations(alarm_metric_exists.RULE, ALARM, unnamed)
    composite = changed(COMPOSITE, "alarmRule", 'ALARM("gone")')
    assert not violations(alarm_children_exist.RULE, composite, changed(ALARM, "name", UNKNOWN))


def test_a_filter_on_an_unknown_group_is_undecided() -> None:
    assert undecided(alarm_metric_exists.RULE, changed(FILTER, "logGroupName", UNKNOWN))


class TestTopicsOfAlarms:
    RULE = alarm_topic_read.RULE

    def test_a_topic_without_a_subscriber_is_refused(self) -> None:
        assert violations(self.RULE, TOPIC, TELLING)

    def test_a_topic_that_no_alarm_uses_needs_no_subscriber(self) -> None:
        assert not judge(self.RULE, TOPIC, QUIET)

    def test_known_arns_refer_too(self) -> None:
        arn = "arn:aws:sns:us-east-1:123456789012:alarms"
        alarm, reader = changed(ALARM, "alarmActions", [arn]), changed(READER, "topic", arn)
        alone = make(reader.type, reader.properties, "alone")
        assert violations(self.RULE, TOPIC, alarm)
        assert not judge(self.RULE, TOPIC, alarm, alone)
        assert violations(self.RULE, TOPIC, alarm, changed(alone, "topic", f"{arn}-of-others"))

    def test_the_topic_of_an_unknown_subscription_is_undecided(self) -> None:
        unknown = make(READER.type, READER.properties, "unknown")
        assert not violations(self.RULE, TOPIC, TELLING, unknown)
        assert undecided(self.RULE, TOPIC, TELLING, unknown)

    def test_a_queue_counts_if_something_takes_its_messages(self) -> None:
        queue = make("aws:sqs/queue:Queue", {"name": "alarms"}, "queue")
        queued = make(
            READER.type,
            {"topic": UNKNOWN, "protocol": "sqs", "endpoint": UNKNOWN},
            "queued",
            depends={"topic": [TOPIC], "endpoint": [queue]},
        )
        taken = make(
            "aws:lambda/eventSourceMapping:EventSourceMapping",
            {"eventSourceArn": UNKNOWN},
            "taken",
            depends={"eventSourceArn": [queue]},
        )
        assert violations(self.RULE, TOPIC, TELLING, queue, queued)
        assert not judge(self.RULE, TOPIC, TELLING, queue, queued, taken)

    def test_a_chat_channel_counts(self) -> None:
        kind = "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration"
        channel = make(kind, {"snsTopicArns": [UNKNOWN]}, "chat", depends={"snsTopicArns": [TOPIC]})
        assert not judge(self.RULE, TOPIC, TELLING, channel)

    def test_a_composite_alarm_notifies_too(self) -> None:
        composite = make(COMPOSITE.type, COMPOSITE.properties, "critical", depends={"alarmActions": [TOPIC]})
        assert violations(self.RULE, TOPIC, composite)
