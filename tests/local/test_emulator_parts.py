"""Parts of the emulator that need no server."""

from __future__ import annotations

import json
from types import ModuleType

import pytest

from local.emulator.alarms import new_state
from local.emulator.bedrock import model_arn
from local.emulator.emf import Datum, metrics_of
from local.emulator.metric_math import evaluate, parse
from local.emulator.wraps import existing
from local.errors import LocalError


@pytest.mark.parametrize(
    ("values", "missing", "state"),
    [
        pytest.param([1, 9, 9], "missing", "ALARM", id="enough periods breach"),
        pytest.param([9, 1, 1], "missing", "OK", id="too few periods breach"),
        pytest.param([None, None, None], "missing", "INSUFFICIENT_DATA", id="no data"),
        pytest.param([None, None, None], "notBreaching", "OK", id="no data is good"),
        pytest.param([None, None, 1], "breaching", "ALARM", id="no data is bad"),
        pytest.param([None, None, None], "ignore", "before", id="no data keeps the state"),
    ],
)
def test_an_alarm_needs_its_number_of_breaching_periods(values: list[float | None], missing: str, state: str) -> None:
    assert new_state("before", values, lambda value: value > 5, 2, missing) == state


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
    with pytest.raises(ValueError, match="the embedded AWS knows"):
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


def test_a_function_of_ministack_that_changed_is_named_with_the_release_that_is_expected() -> None:
    changed = ModuleType("ministack.core.thing")
    vars(changed)["enforce"] = lambda key, renamed: None
    with pytest.raises(LocalError, match=r"ministack 1\.5\.33 is expected, .* has no ministack\.core\.thing\.enforce"):
        existing(changed, "enforce", "key", "action")
