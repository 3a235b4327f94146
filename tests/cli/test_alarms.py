"""`alex alarms`: what CloudWatch says of the catalogue's alarms, in the order in which one reads it."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from rich.console import Console

from cli import alarms
from cli.alarms import alarm_states, print_alarms, show_alarms
from cli.shared.errors import UserError

AT = datetime(2026, 11, 24, 14, 5, 6, tzinfo=UTC)


def cloudwatch(*found: tuple[str, str], pages: int = 1, error: str = "") -> Any:
    """A client that CloudWatch answers with these alarms and states, on so many pages."""
    client = boto3.client(
        "cloudwatch", region_name="us-east-1", aws_access_key_id="nobody", aws_secret_access_key="nothing"
    )
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
def test_what_is_on_comes_first_and_of_that_what_users_notice(pages: int) -> None:
    states = alarm_states("local", cloudwatch(*FOUND, pages=pages))

    assert [(one.name, one.severity, one.state) for one in states] == [
        ("tagger-errors", "critical", "ALARM"),
        ("api-latency", "warning", "ALARM"),
        ("api-5xx", "critical", "INSUFFICIENT_DATA"),
        ("model-cost", "warning", "OK"),
    ]
    assert (states[0].since, states[0].runbook) == ("2026-11-24T14:05:06+00:00", "docs/runbooks/function-errors.md")


def test_the_alarms_of_two_regions_are_one_list() -> None:
    states = alarm_states("local", cloudwatch(FOUND[0]), cloudwatch(("firewall-blocked-surge", "OK")))

    assert [one.name for one in states] == ["firewall-blocked-surge", "model-cost"]


def test_an_alarm_that_the_catalogue_does_not_know_is_somebody_elses() -> None:
    assert [one.name for one in alarm_states("local", cloudwatch(FOUND[0], ("mine", "ALARM")))] == ["model-cost"]


def test_the_table_says_how_many_are_on() -> None:
    states = alarm_states("local", cloudwatch(*FOUND))
    shown = io.StringIO()
    print_alarms("local", [one for one in states if one.state == "ALARM"], states, Console(file=shown, width=120))

    assert "2026-11-24 14:05:06" in shown.getvalue()
    assert "model-cost" not in shown.getvalue()
    assert "stack local: 2 of 4 alarms are on" in shown.getvalue()


@pytest.mark.parametrize(("only_on", "names"), [(False, 4), (True, 2)])
def test_the_command_prints_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], only_on: bool, names: int
) -> None:
    monkeypatch.setattr(alarms, "_clients", lambda _: [cloudwatch(*FOUND)])
    show_alarms("local", only_on=only_on, as_json=True)
    printed = json.loads(capsys.readouterr().out)

    assert len(printed) == names
    assert printed[0]["name"] == "tagger-errors"
    assert printed[0]["reason"] == "why"


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        pytest.param({}, "stack local: it has no alarms in us-east-1", id="none"),
        pytest.param(
            {"error": "AccessDenied"},
            "stack local: its alarms could not be read: .*AccessDenied",
            id="no",
        ),
    ],
)
def test_what_cannot_be_read_is_one_line(
    monkeypatch: pytest.MonkeyPatch, client: dict[str, Any], expected: str
) -> None:
    monkeypatch.setattr(alarms, "_clients", lambda _: [cloudwatch(**client)])
    with pytest.raises(UserError, match=expected):
        show_alarms("local", only_on=False, as_json=False)


def test_an_unknown_stack_is_one_line() -> None:
    with pytest.raises(UserError, match="nowhere"):
        show_alarms("nowhere", only_on=False, as_json=False)
