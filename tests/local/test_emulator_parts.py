"""Parts of the emulator that need no server."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import pytest

from components.foundation.settings.model_id import ModelId
from local.aws.emulator import queue_metrics, secret_rotation
from local.aws.emulator.apigateway.api_metrics import counts_of
from local.aws.emulator.bedrock import model_arn, models_behind
from local.aws.emulator.cloudwatch.alarm_clock import AlarmClock
from local.aws.emulator.cloudwatch.alarm_states import new_state
from local.aws.emulator.cloudwatch.emf import Datum, metrics_of
from local.aws.emulator.cloudwatch.log_filters import conditions
from local.aws.emulator.cloudwatch.metric_math import evaluate, parse
from local.aws.emulator.wraps import existing
from local.errors import LocalError

#: From CloudWatch's guide, "How alarm state is evaluated when data is missing": points from old to new, 0 within the
#: threshold, X beyond it, - missing; then the state when missing data is missing, ignored, breaching, not breaching.
#: The last row of each table, and `---X-` of the first, are from "Avoiding premature transitions to alarm state".
GUIDE_3_OF_3 = """
    0-X-X  OK ; OK ; OK ; OK
    ----0  OK ; OK ; OK ; OK
    -----  INSUFFICIENT_DATA ; before ; ALARM ; OK
    0XX-X  ALARM ; ALARM ; ALARM ; ALARM
    --X--  ALARM ; before ; ALARM ; OK
    ---X-  INSUFFICIENT_DATA ; before ; ALARM ; OK
    ----X  INSUFFICIENT_DATA ; before ; ALARM ; OK
"""
GUIDE_2_OF_3 = """
    0-X-X  ALARM ; ALARM ; ALARM ; ALARM
    00X0X  ALARM ; ALARM ; ALARM ; ALARM
    0-X--  OK ; OK ; ALARM ; OK
    ----0  OK ; OK ; ALARM ; OK
    ---X-  ALARM ; before ; ALARM ; OK
    ----X  INSUFFICIENT_DATA ; before ; ALARM ; OK
