"""The API starts a job's functions once per idle period, after its message, and never at the response's expense."""

from __future__ import annotations

import json
import socket
import threading
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from fastapi import FastAPI

from agent_runtime import settings
from agent_runtime.portfolio.snapshot import RetirementGoal
from agent_runtime.telemetry import metrics
from api import warm_ups as module
from api.queue import QueueUnavailable
from api.submit_analysis import _needed  # pyright: ignore[reportPrivateUsage]
from api.warm_ups import MOST_AT_ONCE, WARM_SECONDS, WarmUps, warm_ups
from database.accounts import Accounts
from database.data_api import DataApi
from database.portfolio.outline import outline
from database.portfolio.portfolios import Portfolios
from database.portfolio.snapshot import as_analysed
from database.users import Users
from holdings.document import AccountKind
from planner.needs import needs
from tests.lambdas.api_fixtures import Api, FakeQueue
from tests.lambdas.database_fixtures import hold
from tests.waiting import until

SPECIALISTS = ("tagger", "reporter", "charter", "retirement")
ALIASES = {name: f"alex-test-{name}:live" for name in SPECIALISTS}
GOAL = RetirementGoal(years_until_retirement=20, target_annual_income=10_000, annual_contribution=0)


class Lambda:
    """Records invocations, or refuses them."""

    def __init__(self) -> None:
        self.invoked: list[str] = []
        self.refuses = False
        self.before: list[int] = []
        self.queue: FakeQueue | None = None
        self._lock = threading.Lock()

    def invoke(self, FunctionName: str, InvocationType: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803 - boto3's
        assert (InvocationType, json.loads(Payload)) == ("Event", {"warmUp": True})
        with self._lock:
            self.before.append(len(self.queue.sent) if self.queue else 0)
            self.invoked.append(FunctionName)
        if self.refuses:
            raise ClientError({"Error": {"Code": "TooManyRequestsException", "Message": "Rate exceeded"}}, "Invoke")
        return {"StatusCode": 202}

    def take(self) -> list[str]:
        taken, self.invoked = sorted(self.invoked), []
        return taken


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def client() -> Lambda:
    return Lambda()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ahead(client: Lambda, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> WarmUps:
    """Waits for its invocations, however slow the machine is."""
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 300)
    return WarmUps(client, ALIASES, clock)


def aliases(*names: str) -> list[str]:
    return sorted(ALIASES[name] for name in names)


def test_a_function_is_started_once_per_idle_period(ahead: WarmUps, client: Lambda, clock: Clock) -> None:
    ahead.send(["reporter", "charter"], 0)
    assert client.take() == aliases("reporter", "charter")
    clock.now += WARM_SECONDS - 1
    ahead.send(["tagger", "reporter", "charter"], 0)
    assert client.take() == aliases("tagger")
    # The second job kept them warm.
    clock.now += WARM_SECONDS - 1
    ahead.send(["reporter", "charter"], 0)
    assert client.take() == []
    clock.now += WARM_SECONDS
    ahead.send(["reporter", "charter"], 0)
    assert client.take() == aliases("reporter", "charter")


def test_a_burst_starts_no_more_than_the_planner_can_use(ahead: WarmUps, client: Lambda) -> None:
    ahead.send(["reporter"], MOST_AT_ONCE)
    assert client.take() == []


def test_a_refusal_is_counted_and_logged(
    ahead: WarmUps, client: Lambda, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    client.refuses = True
    ahead.send(["reporter", "charter"], 0)
    metrics.flush()
    assert sum(json.loads(capsys.readouterr().out)["WarmUpFailures"]) == 2
    # Where the handlers of other functions were loaded before, the logger of libraries repeats them.
    told = [record for record in caplog.records if record.message == "a function could not be warmed up"]
    assert {vars(record)["function"] for record in told} == {"reporter", "charter"}


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Lambda endpoint that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.getsockname()[1]}")
        monkeypatch.setenv("WARM_UP_FUNCTIONS", json.dumps(ALIASES))
        settings.warm_up_settings.cache_clear()
        warm_ups.cache_clear()
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
        yield
        warm_ups.cache_clear()


@pytest.mark.usefixtures("hanging")
def test_a_lambda_service_that_hangs_is_given_up(capsys: pytest.CaptureFixture[str]) -> None:
    failures = 0

    def all_failed() -> bool:
        nonlocal failures
        metrics.flush()
        failures += sum(sum(json.loads(line)["WarmUpFailures"]) for line in capsys.readouterr().out.splitlines())
        return failures == len(SPECIALISTS)

    warm_ups().send(SPECIALISTS, 0)
    # The response does not wait for them.
    until(all_failed, lambda: failures)


def test_without_functions_nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WARM_UP_FUNCTIONS", raising=False)
    monkeypatch.setattr(module.boto3, "client", lambda *_, **__: pytest.fail("no client is needed"))
    warm_ups.cache_clear()
    warm_ups().send(SPECIALISTS, 0)
    warm_ups.cache_clear()


@pytest.fixture
def owner(api: Api, api_app: FastAPI, queue: FakeQueue, ahead: WarmUps, client: Lambda, db: DataApi) -> Api:
    """A user with cash to analyse, of an API that warms up."""
    Accounts(db).create(str(api.user), "Brokerage", AccountKind.TAXABLE, Decimal(100))
    # Jobs of other tests are no burst.
    db.execute("Test", "UPDATE jobs SET created_at = now() - interval '1 day'")
    api_app.dependency_overrides[warm_ups] = lambda: ahead
    client.queue = queue
    return api


@pytest.mark.local
def test_a_job_starts_its_functions_after_its_message(owner: Api, client: Lambda) -> None:
    assert owner("POST", "/api/analyze").status == 202
    assert client.take() == aliases("reporter", "charter")
    assert client.before == [1, 1]
    assert owner("POST", "/api/analyze").status == 202
    assert client.take() == []


@pytest.mark.local
def test_a_job_that_is_not_queued_or_not_new_starts_nothing(owner: Api, client: Lambda, queue: FakeQueue) -> None:
    queue.error = QueueUnavailable("down")
    assert owner("POST", "/api/analyze").status == 503
    queue.error = None
    assert client.take() == []
    first = owner("POST", "/api/analyze", headers={"idempotency-key": "monday"})
    assert client.take() == aliases("reporter", "charter")
    again = owner("POST", "/api/analyze", headers={"idempotency-key": "monday"})
    assert again.json["job_id"] == first.json["job_id"]
    assert client.take() == []


@pytest.mark.local
def test_refused_warm_ups_change_nothing_for_the_client(owner: Api, client: Lambda, queue: FakeQueue) -> None:
    client.refuses = True
    answer = owner("POST", "/api/analyze")
    assert (answer.status, queue.sent) == (202, [answer.json["job_id"]])
    assert client.take() == aliases("reporter", "charter")


@pytest.mark.local
def test_the_jobs_of_all_users_count_as_a_burst(owner: Api, client: Lambda, db: DataApi) -> None:
    for number in range(MOST_AT_ONCE):
        user = f"burst-{uuid.uuid4()}"
        Accounts(db).create(user, "Brokerage", AccountKind.TAXABLE, Decimal(number + 1))
        db.query("Test", "SELECT * FROM start_job(:user, :id, NULL, 0, now())", user=user, id=uuid.uuid4())
    assert owner("POST", "/api/analyze").status == 202
    assert client.take() == []


@pytest.mark.local
@pytest.mark.parametrize("unclassified", [False, True])
@pytest.mark.parametrize("goal", [None, GOAL])
def test_the_functions_are_those_that_the_planner_calls(
    db: DataApi, user_id: str, unclassified: bool, goal: RetirementGoal | None
) -> None:
    account = Accounts(db).create(user_id, "Brokerage", AccountKind.TAXABLE, Decimal(100))
    Users(db).put(user_id, "Ada", goal, "")
    if unclassified:
        hold(db, user_id, account.account_id, "SOFI", 1, Decimal("18.21"))
    stored = Portfolios(db).get(user_id)
    assert _needed(outline(db, user_id)) == needs(as_analysed(stored.portfolio, stored.today))
