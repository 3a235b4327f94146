"""`alex alarms`: states of the stack's alarms, firing ones first."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from rich.console import Console

from cli.alarms import states as reading
from cli.alarms.states import alarm_states
from cli.alarms.view import print_alarms, show_alarms
from cli.shared.errors import UserError

AT = datetime(2026, 11, 24, 14, 5, 6, tzinfo=UTC)


def cloudwatch(*found: tuple[str, str], pages: int = 1, error: str = "") -> Any:
    """A client whose CloudWatch has these alarms and states, on this many pages."""
    client = boto3.client("cloudwatch", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    stub = Stubber(client)
    if error:
        stub.add_client_error("describe_alarms", error)
    for page in range(pages):
        listed = [
            {"AlarmName": f"alex-local-{name}", "StateValue": state, "StateReason": "why", "StateUpdatedTimestamp": AT}
            for name, state in found[page::pages]
        ]
        more = {"NextToken": f"{page + 1}"} if page + 1 < pages else {}
        stub.add_response("describe_alarms", {"MetricAlarms": listed, "CompositeAlarms": [], **more})
    stub.activate()
    return client


FOUND = (("model-cost", "OK"), ("tagger-errors", "ALARM"), ("api-latency", "ALARM"), ("api-5xx", "INSUFFICIENT_DATA"))


@pytest.mark.parametrize("pages", [1, 2])
def test_firing_alarms_come_first_and_critical_ones_before_warnings(pages: int) -> None:
    states = alarm_states("local", cloudwatch(*FOUND, pages=pages))

    assert [(alarm.name, alarm.severity, alarm.state) for alarm in states] == [
        ("tagger-errors", "critical", "ALARM"),
        ("api-latency", "warning", "ALARM"),
        ("api-5xx", "critical", "INSUFFICIENT_DATA"),
        ("model-cost", "warning", "OK"),
    ]
    assert (states[0].since, states[0].runbook) == ("2026-11-24T14:05:06+00:00", "docs/runbooks/function-errors.md")


def test_the_alarms_of_two_regions_are_one_list() -> None:
    states = alarm_states("local", cloudwatch(FOUND[0]), cloudwatch(("firewall-blocked-surge", "OK")))

    assert [alarm.name for alarm in states] == ["firewall-blocked-surge", "model-cost"]


def test_an_alarm_that_the_program_does_not_define_is_left_out() -> None:
    found = alarm_states("local", cloudwatch(FOUND[0], ("mine", "ALARM")))
    assert [alarm.name for alarm in found] == ["model-cost"]


def test_the_alarms_of_a_stack_whose_name_begins_alike_are_not_this_stacks() -> None:
    with pytest.raises(UserError, match="stack local: no alarms in us-east-1"):
        alarm_states("local", cloudwatch(("eu-model-cost", "ALARM")))


def test_the_table_counts_the_firing_alarms() -> None:
    states = alarm_states("local", cloudwatch(*FOUND))
    shown = io.StringIO()
    print_alarms("local", [alarm for alarm in states if alarm.state == "ALARM"], states, Console(file=shown, width=120))

    assert "2026-11-24 14:05:06" in shown.getvalue()
    assert "model-cost" not in shown.getvalue()
    assert "stack local: 2 of 4 alarms firing" in shown.getvalue()


@pytest.mark.parametrize(("only_firing", "names"), [(False, 4), (True, 2)])
def test_the_command_prints_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], only_firing: bool, names: int
) -> None:
    monkeypatch.setattr(reading, "_clients", lambda _: [cloudwatch(*FOUND)])
    show_alarms("local", only_firing=only_firing, as_json=True)
    printed = json.loads(capsys.readouterr().out)

    assert len(printed) == names
    assert printed[0]["name"] == "tagger-errors"
    assert printed[0]["reason"] == "why"


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        pytest.param({}, "stack local: no alarms in us-east-1", id="none"),
        pytest.param(
            {"error": "AccessDenied"},
            "stack local: its alarms cannot be read: .*AccessDenied",
            id="access denied",
        ),
    ],
)
def test_unreadable_alarms_are_a_user_error(
    monkeypatch: pytest.MonkeyPatch, client: dict[str, Any], expected: str
) -> None:
    monkeypatch.setattr(reading, "_clients", lambda _: [cloudwatch(**client)])
    with pytest.raises(UserError, match=expected):
        show_alarms("local", only_firing=False, as_json=False)


def test_an_unknown_stack_is_a_user_error() -> None:
    with pytest.raises(UserError, match="nowhere"):
        show_alarms("nowhere", only_firing=False, as_json=False)