"""
READ = {"0": 1.0, "X": 9.0, "-": None}


def _guide(needed: int, table: str) -> list[Any]:
    return [
        pytest.param(needed, row.split()[0], missing, state.strip(), id=f"{needed} of 3, {row.split()[0]}, {missing}")
        for row in table.strip().splitlines()
        for missing, state in zip(
            ("missing", "ignore", "breaching", "notBreaching"), row.strip()[5:].split(";"), strict=True
        )
    ]


@pytest.mark.parametrize(("needed", "points", "missing", "state"), _guide(3, GUIDE_3_OF_3) + _guide(2, GUIDE_2_OF_3))
def test_an_alarm_decides_as_cloudwatchs_guide_says(needed: int, points: str, missing: str, state: str) -> None:
    newest_first = [READ[point] for point in reversed(points)]
    assert (
        new_state("before", newest_first, lambda value: value > 5, periods=3, needed=needed, missing=missing) == state
    )


def test_time_passes_faster_for_periods_and_the_age_of_messages_and_for_nothing_else() -> None:
    clock = AlarmClock(seconds_per_minute=2)
    messages = [{"visible_at": 0, "sent_at": 80.0}, {"visible_at": 200, "sent_at": 90.0}]

    assert (clock.real(300), clock.shown(20), clock.tick) == (10, 600, 1)
    assert queue_metrics.metrics_of(messages, 100.0, clock) == {
        "ApproximateNumberOfMessagesVisible": 1,
        "ApproximateNumberOfMessagesNotVisible": 1,
        "ApproximateAgeOfOldestMessage": 600,
    }
    assert AlarmClock().shown(20) == 20
    with pytest.raises(ValueError, match="seconds_per_minute must be more than 0 and 60 at most"):
        AlarmClock(0)


INIT = '{ $.type = "platform.report" && $.record.metrics.initDurationMs > 0 }'


@pytest.mark.parametrize(
    ("line", "matches"),
    [
        ({"type": "platform.report", "record": {"metrics": {"initDurationMs": 812.5}}}, True),
        ({"type": "platform.report", "record": {"metrics": {"durationMs": 3.0}}}, False),
        ({"type": "platform.start", "record": {"metrics": {"initDurationMs": 812.5}}}, False),
        ({"type": "platform.report", "record": "initDurationMs"}, False),
        ([], False),
    ],
    ids=["a cold start", "a warm one", "another line", "no metrics", "no object"],
)
def test_a_log_filter_takes_the_lines_that_meet_all_of_its_conditions(line: Any, matches: bool) -> None:
    assert all(condition.holds(line) for condition in conditions(INIT)) is matches


@pytest.mark.parametrize("pattern", ["ERROR", "{ $.a = 1 || $.b = 2 }", "{ $.a IS NULL }", "{ }", ""])
def test_a_filter_pattern_that_is_not_known_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="the embedded AWS supports conditions like"):
        conditions(pattern)


def test_an_answer_of_the_api_counts_once_and_as_the_error_that_it_is() -> None:
    assert [list(counts_of(status).values()) for status in (200, 404, 503)] == [[1, 0, 0], [1, 1, 0], [1, 0, 1]]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("100 * errors / calls", 25.0),
        ("errors / nothing", None),
        ("errors / zero", None),
        ("IF(calls > 3, errors, 0)", 1.0),
        ("FILL(nothing, 0) + MAX([errors, calls, nothing])", 4.0),
    ],
)
def test_metric_math_is_computed_over_one_period(expression: str, value: float | None) -> None:
    assert evaluate(parse(expression), {"errors": 1.0, "calls": 4.0, "zero": 0.0, "nothing": None}) == value


@pytest.mark.parametrize("expression", ["SEARCH('x', 'Sum')", "__import__('os')", "a.b", "1 +"])
def test_metric_math_that_is_not_known_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match="the embedded AWS supports"):
        parse(expression)


def test_every_value_of_an_emf_line_is_a_datum_per_set_of_dimensions() -> None:
    directive = {"Namespace": "Alex", "Dimensions": [["Stack"], []], "Metrics": [{"Name": "Runs", "Unit": "Count"}]}
    line = json.dumps({"_aws": {"CloudWatchMetrics": [directive]}, "Stack": "local", "Runs": [1, 2]})
    assert list(metrics_of(line)) == [
        Datum("Alex", "Runs", 1.0, "Count", {"Stack": "local"}),
        Datum("Alex", "Runs", 2.0, "Count", {"Stack": "local"}),
        Datum("Alex", "Runs", 1.0, "Count", {}),
        Datum("Alex", "Runs", 2.0, "Count", {}),
    ]
    assert list(metrics_of('{"_aws": "not a metric"}')) == []


@pytest.mark.parametrize(
    ("model", "arn"),
    [
        ("amazon.nova-pro-v1:0", "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-pro-v1:0"),
        ("eu.amazon.nova-pro-v1:0", "arn:aws:bedrock:eu-west-1:1:inference-profile/eu.amazon.nova-pro-v1:0"),
        ("arn:aws:bedrock:eu-west-1:1:prompt/x", "arn:aws:bedrock:eu-west-1:1:prompt/x"),
    ],
)
def test_a_model_call_is_authorized_on_the_model_or_its_profile(model: str, arn: str) -> None:
    assert model_arn(model, "eu-west-1", "1") == arn


@pytest.mark.parametrize("profile", ["us.amazon.nova-pro-v1:0", "global.amazon.nova-2-lite-v1:0"])
def test_a_call_through_a_profile_is_authorized_on_the_models_that_a_role_is_granted(profile: str) -> None:
    granted = ModelId.parse(profile, "us-west-2").foundation_model_arns("us-west-2")

    assert models_behind(profile, "us-west-2", "1") == list(granted)
    assert len(set(granted)) > 1


def test_a_model_without_a_profile_has_none_behind_it() -> None:
    assert models_behind("amazon.nova-pro-v1:0", "us-west-2", "1") == []


def test_a_function_of_ministack_that_changed_is_named_with_the_release_that_is_expected() -> None:
    changed = ModuleType("ministack.core.thing")
    vars(changed)["enforce"] = lambda key, renamed: None
    with pytest.raises(LocalError, match=r"ministack 1\.5\.33 is required; .* lacks ministack\.core\.thing\.enforce"):
        existing(changed, "enforce", "key", "action")


@pytest.mark.parametrize(
    ("answers", "succeeds"),
    [
        pytest.param([{"throttle": True}, {"throttle": True}, {}], True, id="throttled, then done"),
        pytest.param([{"throttle": True}, {"error": "Unhandled"}], False, id="throttled, then failed"),
        pytest.param([{"error": "Unhandled"}], False, id="failed"),
        pytest.param([{}], True, id="done"),
    ],
)
def test_a_step_of_a_rotation_that_was_throttled_is_tried_again_and_one_that_failed_is_not(
    monkeypatch: pytest.MonkeyPatch, answers: list[dict[str, Any]], succeeds: bool
) -> None:
    left = list(answers)

    def record_of(function_ref: str, account_id: str | None = None, region: str | None = None) -> Any:
        return {}, {}, None

    def configured(func: Any, config: Any) -> Any:
        return func

    def execute(func: Any, event: Any) -> dict[str, Any]:
        return left.pop(0)

    monkeypatch.setattr(secret_rotation.lambda_svc, "_get_func_record_for_ref_in_scope", record_of)
    monkeypatch.setattr(secret_rotation.lambda_svc, "_execution_record_for_config", configured)
    monkeypatch.setattr(secret_rotation.lambda_svc, "_execute_function_with_config_scope", execute)

    assert secret_rotation._invoker()("arn", {}) is succeeds
    assert left == []
