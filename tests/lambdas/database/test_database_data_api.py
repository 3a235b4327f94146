"""Retries while Aurora resumes, and their limits."""

from __future__ import annotations

import datetime
import socket
import time
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, EndpointConnectionError, ReadTimeoutError

from agent_runtime.settings import database_settings
from agent_runtime.telemetry import metrics
from database import data_api
from database.data_api import DataApi
from database.errors import DatabaseUnavailable, LoginRefused
from tests.lambdas.lambda_context import lambda_context


class FakeClient:
    """Raises the given errors, then succeeds."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls: list[str] = []
        self.rollback_error: Exception | None = None

    def __getattr__(self, method: str) -> Any:
        def call(**_: Any) -> dict[str, Any]:
            self.calls.append(method)
            if self.errors and method == "execute_statement":
                raise self.errors.pop(0)
            if self.rollback_error and method == "rollback_transaction":
                raise self.rollback_error
            return {"numberOfRecordsUpdated": 1, "transactionId": "t"}

        return call


def refused(code: str, message: str = "no") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "ExecuteStatement")


OLD_PASSWORD = refused("DatabaseErrorException", "FATAL: password authentication failed; SQLState: 28P01")


def database(client: FakeClient) -> DataApi:
    return DataApi(client, database_settings())


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


@pytest.fixture(autouse=True)
def emitted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    monkeypatch.setattr(data_api, "count", lambda name, /, **_: names.append(name))
    monkeypatch.setattr(data_api, "duration", lambda name, _ms, /, **_: names.append(name))
    return names


@pytest.mark.parametrize(
    "error",
    [
        refused("DatabaseResumingException"),
        refused("DatabaseUnavailableException"),
        EndpointConnectionError(endpoint_url="http://x"),
        refused("DatabaseErrorException", "FATAL: too many connections; SQLState: 53300"),
        refused("BadRequestException", "FATAL: the database system is starting up; SQLState: 57P03"),
    ],
    ids=["resuming", "no writer", "no connection", "too many connections", "starting up"],
)
def test_a_statement_that_did_not_run_is_run_again(error: Exception, pauses: list[float], emitted: list[str]) -> None:
    client = FakeClient(error, error)
    assert database(client).execute("Test", "SELECT 1") == 1
    assert len(client.calls) == 3
    assert len(pauses) == 2
    assert emitted == ["DataApiLatency"]


def test_a_statement_that_postgresql_refuses_is_not_run_again(emitted: list[str]) -> None:
    client = FakeClient(refused("DatabaseErrorException", "ERROR: no; SQLState: 23505"))
    with pytest.raises(ClientError):
        database(client).execute("Test", "SELECT 1")
    assert len(client.calls) == 1
    assert emitted == ["DataApiErrors"]


@pytest.mark.parametrize(
    ("error", "raised", "calls"),
    [
        pytest.param(refused("InvalidSecretException"), DatabaseUnavailable, 1, id="bad secret"),
        pytest.param(OLD_PASSWORD, LoginRefused, 3, id="old password"),
    ],
)
def test_a_refused_login_counts_as_a_connection_error(
    error: Exception, raised: type[Exception], calls: int, emitted: list[str]
) -> None:
    client = FakeClient(*[error] * 10)
    with pytest.raises(raised):
        database(client).execute("Test", "SELECT 1")
    assert len(client.calls) == calls
    assert emitted == ["DataApiErrors", "DatabaseConnectionErrors"]


def test_a_login_between_two_rotations_is_tried_again_with_the_new_password(emitted: list[str]) -> None:
    client = FakeClient(OLD_PASSWORD, OLD_PASSWORD)
    assert database(client).execute("Test", "SELECT 1") == 1
    assert emitted == ["DataApiLatency"]


@pytest.mark.parametrize("lost", [ReadTimeoutError, ConnectionClosedError])
def test_a_lost_connection_is_a_connection_error_and_its_statement_is_not_run_again(
    lost: type[ReadTimeoutError | ConnectionClosedError], emitted: list[str]
) -> None:
    client = FakeClient(lost(endpoint_url="http://x"))
    with pytest.raises(DatabaseUnavailable):
        database(client).execute("Test", "SELECT 1")
    assert len(client.calls) == 1
    assert emitted == ["DataApiErrors", "DatabaseConnectionErrors"]


def test_each_caller_has_its_own_limit_for_a_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    settings = database_settings().model_copy(update={"call_seconds": 50})
    config = data_api.data_api_client(settings).meta.config

    assert config.connect_timeout + config.read_timeout == data_api.CONNECT_SECONDS + 50
    assert config.retries == {"mode": "standard", "total_max_attempts": 1}


def test_a_statement_ends_with_the_invocation_even_if_its_caller_may_wait_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A server that never answers, a limit of 50 s, and an invocation with a second left."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("AWS_ENDPOINT_URL_RDS_DATA", f"http://127.0.0.1:{silent.getsockname()[1]}")
        settings = database_settings().model_copy(update={"call_seconds": 50})
        db = DataApi(data_api.data_api_client(settings), settings)
        left = int((data_api.RESERVE_SECONDS + 1) * 1000)
        db.bound_by(lambda_context(left))
        started = time.monotonic()
        with pytest.raises(DatabaseUnavailable) as raised:
            db.execute("Test", "SELECT 1")
    assert isinstance(raised.value.__cause__, ReadTimeoutError)
    assert time.monotonic() - started < 50


def test_a_client_that_waits_less_than_the_function_bounds_its_statements() -> None:
    db = database(FakeClient())
    db.bound_by(lambda_context(29_000), most_seconds=20)
    assert db.seconds_left <= 20 - data_api.RESERVE_SECONDS


def test_waiting_ends_before_the_invocation_does(pauses: list[float]) -> None:
    client = FakeClient(*[refused("DatabaseResumingException")] * 3)
    db = database(client)
    db.bound_by(lambda_context(1000))
    with pytest.raises(DatabaseUnavailable):
        db.execute("Test", "SELECT 1")
    assert pauses == []


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Time that passes by sleeping only: seconds since the start, in a list of one."""
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += max(seconds, 0.01)

    class Now(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:
            return datetime.datetime(2026, 1, 1, tzinfo=tz) + datetime.timedelta(seconds=now[0])

    monkeypatch.setattr(time, "sleep", sleep)
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr("backoff._sync.datetime.datetime", Now)
    return now


def waited(clock: list[float], longest_wait: float | None, invocation_seconds: int = 300) -> float:
    """How long a statement waits for a database that does not resume."""
    client = FakeClient(*[refused("DatabaseResumingException")] * 1000)
    db, context = database(client), lambda_context(invocation_seconds * 1000)
    db.bound_by(context) if longest_wait is None else db.bound_by(context, longest_wait)
    before = clock[0]
    with pytest.raises(DatabaseUnavailable):
        db.execute("Test", "SELECT 1")
    return clock[0] - before


def test_functions_that_start_work_wait_longer_for_a_paused_database_than_the_api(clock: list[float]) -> None:
    api, worker = waited(clock, None), waited(clock, data_api.PATIENT_SECONDS)

    assert api == pytest.approx(data_api.RESUME_SECONDS, abs=1)
    assert worker == pytest.approx(data_api.PATIENT_SECONDS, abs=1)
    assert data_api.PATIENT_SECONDS > 3 * data_api.RESUME_SECONDS
    assert waited(clock, data_api.PATIENT_SECONDS, invocation_seconds=60) < 60


@pytest.mark.parametrize("function", ["planner", "migrator", "rotator"])
def test_the_patient_functions_say_so(function: str) -> None:
    handler = Path(data_api.__file__).parents[1] / function / "handler.py"

    assert "bound_by(context, PATIENT_SECONDS)" in handler.read_text()


def test_an_error_inside_a_transaction_rolls_it_back_and_is_not_retried() -> None:
    client = FakeClient(refused("DatabaseUnavailableException"))
    with pytest.raises(DatabaseUnavailable), database(client).transaction() as inside:
        inside.execute("Test", "SELECT 1")
    assert client.calls == ["begin_transaction", "execute_statement", "rollback_transaction"]


def test_a_failed_rollback_does_not_hide_the_first_error() -> None:
    client = FakeClient(refused("DatabaseErrorException", "ERROR: no; SQLState: 23505"))
    client.rollback_error = refused("TransactionNotFoundException")
    with pytest.raises(ClientError, match="23505"), database(client).transaction() as inside:
        inside.execute("Test", "SELECT 1")
    assert client.calls[-1] == "rollback_transaction"


def test_every_metric_is_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_api, "count", metrics.count)
    monkeypatch.setattr(data_api, "duration", metrics.duration)
    with pytest.raises(DatabaseUnavailable):
        database(FakeClient(refused("SecretsErrorException"))).execute("Test", "SELECT 1")
    database(FakeClient()).execute("Test", "SELECT 1")
