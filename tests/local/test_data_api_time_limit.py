"""A statement that outlasts its call is cancelled, or left to itself. A migration may take so long."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from botocore.exceptions import ClientError

from agent_runtime.settings import DatabaseSettings
from database import data_api, migrations
from database.data_api import DataApi
from database.errors import MigrationError, StillRunning
from database.migrations import Migration, migrate
from local.aws.emulator.rds_data.data_api import DataApi as EmulatedDataApi
from local.aws.postgres import Postgres
from tests.waiting import until

pytestmark = pytest.mark.local

SETTINGS = DatabaseSettings(cluster_arn="arn:cluster", secret_arn="arn:secret", name="")
_PATHS = {
    "execute_statement": "/Execute",
    "begin_transaction": "/BeginTransaction",
    "commit_transaction": "/CommitTransaction",
    "rollback_transaction": "/RollbackTransaction",
}


class Client:
    """The emulated Data API as a boto3 client, without HTTP."""

    def __init__(self, api: EmulatedDataApi) -> None:
        self._api = api

    def __getattr__(self, method: str) -> Callable[..., dict[str, Any]]:
        def call(**request: Any) -> dict[str, Any]:
            status, headers, body = self._api.answer(_PATHS[method], request)
            answer = json.loads(body)
            if status != 200:
                code = headers.get("x-amzn-errortype") or answer.get("__type", "")
                raise ClientError({"Error": {"Code": code, "Message": answer["message"]}}, method)
            return answer

        return call


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    try:
        server.wait_ready()
        yield server
    finally:
        server.stop()


@pytest.fixture
def made(postgres: Postgres) -> Callable[[float], DataApi]:
    """An empty database, whose statements may take this many seconds."""

    def create(seconds: float) -> DataApi:
        name = f"t{uuid.uuid4().hex}"
        with closing(postgres.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'p'")
            cursor.execute(f"CREATE DATABASE {name} OWNER {name}")
        emulated = EmulatedDataApi(postgres.port, lambda _: (name, "p", None), statement_seconds=seconds)
        return DataApi(Client(emulated), SETTINGS.model_copy(update={"name": name}))

    return create


@pytest.fixture(autouse=True)
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Metrics of the calls; a migration that goes on is looked at often."""
    names: list[str] = []
    monkeypatch.setattr(migrations, "_LOOK_SECONDS", 0.1)
    monkeypatch.setattr(data_api, "count", lambda name, /, **_: names.append(name))
    monkeypatch.setattr(data_api, "duration", lambda *_, **__: None)
    return names


def slow(seconds: float, then: str = "SELECT 1") -> Migration:
    return Migration(1, "0001_slow", f"CREATE TABLE slow (n integer); SELECT pg_sleep({seconds}); {then};")


def test_a_statement_that_takes_too_long_is_cancelled(made: Callable[[float], DataApi]) -> None:
    db = made(0.5)
    with pytest.raises(ClientError, match="StatementTimeoutException"):
        db.execute("Test", "CREATE TABLE things AS SELECT pg_sleep(60)::text")
    assert db.query("Test", "SELECT to_regclass('things')::text AS name") == [{"name": None}]


def test_a_statement_may_go_on_after_its_call(made: Callable[[float], DataApi]) -> None:
    db = made(0.5)
    with pytest.raises(StillRunning):
        db.execute_long("Test", "CREATE TABLE things AS SELECT pg_sleep(2)::text")
    until(lambda: db.query("Test", "SELECT to_regclass('things')::text AS name") == [{"name": "things"}], "it ends")


def test_a_statement_in_time_has_no_limit_left_behind(made: Callable[[float], DataApi]) -> None:
    db = made(0.5)
    db.execute_long("Test", "CREATE TABLE things (n integer)")
    with pytest.raises(ClientError, match="StatementTimeoutException"):
        db.execute("Test", "SELECT pg_sleep(60)")
    with pytest.raises(ClientError, match="already exists"):
        db.execute_long("Test", "CREATE TABLE things (n integer)")


def test_a_migration_that_outlasts_its_call_is_applied_once_and_is_no_error(
    made: Callable[[float], DataApi], counted: list[str]
) -> None:
    db, text = made(0.5), slow(3, "INSERT INTO slow VALUES (7)")

    assert migrate(db, [text]) == ["0001_slow"]
    assert migrate(db, [text]) == []
    assert db.query("Test", "SELECT n FROM slow") == [{"n": 7}]
    assert counted == []


def test_a_migration_that_fails_after_its_call_is_an_error_and_leaves_nothing(made: Callable[[float], DataApi]) -> None:
    db = made(0.5)
    with pytest.raises(MigrationError, match="0001_slow: failed after the Data API had stopped waiting"):
        migrate(db, [slow(2, "SELECT 1 / 0")])
    assert db.query("Test", "SELECT to_regclass('slow')::text AS name") == [{"name": None}]
    assert migrate(db, [slow(0)]) == ["0001_slow"]


def test_a_second_migrator_waits_for_a_migration_that_goes_on(made: Callable[[float], DataApi]) -> None:
    db, text, applied = made(0.5), slow(3, "INSERT INTO slow VALUES (7)"), list[list[str]]()
    first = threading.Thread(target=lambda: applied.append(migrate(db, [text])))
    first.start()
    running = "SELECT count(*) AS n FROM pg_stat_activity WHERE query LIKE 'DO %' AND state = 'active'"
    until(lambda: db.query("Test", running)[0]["n"] == 1, "it runs")

    migrate(db, [text])
    first.join()
    assert db.query("Test", "SELECT n FROM slow") == [{"n": 7}]
    assert ["0001_slow"] in applied


def test_an_invocation_that_is_over_says_what_to_do(
    made: Callable[[float], DataApi], monkeypatch: pytest.MonkeyPatch
) -> None:
    db = made(0.3)
    monkeypatch.setattr(DataApi, "seconds_left", 0.0)
    with pytest.raises(MigrationError, match="0001_slow: is still running; migrate again to wait for its end"):
        migrate(db, [slow(3)])


@pytest.mark.soak
def test_a_migration_with_one_statement_of_24_seconds_is_applied(made: Callable[[float], DataApi]) -> None:
    assert migrate(made(45), [slow(24)]) == ["0001_slow"]


@pytest.mark.soak
def test_a_migration_with_one_statement_of_50_seconds_is_applied(made: Callable[[float], DataApi]) -> None:
    assert migrate(made(45), [slow(50)]) == ["0001_slow"]
