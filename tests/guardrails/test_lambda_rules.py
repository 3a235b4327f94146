from __future__ import annotations

import pytest

from policies.engine import UNKNOWN, Rule
from policies.rules.lambda_ import (
    lambda_alarm,
    lambda_failure_destination,
    lambda_log_group,
    lambda_own_role,
    lambda_reserved_concurrency,
    lambda_runtime_latest,
    lambda_runtime_supported,
    lambda_tracing,
    lambda_vpc_multi_az,
)
from policies.testing import changed, judge, make, violations
from tests.guardrails.rule_table import Row, check_undecided, table_tests

ROLE = make("aws:iam/role:Role", {"name": "alex-prod-planner"}, name="role")
SUBNETS = tuple(
    make("aws:ec2/subnet:Subnet", {"availabilityZone": f"us-east-1{zone}"}, name=f"subnet-{zone}") for zone in "ab"
)
GROUP = make("aws:cloudwatch/logGroup:LogGroup", {"name": "/aws/lambda/alex-prod-planner"}, name="group")
FUNCTION = make(
    "aws:lambda/function:Function",
    {
        "name": "alex-prod-planner",
        "runtime": "python3.14",
        "role": UNKNOWN,
        "tracingConfig": {"mode": "Active"},
        "reservedConcurrentExecutions": 5,
        "vpcConfig": {"subnetIds": [UNKNOWN, UNKNOWN]},
        "loggingConfig": {"logGroup": "/aws/lambda/alex-prod-planner"},
    },
    name="planner",
    depends={"role": [ROLE], "vpcConfig": SUBNETS},
)
ALARM = make(
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    {
        "metricQueries": [
            {
                "id": "errors",
                "metric": {
                    "namespace": "AWS/Lambda",
                    "metricName": "Errors",
                    "dimensions": {"FunctionName": "alex-prod-planner"},
                },
            },
            {"id": "rate", "expression": "100 * errors / invocations"},
        ],
        "alarmActions": [UNKNOWN],
    },
    name="alarm",
)
FAILED = make(
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    {"functionName": "alex-prod-planner", "destinationConfig": {"onFailure": {"destination": UNKNOWN}}},
    name="failed-events",
)
DIMENSION = "metricQueries[0].metric.dimensions.FunctionName"

ROWS = (
    Row(lambda_tracing.RULE, FUNCTION, "tracingConfig.mode", noncompliant=("PassThrough", None)),
    Row(
        lambda_reserved_concurrency.RULE,
        FUNCTION,
        "reservedConcurrentExecutions",
        noncompliant=(-1, None),
        compliant=(0, 100),
    ),
    Row(
        lambda_runtime_supported.RULE,
        FUNCTION,
        "runtime",
        noncompliant=("python3.9", "nodejs18.x", "go1.x", None),
        compliant=("python3.12", "provided.al2023"),
    ),
    Row(
        lambda_runtime_latest.RULE,
        FUNCTION,
        "runtime",
        noncompliant=("python3.13", "cobol", None),
        compliant=("nodejs24.x",),
    ),
    Row(
        lambda_failure_destination.RULE,
        FAILED,
        "destinationConfig.onFailure.destination",
        noncompliant=("", None),
        context=(FUNCTION,),
        unknown_decides=False,
    ),
    Row(
        lambda_failure_destination.RULE,
        FAILED,
        "functionName",
        noncompliant=("alex-prod-tagger", None),
        context=(FUNCTION,),
    ),
    Row(
        lambda_log_group.RULE,
        FUNCTION,
        "loggingConfig.logGroup",
        noncompliant=("/aws/lambda/other",),
        compliant=(None,),
        context=(GROUP,),
    ),
    Row(lambda_alarm.RULE, ALARM, "alarmActions", noncompliant=([], None), context=(FUNCTION,), unknown_decides=False),
    Row(lambda_alarm.RULE, ALARM, "actionsEnabled", noncompliant=(False,), compliant=(True,), context=(FUNCTION,)),
    Row(lambda_alarm.RULE, ALARM, DIMENSION, noncompliant=("alex-prod-tagger", None), context=(FUNCTION,)),
    Row(
        lambda_vpc_multi_az.RULE,
        FUNCTION,
        "vpcConfig.subnetIds",
        noncompliant=(["subnet-1"], []),
        compliant=(None, ["subnet-1", "subnet-2"]),
        context=SUBNETS,
        unknown_decides=False,
    ),
    Row(
        lambda_vpc_multi_az.RULE,
        SUBNETS[1],
        "availabilityZone",
        noncompliant=("us-east-1a",),
        context=(SUBNETS[0], FUNCTION),
    ),
)


TestTable = table_tests(ROWS)


def test_container_images_have_no_runtime() -> None:
    image = make(FUNCTION.type, {"packageType": "Image"})
    assert not judge(lambda_runtime_supported.RULE, image)
    assert not judge(lambda_runtime_latest.RULE, image)


@pytest.mark.parametrize(
    "rule", [lambda_alarm.RULE, lambda_failure_destination.RULE, lambda_log_group.RULE], ids=lambda rule: rule.name
)
def test_a_function_by_itself_is_refused(rule: Rule) -> None:
    assert violations(rule, FUNCTION)


def test_a_dead_letter_queue_of_the_function_is_a_destination() -> None:
    assert not judge(lambda_failure_destination.RULE, changed(FUNCTION, "deadLetterConfig", {"targetArn": UNKNOWN}))


def test_an_alarm_on_the_metric_itself_counts() -> None:
    metric = {**ALARM["metricQueries"][0]["metric"].raw, "alarmActions": [UNKNOWN]}
    assert not judge(lambda_alarm.RULE, FUNCTION, make(ALARM.type, metric))


def test_a_log_group_is_known_by_where_its_name_came_from() -> None:
    properties = {**FUNCTION.properties, "loggingConfig": {"logGroup": UNKNOWN}}
    assert not judge(lambda_log_group.RULE, make(FUNCTION.type, properties, depends={"loggingConfig": [GROUP]}), GROUP)


class TestOwnRole:
    def test_a_separate_role_passes(self) -> None:
        other = make(FUNCTION.type, {"role": "arn:aws:iam::123456789012:role/other"}, name="tagger")
        assert not judge(lambda_own_role.RULE, ROLE, FUNCTION, other)

    def test_a_role_of_the_program_that_two_share_is_refused_for_both(self) -> None:
        other = make(FUNCTION.type, {"role": UNKNOWN}, name="tagger", depends={"role": [ROLE]})
        assert violations(lambda_own_role.RULE, ROLE, FUNCTION, other) == [
            "the execution role is shared with tagger",
            "the execution role is shared with planner",
        ]

    def test_an_arn_that_two_share_is_refused(self) -> None:
        first, second = (
            make(FUNCTION.type, {"role": "arn:aws:iam::123456789012:role/all"}, name=name) for name in "ab"
        )
        assert len(violations(lambda_own_role.RULE, first, second)) == 2

    def test_a_role_from_nowhere_is_undecided(self) -> None:
        check_undecided(lambda_own_role.RULE, (make(FUNCTION.type, {"role": UNKNOWN}),))

    def test_no_role_is_refused(self) -> None:
        assert violations(lambda_own_role.RULE, make(FUNCTION.type))
