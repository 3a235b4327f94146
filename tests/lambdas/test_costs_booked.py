"""`alex costs` from the jobs table: every job counts, and a user has the name that the traces show."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from agent_runtime.contracts import Usage
from cli.costs import booked as booked_module
from cli.costs.booked import PAGE, BookedCosts
from cli.costs.report import By
from tests.lambdas.database_fixtures import Cluster

#: Later than any other test's jobs.
SINCE = datetime(2999, 1, 1, tzinfo=UTC)

Job = tuple[str, str, dict[str, Usage]]
"""User, time of creation, usage by agent."""


def used(cost: float, **more: Any) -> Usage:
    return Usage(model_calls=2, input_tokens=100, cached_input_tokens=20, output_tokens=10, cost_usd=cost, **more)


@pytest.fixture
def booked(cluster: Cluster) -> Iterator[Any]:
    """Stores jobs, and gives the costs since SINCE."""
    names = SimpleNamespace(cluster_arn=cluster.arn, of=lambda _name: cluster.app_secret_arn)
    users = set[str]()
    account: Any = SimpleNamespace(client=cluster.aws.client, names=lambda: names)

    def store(*jobs: Job) -> BookedCosts:
        with closing(cluster.postgres.connect("alex")) as connection, connection.cursor() as cursor:
            for user, created, usage in jobs:
                users.add(user)
                cursor.execute(
                    "INSERT INTO users (user_id, pseudonym) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                    (user, f"name of {user}"),
                )
                spent = json.dumps({agent: each.model_dump(mode="json") for agent, each in usage.items()})
                cursor.execute(
                    "INSERT INTO jobs (job_id, user_id, created_at, usage, status, finished_at)"
                    " VALUES (%s, %s, %s, %s, 'completed', %s)",
                    (str(uuid.uuid4()), user, created, spent, created),
                )
            connection.commit()
        return BookedCosts(account)

    yield store
    with closing(cluster.postgres.connect("alex")) as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM users WHERE user_id = ANY(%s)", (list(users),))
        connection.commit()


def test_rows_add_up_to_the_total_for_every_grouping(booked: Any) -> None:
    costs = booked(
        ("ada", "2999-01-01T10:00Z", {"planner": used(0.01), "reporter": used(0.03)}),
        ("ada", "2999-01-02T23:30-02:00", {"planner": used(0.02)}),
        ("bob", "2999-01-02T10:00Z", {}),
    )
    found = {by: costs.report(by, SINCE) for by in (By.AGENT, By.USER, By.DAY)}
    assert [(row.key, row.jobs, row.model_calls) for row in found[By.AGENT].rows] == [
        ("planner", 2, 4),
        ("reporter", 1, 2),
    ]
    assert [(row.key, row.jobs) for row in found[By.USER].rows] == [("name of ada", 2), ("name of bob", 1)]
    assert [row.key for row in found[By.DAY].rows] == ["2999-01-01", "2999-01-02", "2999-01-03"]
    for report in found.values():
        assert (report.total.jobs, report.total.model_calls, report.total.tokens.total) == (3, 6, 390)
        assert sum(row.cost_usd for row in report.rows) == pytest.approx(report.total.cost_usd) == pytest.approx(0.06)
        assert sum(row.share for row in report.rows) == pytest.approx(1)


def test_jobs_before_the_period_do_not_count(booked: Any) -> None:
    costs = booked(("ada", "2999-01-01T00:00Z", {"planner": used(0.01)}))
    assert costs.report(By.USER, datetime(2999, 1, 1, 0, 0, 1, tzinfo=UTC)).rows == ()


def test_calls_of_unknown_cost_are_counted(booked: Any) -> None:
    unpriced = {"planner": used(0.0, unpriced_models=["m"]), "reporter": used(0.1, unpriced_models=["m"])}
    costs = booked(("ada", "2999-01-01T00:00Z", unpriced))
    assert {row.key: row.unpriced_calls for row in costs.report(By.AGENT, SINCE).rows} == {"planner": 2, "reporter": 1}


def test_more_users_than_one_answer_holds_are_all_listed(booked: Any) -> None:
    costs = booked(*((f"user-{n}", "2999-01-01T00:00Z", {"planner": used(0.01)}) for n in range(PAGE + 1)))
    report = costs.report(By.USER, SINCE)
    assert (len(report.rows), report.total.jobs) == (PAGE + 1, PAGE + 1)


def test_single_jobs_have_a_cost_as_a_whole_and_by_agent(booked: Any) -> None:
    unpriced = used(0.1, unpriced_models=["m"])
    costs = booked(
        ("ada", "2999-01-01T10:00Z", {"planner": used(0.01), "reporter": used(0.03)}),
        ("ada", "2999-01-02T10:00Z", {"planner": used(0.002)}),
        ("bob", "2999-01-02T10:00Z", {"planner": used(0.02), "reporter": unpriced}),
        ("bob", "2999-01-02T11:00Z", {}),
    )
    parts, jobs = costs.of_jobs(SINCE)
    assert parts == {"planner": [0.002, 0.01, 0.02], "reporter": [0.03, None]}
    assert jobs == [0.002, 0.04, None]
    assert costs.of_jobs(datetime(2999, 1, 3, tzinfo=UTC)) == ({}, [])


@pytest.mark.parametrize("a_row", [3, 4, 50])
def test_all_jobs_have_their_cost_however_many_fit_into_an_answer(
    booked: Any, monkeypatch: pytest.MonkeyPatch, a_row: int
) -> None:
    sql = booked_module._COSTS.replace("/ 5000", f"/ {a_row}")  # pyright: ignore[reportPrivateUsage]
    assert sql != booked_module._COSTS  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(booked_module, "_COSTS", sql)
    costs = booked(*(("ada", "2999-01-01T00:00Z", {"planner": used(n / 1000)}) for n in range(40)))
    parts, jobs = costs.of_jobs(SINCE)
    assert jobs == parts["planner"] == [n / 1000 for n in range(40)]
