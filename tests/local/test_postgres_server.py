from __future__ import annotations

import os
from contextlib import closing
from typing import Any

import psycopg2
import pytest

from local.aws import postgres
from local.aws.postgres import Postgres
from local.aws.superuser import Superuser
from local.errors import LocalError

pytestmark = pytest.mark.local


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as somebody else")
def test_it_starts_where_the_unprivileged_user_cannot_reach_the_installed_binaries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postgres, "_runs_as", lambda *_: False)
    server = Postgres()
    home = server._home
    try:
        server.wait_ready()
        with closing(server.connect()) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        assert (home / "software").is_dir()
    finally:
        server.stop()
    assert not home.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PGSSLMODE", "require"),
        ("PGSERVICE", "production"),
        ("PGOPTIONS", "-c search_path=nowhere"),
        ("PGTARGETSESSIONATTRS", "read-only"),
    ],
)
def test_the_users_variables_for_another_server_change_nothing(
    cloud: Any, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    server = Superuser(cloud.postgres.port, cloud.postgres.password)
    with closing(server.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        assert cursor.fetchone() == ('"$user", public',)


def test_it_starts_without_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PATH")
    server = Postgres()
    try:
        server.wait_ready()
    finally:
        server.stop()


def test_nobody_gets_in_without_the_password(cloud: object) -> None:
    server: Postgres = cloud.postgres  # pyright: ignore
    with pytest.raises(psycopg2.OperationalError, match="authentication failed"):
        psycopg2.connect(host="127.0.0.1", port=server.port, user=server.superuser, password="guess", dbname="postgres")


def test_a_start_that_fails_is_one_line_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(postgres._SETTINGS, "no_such_setting", "on")
    server = Postgres()
    with pytest.raises(LocalError, match=r"^PostgreSQL ended at start with exit code \d+: .*no_such_setting"):
        server.wait_ready()
    server.stop()
    assert not server._home.exists()
