"""Connections that the embedded Data API uses again, on the real PostgreSQL."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest

from local.aws.emulator.rds_data.connections import MOST_IDLE, Connections, Lease, Login

pytestmark = pytest.mark.local


class Server:
    """The PostgreSQL of the session, as its superuser."""

    def __init__(self, postgres: Any) -> None:
        self.postgres = postgres

    def run(self, statement: str) -> list[Any]:
        with closing(self.postgres.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def server(cloud: Any) -> Server:
    return Server(cloud.postgres)


@pytest.fixture
def login(server: Server) -> Iterator[Login]:
    user = f"u{uuid.uuid4().hex}"
    server.run(f"CREATE ROLE {user} LOGIN PASSWORD 'first password'")
    yield Login(user, "first password", "postgres")
    server.run(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '{user}'")
    server.run(f"DROP ROLE {user}")


@pytest.fixture
def connections(server: Server) -> Iterator[Connections]:
    connections = Connections(server.postgres.port)
    yield connections
    connections.forget()


def ask(lease: Lease, statement: str) -> Any:
    with lease.connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


def use(connections: Connections, login: Login, statement: str = "SELECT pg_backend_pid()") -> Any:
    lease = connections.take(login)
    try:
        return ask(lease, statement)
    finally:
        connections.give_back(lease)


def test_a_connection_that_was_given_back_is_used_again(connections: Connections, login: Login) -> None:
    assert use(connections, login) == use(connections, login)


def test_two_who_ask_at_once_get_one_each(connections: Connections, login: Login) -> None:
    first, second = connections.take(login), connections.take(login)
    assert ask(first, "SELECT pg_backend_pid()") != ask(second, "SELECT pg_backend_pid()")
    connections.give_back(first)
    connections.give_back(second)


def test_nothing_of_a_session_is_left_for_the_next(connections: Connections, login: Login) -> None:
    lease = connections.take(login)
    backend = ask(lease, "SELECT pg_backend_pid()")
    ask(lease, "SET search_path TO elsewhere")
    ask(lease, "CREATE TEMPORARY TABLE left_behind ()")
    ask(lease, "SELECT pg_advisory_lock(7)")
    lease.connection.autocommit = False
    ask(lease, "SELECT 1")
    connections.give_back(lease)

    assert use(connections, login, "SHOW search_path") == '"$user", public'
    assert use(connections, login, "SELECT to_regclass('pg_temp.left_behind')") is None
    assert use(connections, login, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 0
    assert use(connections, login, "SHOW statement_timeout") == "45s"
    assert use(connections, login) == backend


def test_a_connection_that_the_server_ended_is_replaced(connections: Connections, login: Login, server: Server) -> None:
    backend = use(connections, login)
    server.run(f"SELECT pg_terminate_backend({backend}, 5000)")
    assert use(connections, login) != backend


def test_once_passwords_are_forgotten_an_old_one_is_refused(
    connections: Connections, login: Login, server: Server
) -> None:
    taken = connections.take(login)
    use(connections, login)
    server.run(f"ALTER ROLE {login.user} PASSWORD 'second password'")
    connections.forget()
    # Whoever is at work is not cut off, and nobody comes in by the way he leaves open.
    assert ask(taken, "SELECT 1") == 1
    connections.give_back(taken)
    with pytest.raises(psycopg2.OperationalError, match="authentication failed"):
        connections.take(login)
    assert use(connections, login._replace(password="second password"))


def test_a_user_who_may_not_log_in_any_more_is_refused(connections: Connections, login: Login, server: Server) -> None:
    use(connections, login)
    server.run(f"ALTER ROLE {login.user} NOLOGIN")
    with pytest.raises(psycopg2.OperationalError, match="not permitted to log in"):
        connections.take(login)


def test_the_number_kept_is_bounded(connections: Connections, login: Login, server: Server) -> None:
    for lease in [connections.take(login) for _ in range(MOST_IDLE + 3)]:
        connections.give_back(lease)
    open_now = f"SELECT count(*) FROM pg_stat_activity WHERE usename = '{login.user}' AND state = 'idle'"
    # A backend takes a moment to leave.
    while (count := server.run(open_now)[0][0]) > MOST_IDLE:
        pass
    assert count == MOST_IDLE
