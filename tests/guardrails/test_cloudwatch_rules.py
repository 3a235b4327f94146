"""Alarms that fire, on metrics that exist, and reach an operator."""

from __future__ import annotations

from policies.engine import UNKNOWN
from policies.rules.cloudwatch import alarm_can_fire, alarm_children_exist, alarm_metric_exists, alarm_notifies
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

TestTable = table_tests(
    (
        Row(
            alarm_can_fire.RULE,
            ALARM,
            "comparisonOperator",
            ("LessThanThreshold", None),
            ("GreaterThanOrEqualToThreshold",),
        ),
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
