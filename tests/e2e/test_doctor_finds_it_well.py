"""The doctor passes a fresh deployment, and finds planted faults."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator
from typing import Any

import pytest

from cli.doctor.check import State, run_checks
from cli.doctor.target import checks_of_running
from local.aws.edge import edge
from local.run_file import RunFile

pytestmark = pytest.mark.local


@pytest.fixture
def run(alex: Any) -> Iterator[RunFile]:
    with edge(alex.stack) as site:
        yield dataclasses.replace(alex.stack.run_file(0.0), token=alex.stack.token("doctor"), site_url=site)


#: Other tests of the session leave dead letters.
FAILURES_KEPT = {"Queue jobs-dlq is empty", "Queue dead-letters is empty"}


def unwell(run: RunFile) -> set[str]:
    checks = checks_of_running(run)
    outcomes = run_checks(checks, lambda _: None)
    failed = {check.name for check, each in zip(checks, outcomes, strict=True) if each.state is not State.GOOD}
    return failed - FAILURES_KEPT


def test_a_running_system_is_well(run: RunFile) -> None:
    assert unwell(run) == set()


def test_a_wrong_token_and_a_wrong_langfuse_are_found_and_nothing_else(alex: Any, run: RunFile) -> None:
    expired = alex.stack.issuer.mint("doctor", exp=int(time.time()) - 3600)
    broken = dataclasses.replace(run, token=expired, trace_url="http://127.0.0.1:9")
    assert unwell(broken) == {
        "API: a user's call",
        "Langfuse: health",
        "Langfuse: keys",
        "Langfuse: clock",
        "Langfuse: a generation with a tool call, sent and read back",
        "Langfuse: a score sent",
    }
