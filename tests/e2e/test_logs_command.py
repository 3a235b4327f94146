"""`alex logs` on the running system."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest

from cli.logs import view
from cli.logs.view import show_logs
from cli.run.portfolio_file import read_portfolio
from cli.shared.account import Account
from tests.e2e.conftest import SAMPLES

pytestmark = pytest.mark.local


@pytest.fixture
def job_ids(alex: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two jobs of the running stack, which the command reads too."""
    aws = alex.stack.aws
    session = boto3.Session(aws.access_key_id, aws.secret_access_key, region_name=aws.region)
    monkeypatch.setattr(view, "account_of", lambda stack: Account(stack, session, alex.stack.endpoint))
    portfolio = read_portfolio(SAMPLES / "starter.json")
    return [alex.analyse("logs-user", portfolio)["job_id"] for _ in range(2)]


def test_the_lines_of_one_job_are_printed_newest_last(job_ids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    show_logs("planner", "local", since="10m", job_id=job_ids[0], follow=False, as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert any("job finished" in line and "status=completed" in line for line in lines)
    assert all(job_ids[0] in line for line in lines)
    assert not any(job_ids[1] in line for line in lines)
    # The date and the time, in milliseconds: tools called within one may be printed in either order.
    times = [line.split()[:2] for line in lines]
    assert times == sorted(times)


def test_json_has_the_metrics_too(job_ids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    show_logs("reporter", "local", since="10m", job_id=None, follow=False, as_json=True)
    written = [json.loads(line)["line"] for line in capsys.readouterr().out.splitlines()]
    # A line of the interpreter itself is text, e.g. when an earlier test has stopped the function.
    lines = [line for line in written if isinstance(line, dict)]
    assert {line.get("job_id") for line in lines} >= set(job_ids)
    assert any("_aws" in line for line in lines)
