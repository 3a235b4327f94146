"""How the plugin compares properties, fills defaults, and reads back what AWS answers."""

from __future__ import annotations

from typing import Any

import pytest

from local.provider.read_back import read_back
from local.provider.schema import deletes_first, replacing, with_defaults
from local.provider.values import UNKNOWN, changed, plain, secret, unmarked

ARCHIVE = {"4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7", "hash": "aa"}
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
INVOCATION = "aws:lambda/invocation:Invocation"
QUEUE = "aws:sqs/queue:Queue"
CLUSTER = "aws:rds/cluster:Cluster"
STAGE = "aws:apigatewayv2/stage:Stage"


@pytest.mark.parametrize(
    ("old", "new", "different"),
    [
        pytest.param({"a": 1}, {"a": 1.0}, set(), id="the same number"),
        pytest.param({"a": "x"}, {"a": secret("x")}, set(), id="the same value as a secret"),
        pytest.param({"a": "x"}, {"a": UNKNOWN}, {"a"}, id="a value that is not known yet"),
        pytest.param({"a": 1, "__defaults": ["a"]}, {"a": 1, "__defaults": []}, set(), id="a default, now set"),
        pytest.param({"a": ARCHIVE}, {"a": {**ARCHIVE, "path": "elsewhere"}}, set(), id="the same archive"),
        pytest.param({"a": ARCHIVE}, {"a": {**ARCHIVE, "hash": "bb"}}, {"a"}, id="another archive"),
        pytest.param({"a": [1, 2], "b": 1}, {"a": [2, 1]}, {"a", "b"}, id="another order, and one less"),
    ],
)
def test_a_change_is_a_difference_of_meaning(old: dict[str, Any], new: dict[str, Any], different: set[str]) -> None:
    assert changed(old, new) == different


def test_check_fills_the_defaults_of_the_provider_at_every_depth_and_says_which() -> None:
    filled = with_defaults(ALARM, {"name": "x", "treatMissingData": "ignore", "metricQueries": [{"id": "m"}]})

    assert (filled["actionsEnabled"], filled["__defaults"]) == (True, ["actionsEnabled"])
    assert filled["treatMissingData"] == "ignore"
    assert filled["metricQueries"] == [{"id": "m", "returnData": False, "__defaults": ["returnData"]}]


def test_what_aws_chooses_itself_is_no_default_of_check() -> None:
    # Computed in the provider's schema: a cluster without it has one day, which only AWS says.
    filled = with_defaults(CLUSTER, {"backupRetentionPeriod": None, "engine": "aurora-postgresql"})

    assert filled["backupRetentionPeriod"] is None
    assert filled["deleteAutomatedBackups"] is True


def test_a_block_has_its_defaults_only_where_it_is_given() -> None:
    filled = with_defaults(STAGE, {"apiId": "a", "defaultRouteSettings": {"throttlingBurstLimit": 5}})

    assert filled["defaultRouteSettings"]["dataTraceEnabled"] is False
    assert "routeSettings" not in filled


def test_a_cluster_in_another_mode_or_from_another_time_is_another_cluster() -> None:
    assert replacing(CLUSTER, {"engineMode", "engineVersion"}, {}) == {"engineMode"}
    assert replacing(CLUSTER, {"restoreToPointInTime"}, {}) == {"restoreToPointInTime"}


def test_a_handler_gets_what_the_program_says_and_no_default() -> None:
    inputs = with_defaults(ALARM, {"name": secret("x"), "metricQueries": [{"id": "m"}], "period": 60.0})

    assert plain(inputs) == {"name": "x", "metricQueries": [{"id": "m"}], "period": 60}


def test_outputs_carry_no_marks() -> None:
    assert unmarked({"a": [{"b": 1, "__defaults": ["b"]}], "__defaults": []}) == {"a": [{"b": 1}]}


def test_a_changed_input_invokes_again_or_once_more_as_the_scope_says() -> None:
    assert replacing(INVOCATION, {"input"}, {"lifecycleScope": "CREATE_ONLY"}) == {"input"}
    assert replacing(INVOCATION, {"input"}, {"lifecycleScope": "CRUD"}) == set()
    assert replacing(INVOCATION, {"triggers"}, {"lifecycleScope": "CRUD"}) == {"triggers"}


def test_a_replacement_under_the_same_name_deletes_first() -> None:
    assert replacing(QUEUE, {"fifoQueue", "delaySeconds"}, {}) == {"fifoQueue"}
    assert deletes_first({"name": "jobs", "fifoQueue": False}, {"name": "jobs", "fifoQueue": True})
    assert not deletes_first({"name": "jobs"}, {"name": "jobs.fifo"})


@pytest.mark.parametrize(
    ("inputs", "found", "expected"),
    [
        pytest.param({"delaySeconds": 3}, {"DelaySeconds": "3"}, {"delaySeconds": 3}, id="the same as text"),
        pytest.param({"delaySeconds": 3}, {"DelaySeconds": "4"}, {"delaySeconds": "4"}, id="another value"),
        pytest.param({"policy": '{"a": 1}'}, {"Policy": '{"a":1}'}, {"policy": '{"a": 1}'}, id="the same document"),
        pytest.param({"policy": '{"a": 1}'}, {"Policy": '{"a":2}'}, {"policy": '{"a":2}'}, id="another document"),
        pytest.param({"names": ["a", "b"]}, {"Names": ["b", "a"]}, {"names": ["a", "b"]}, id="the same set"),
        pytest.param({"names": ["a", "b"]}, {"Names": ["a"]}, {"names": ["a"]}, id="one less"),
        pytest.param({"a": 1}, {"A": 1, "Other": 2}, {"a": 1}, id="more than the program sets"),
        pytest.param(
            {"tags": {"a": "1", "b": "2"}},
            {"Tags": [{"Key": "a", "Value": "1"}, {"Key": "c", "Value": "3"}]},
            {"tags": {"a": "1", "c": "3"}},
            id="tags, of which one was added and one removed",
        ),
        pytest.param(
            {"rules": [{"status": "Enabled", "days": 3}]},
            {"Rules": [{"Status": "Disabled", "Days": 3, "ID": "x"}]},
            {"rules": [{"status": "Disabled", "days": 3}]},
            id="one property inside a list",
        ),
        pytest.param({"key": secret("a")}, {"Key": "b"}, {"key": secret("b")}, id="a secret stays one"),
        pytest.param({"a": 1, "__defaults": ["a"]}, {"A": 2}, {"a": 1, "__defaults": ["a"]}, id="a default"),
    ],
)
def test_reading_back_keeps_what_means_the_same(inputs: Any, found: Any, expected: Any) -> None:
    assert read_back(inputs, found) == expected


def test_a_null_is_the_same_as_nothing() -> None:
    assert plain({"name": "x", "rules": [{"overrides": None, "priority": 1}], "tags": None}) == {
        "name": "x",
        "rules": [{"priority": 1}],
    }
