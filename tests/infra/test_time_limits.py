"""Every time limit leaves room for the work inside it, and for the cold start of what it calls."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent_runtime import handler, invoke
from agent_runtime.settings import DatabaseSettings, ModelSettings, PlannerSettings
from api import handler as api
from api import queue
from components.foundation import time_limits as limits
from components.foundation.functions import FUNCTIONS, SPECIALISTS
from database import data_api, overdue
from local.aws.emulator.rds_data.connections import STATEMENT_SECONDS
from planner import deliberation

SPECS = {spec.name: spec for spec in FUNCTIONS}


def test_each_limit_is_longer_than_what_it_waits_for():
    inside_out = [
        limits.MODEL_CALL,
        limits.AGENT,
        limits.SPECIALIST,
        limits.SPECIALIST_CALL,
        limits.PLANNER,
        limits.LEASE,
        limits.QUEUE_VISIBILITY,
        limits.MAX_RECEIVES * limits.QUEUE_VISIBILITY,
        limits.JOB,
    ]
    assert inside_out == sorted(set(inside_out))
    statement = [limits.STATEMENT_CALL_OF_API, limits.STATEMENT, limits.STATEMENT_CALL, limits.ROTATOR, limits.MIGRATOR]
    assert statement == sorted(set(statement))
    request = [limits.STATEMENT_CALL_OF_API, limits.API, limits.API_GATEWAY, limits.CLOUDFRONT, limits.CLIENT]
    assert request == sorted(set(request))


def test_a_caller_waits_for_the_cold_start_of_its_callee():
    assert limits.SPECIALIST_CALL - limits.SPECIALIST > limits.COLD_START
    assert limits.QUEUE_VISIBILITY - limits.LEASE > limits.COLD_START


def test_a_planner_has_time_for_its_first_decision_and_both_stages():
    work = limits.PLANNER - handler.RESERVE_SECONDS
    stage = deliberation.STAGE_SHARE * work

    assert stage >= limits.SPECIALIST_CALL, "a stage's share is enough for a specialist that starts cold"
    assert work - 2 * stage >= limits.MODEL_CALL
    assert invoke.LEAST_SECONDS > limits.COLD_START


def test_code_in_the_functions_keeps_the_same_constants():
    assert handler.RESERVE_SECONDS == limits.RESERVE
    assert overdue.PATIENCE.total_seconds() == limits.JOB
    assert (api.GATEWAY_SECONDS, api.COLD_START_SECONDS) == (limits.API_GATEWAY, limits.COLD_START)
    assert STATEMENT_SECONDS == limits.STATEMENT
    defaults: list[tuple[Any, str, float]] = [
        (ModelSettings, "read_timeout_seconds", limits.MODEL_CALL),
        (PlannerSettings, "specialist_timeout_seconds", limits.SPECIALIST_CALL),
        (PlannerSettings, "lease_seconds", limits.LEASE),
        (PlannerSettings, "max_attempts", limits.MAX_RECEIVES),
        (DatabaseSettings, "call_seconds", limits.STATEMENT_CALL_OF_API),
    ]
    assert [(model, name, model.model_fields[name].default) for model, name, _ in defaults] == defaults


@pytest.mark.parametrize("name", ["planner", "rotator", "migrator", "api"])
def test_one_hanging_statement_leaves_its_function_time_to_answer(prod: Any, name: str):
    variables = prod.one("Function", f"{name}-function")["environment"]["variables"]
    wait = float(variables["DATABASE_CALL_SECONDS"])

    assert data_api.CONNECT_SECONDS + wait + data_api.RESERVE_SECONDS < SPECS[name].timeout_seconds
    assert wait == limits.STATEMENT_CALL_OF_API if name == "api" else wait > limits.STATEMENT


def test_the_api_answers_before_api_gateway_gives_up():
    assert SPECS["api"].timeout_seconds < limits.API_GATEWAY
    assert queue.SECONDS + limits.STATEMENT_CALL_OF_API < limits.API


def test_the_stack_has_the_limits_of_the_table(prod: Any):
    variables = prod.one("Function", "planner-function")["environment"]["variables"]
    distribution = prod.one("Distribution", "website-distribution")
    (api_origin,) = [origin for origin in distribution["origins"] if origin["originId"] == "api"]

    assert {spec.timeout_seconds for spec in SPECIALISTS} == {limits.SPECIALIST}
    assert prod.one("Queue", "jobs-queue")["visibilityTimeoutSeconds"] == limits.QUEUE_VISIBILITY
    assert json.loads(prod.one("Queue", "jobs-queue")["redrivePolicy"])["maxReceiveCount"] == limits.MAX_RECEIVES
    assert float(variables["PLANNER_SPECIALIST_TIMEOUT_SECONDS"]) == limits.SPECIALIST_CALL
    assert float(variables["PLANNER_LEASE_SECONDS"]) == limits.LEASE
    assert float(variables["BEDROCK_READ_TIMEOUT_SECONDS"]) == limits.MODEL_CALL
    assert api_origin["customOriginConfig"]["originReadTimeout"] == limits.CLOUDFRONT


def test_the_table_of_the_docs_has_every_constant():
    shown = {seconds for _, seconds, _ in limits.table()}
    constants = {value for name, value in vars(limits).items() if name.isupper() and isinstance(value, int)}

    assert constants - shown <= {
        limits.COLD_START,
        limits.RESERVE,
        limits.WIRE,
        limits.BOOKKEEPING,
        limits.MAX_RECEIVES,
        limits.CLIENT,
        limits.ORIGIN_ROTATOR,
    }
