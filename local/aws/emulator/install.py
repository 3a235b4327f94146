"""Installs every addition to ministack, in the order that they need."""

from __future__ import annotations

from pathlib import Path

from local.aws.emulator import (
    bedrock,
    cache_users,
    cancelled_rotation,
    departures,
    ecs_tasks,
    queue_metrics,
    scheduled_calls,
    secret_rotation,
    transport,
)
from local.aws.emulator.apigateway import api_metrics, http_api
from local.aws.emulator.cloudwatch import alarms, emf, metric_points
from local.aws.emulator.cloudwatch.alarm_clock import AlarmClock
from local.aws.emulator.iam import authorization, cloudfront_arns, decision_log, key_permissions, task_arns
from local.aws.emulator.lambda_ import (
    failed_events,
    function_logs,
    function_metrics,
    function_output,
    role_calls,
)
from local.aws.emulator.lambda_.snapshots import snap_start
from local.aws.emulator.lambda_.starts import bytecode, interpreter, start_delay, unpacked
from local.aws.emulator.rds_data import data_api


def install(
    *, postgres_port: int, model_url: str, iam_log: Path, clock: AlarmClock, function_start_delay: float
) -> None:
    """Installs all additions. Call it once, before ministack serves.

    Args:
        postgres_port: of the PostgreSQL server behind the Data API.
        model_url: of the fake Bedrock model.
        iam_log: file that receives every authorization decision.
        clock: rate at which alarm time passes.
        function_start_delay: seconds that every start of a function takes longer.

    Raises:
        LocalError: if the installed ministack is another release than the expected one.
    """
    transport.install()
    authorization.check_installed()
    # The log comes before whatever writes to it, and key permissions before the role calls that ask them.
    write_decision = decision_log.install(iam_log)
    key_allows = key_permissions.install(write_decision)
    data_api.install(postgres_port)
    # Before Bedrock's, which wraps the same function and keeps its parameters less exactly.
    cloudfront_arns.install()
    task_arns.install()
    bedrock.install(model_url)
    metric_points.install(clock)
    emf.install()
    # After EMF's: metrics in a log that may not be written are no metrics.
    role_calls.install(write_decision, key_allows)
    failed_events.install()
    unpacked.install()
    bytecode.install()
    interpreter.install()
    start_delay.install(function_start_delay)
    snap_start.install()
    function_metrics.install(clock)
    function_logs.install()
    function_output.install()
    api_metrics.install()
    http_api.install()
    queue_metrics.install(clock)
    secret_rotation.install()
    cancelled_rotation.install()
    scheduled_calls.install(write_decision)
    ecs_tasks.install()
    cache_users.install()
    alarms.install(clock)
    departures.install(bedrock.MODEL_PATH)
