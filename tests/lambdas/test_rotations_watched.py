"""The housekeeper sees a rotation that never happened: by the date of the last one, whatever the schedule says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agent_runtime.settings import RotationSettings
from agent_runtime.telemetry import metrics
from housekeeper.rotations import watch_rotations

NOW = datetime(2026, 11, 29, 3, 17, tzinfo=UTC)
DATABASE, ORIGIN = "arn:database", "arn:origin"
SETTINGS = RotationSettings(days=30, secret_arns=f"{DATABASE},{ORIGIN}")


class Secrets:
    """Secrets Manager, whose secrets are as old as the test says."""

    def __init__(self, described: Mapping[str, dict[str, Any]]) -> None:
        self.described = described

    def describe_secret(self, *, SecretId: str) -> dict[str, Any]:  # noqa: N803 - boto3's
        return {"ARN": SecretId, **self.described[SecretId]}


@pytest.fixture(autouse=True)
def housekeeper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALEX_FUNCTION", "housekeeper")


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def rotated(days: float) -> dict[str, Any]:
    """A secret of last year, rotated so many days ago. Its next date is in the future, as after a failed attempt."""
    return {
        "CreatedDate": days_ago(400),
        "LastRotatedDate": days_ago(days),
        "NextRotationDate": NOW + timedelta(days=9),
    }


@pytest.mark.parametrize(
    ("database", "origin", "overdue"),
    [
        (rotated(1), rotated(29.9), 0),
        (rotated(33), rotated(2), 3),
        (rotated(33), rotated(35.5), 5.5),
        # Never rotated: a new stack has its time, too.
        ({"CreatedDate": days_ago(12)}, {"CreatedDate": days_ago(12)}, 0),
        ({"CreatedDate": days_ago(31)}, rotated(1), 1),
        # Its schedule was cancelled: Secrets Manager tells no longer that it was rotated yesterday.
        ({"CreatedDate": days_ago(400), "RotationEnabled": False}, rotated(1), 370),
    ],
)
def test_the_most_overdue_secret_counts(
    database: dict[str, Any], origin: dict[str, Any], overdue: float, capsys: pytest.CaptureFixture[str]
) -> None:
    metrics.flush()
    capsys.readouterr()

    assert watch_rotations(Secrets({DATABASE: database, ORIGIN: origin}), SETTINGS, NOW) == pytest.approx(overdue)

    metrics.flush()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    (emitted,) = [line for line in lines if "RotationOverdueDays" in line]
    assert emitted["RotationOverdueDays"] == pytest.approx([overdue])
    (directive,) = emitted["_aws"]["CloudWatchMetrics"]
    assert directive["Dimensions"] == [["Stack"]]


def test_an_overdue_secret_is_named(caplog: pytest.LogCaptureFixture) -> None:
    watch_rotations(Secrets({DATABASE: rotated(1), ORIGIN: rotated(40)}), SETTINGS, NOW)

    (record,) = [record for record in caplog.records if record.message == "a rotation is overdue"]
    assert (record.arns, record.overdue_days) == ([ORIGIN], 10)  # type: ignore[attr-defined]
