"""Many users at once, with locust: every request is answered, and every accepted job ends once. Speed is not judged."""

from __future__ import annotations

from typing import Any

import pytest

from bench.load.report import Report
from bench.load.run import Work, run
from bench.load.target import running_stack

pytestmark = [pytest.mark.local, pytest.mark.soak]


def requests_of(report: Report) -> set[str]:
    return {route.route for route in report.routes}


def test_every_request_of_concurrent_users_is_answered(alex: Any) -> None:
    report = run(running_stack(alex.stack, 10, prefix="investor"), Work("investors.py", jobs=5, seconds=20))
    assert report.faults == [], report.example_errors
    assert report.outcome.accepted == len(report.outcome.wall_seconds) <= 5
    assert {"GET /user", "GET /accounts", "GET /accounts/{id}/positions", "GET /jobs"} <= requests_of(report)
    assert {"Users.get", "Accounts.list_for", "Positions.list_for"} <= report.operations.keys()
    assert all(share.statements for share in report.shares)


def test_analyses_started_at_once_each_end_once(alex: Any) -> None:
    report = run(running_stack(alex.stack, 50, prefix="burst"), Work("burst.py", jobs=200, seconds=600))
    assert report.faults == [], report.example_errors
    assert report.outcome.accepted == len(report.outcome.wall_seconds) == 200
    assert max(depth.waiting + depth.in_flight for depth in report.depths) > 5
    assert (report.depths[-1].waiting, report.depths[-1].in_flight) == (0, 0)
