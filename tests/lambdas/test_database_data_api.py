"""Patience with a database that is waking up, and its limits."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from agent_runtime import metrics
from agent_runtime.settings import database_settings
from database import data_api
from database.data_api import DataApi
from database.errors import DatabaseUnavailable


class FakeClient:
    """Answers with the errors it is given, then with success."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls: list[str] = []

    def __getattr__(self, method: str) -> Any:
        def call(**_: Any) -> dict[str, Any]:
            self.calls.append(method)
            if self.errors and method == "execute_statement":
                raise self.errors.pop(0)
            return {"numberOfRecordsUpdated": 1, "transactionId": "t"}

        return call


def refused(code: str, message: str = "no") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "ExecuteStatement")


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
    ],
    ids=["waking up", "no writer", "no connection"],
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
    "error",
    [
        refused("InvalidSecretException"),
        refused("DatabaseErrorException", "FATAL: password authentication failed; SQLState: 28P01"),
    ],
    ids=["bad secret", "old password"],
)
def test_a_database_that_lets_nobody_in_counts_as_a_connection_error(error: Exception, emitted: list[str]) -> None:
    with pytest.raises(DatabaseUnavailable):
        database(FakeClient(error)).execute("Test", "SELECT 1")
    assert emitted == ["DataApiErrors", "DatabaseConnectionErrors"]


def test_waiting_ends_before_the_invocation_does(pauses: list[float]) -> None:
    client = FakeClient(*[refused("DatabaseResumingException")] * 3)
    db = database(client)
    db.bound_by(SimpleNamespace(get_remaining_time_in_millis=lambda: 1000))
    with pytest.raises(DatabaseUnavailable):
        db.execute("Test", "SELECT 1")
    assert pauses == []


def test_an_error_inside_a_transaction_rolls_it_back_and_is_not_retried() -> None:
    client = FakeClient(refused("DatabaseUnavailableException"))
    with pytest.raises(DatabaseUnavailable), database(client).transaction() as inside:
        inside.execute("Test", "SELECT 1")
    assert client.calls == ["begin_transaction", "execute_statement", "rollback_transaction"]


def test_every_metric_is_one_that_alex_declares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_api, "count", metrics.count)
    monkeypatch.setattr(data_api, "duration", metrics.duration)
    with pytest.raises(DatabaseUnavailable):
        database(FakeClient(refused("SecretsErrorException"))).execute("Test", "SELECT 1")
    database(FakeClient()).execute("Test", "SELECT 1")
