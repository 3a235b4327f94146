"""Functions, their aliases, event sources and runtimes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from policies.engine import UNKNOWN
from policies.rules.lambda_ import (
    lambda_alias_version,
    lambda_cmk,
    lambda_env_https,
    lambda_log_level,
    lambda_partial_batch,
    lambda_reserved_concurrency,
    lambda_runtime_latest,
    lambda_runtime_supported,
)
from policies.rules.lambda_._runtimes import READ_ON, why_unsupported
from policies.rules.resource_policies import lambda_no_public_invoke, lambda_permission_names_source
from policies.testing import changed, judge, make, violations
from tests.guardrails.rule_table import Row, table_tests

FUNCTION = make(
    "aws:lambda/function:Function",
    {
        "kmsKeyArn": UNKNOWN,
        "environment": {"variables": {"BASE_URL": "https://a.example", "LOG_LEVEL": "INFO"}},
        "loggingConfig": {"applicationLogLevel": "INFO"},
        "reservedConcurrentExecutions": 20,
        "runtime": "python3.13",
    },
    "function",
)
ALIAS = make("aws:lambda/alias:Alias", {"functionVersion": "7"}, "live")
QUEUE = make("aws:sqs/queue:Queue", {"name": "jobs"}, "jobs")
MAPPING = make(
    "aws:lambda/eventSourceMapping:EventSourceMapping",
    {"eventSourceArn": UNKNOWN, "functionResponseTypes": ["ReportBatchItemFailures"]},
    "mapping",
    depends={"eventSourceArn": [QUEUE]},
)
PERMISSION = make(
    "aws:lambda/permission:Permission",
    {"principal": "apigateway.amazonaws.com", "sourceArn": UNKNOWN, "action": "lambda:InvokeFunction"},
    "permission",
)

TestTable = table_tests(
    (
        Row(lambda_cmk.RULE, FUNCTION, "kmsKeyArn", (None, "alias/aws/lambda"), unknown_decides=False),
        Row(lambda_log_level.RULE, FUNCTION, "loggingConfig.applicationLogLevel", ("DEBUG", "TRACE"), (None, "WARN")),
        Row(
            lambda_log_level.RULE,
            FUNCTION,
            "environment.variables.LOG_LEVEL",
            ("DEBUG", "trace"),
            (None,),
            unknown_decides=False,
        ),
        Row(
            lambda_env_https.RULE,
            FUNCTION,
            "environment.variables.BASE_URL",
            ("http://a.example",),
            ("http://127.0.0.1:9", None),
            unknown_decides=False,
        ),
        Row(lambda_reserved_concurrency.RULE, FUNCTION, "reservedConcurrentExecutions", (101, 1000), (100,)),
        Row(lambda_alias_version.RULE, ALIAS, "functionVersion", ("$LATEST",)),
        Row(lambda_partial_batch.RULE, MAPPING, "functionResponseTypes", ([], None), (), (QUEUE,)),
        Row(lambda_no_public_invoke.RULE, PERMISSION, "principal", ("*",), ("123456789012",)),
        Row(lambda_permission_names_source.RULE, PERMISSION, "action", ("lambda:*",), ("lambda:InvokeFunctionUrl",)),
    )
)


def test_outside_production_a_function_may_talk() -> None:
    debugging = changed(FUNCTION, "loggingConfig.applicationLogLevel", "DEBUG")
    plain = changed(FUNCTION, "environment.variables.BASE_URL", "http://a.example")
    assert not judge(lambda_log_level.RULE, debugging, stack="local")
    assert not judge(lambda_env_https.RULE, plain, stack="local")


def test_an_empty_environment_needs_no_key() -> None:
    assert not judge(lambda_cmk.RULE, make(FUNCTION.type, {"environment": {"variables": {}}}))


def test_an_organization_may_invoke() -> None:
    whole = make(PERMISSION.type, {**PERMISSION.properties, "principal": "*", "principalOrgId": "o-1"})
    assert not judge(lambda_no_public_invoke.RULE, whole)


def test_sources_that_send_no_batches_are_left_out() -> None:
    kafka = make(MAPPING.type, {"eventSourceArn": "arn:aws:kafka:us-east-1:123456789012:cluster/a"})
    stream = make(MAPPING.type, {"eventSourceArn": "arn:aws:kinesis:us-east-1:123456789012:stream/a"})
    assert not judge(lambda_partial_batch.RULE, kafka)
    assert violations(lambda_partial_batch.RULE, stream) == ["one failed message repeats its whole batch"]


@pytest.mark.parametrize(
    "runtime", ["ruby4.0", "java11", "java8.al2", "java8.al2023", "java17.al2023", "python3.15", "nodejs26.x"]
)
def test_runtimes_that_aws_maintains(runtime: str) -> None:
    assert not why_unsupported(runtime, READ_ON)


def test_a_runtime_that_ended_names_its_day() -> None:
    ended = violations(lambda_runtime_supported.RULE, changed(FUNCTION, "runtime", "dotnet8"))
    assert ended == ["AWS maintains the runtime until 2026-11-10"]


def test_a_runtime_ends_after_its_day() -> None:
    last = date(2027, 6, 30)
    assert not why_unsupported("python3.11", last)
    assert why_unsupported("python3.11", last + timedelta(days=1))


@pytest.mark.parametrize("runtime", ["python3.14", "python3.15", "java25", "nodejs26.x"])
def test_newer_than_the_latest_dated_is_latest_too(runtime: str) -> None:
    assert not judge(lambda_runtime_latest.RULE, changed(FUNCTION, "runtime", runtime))
