"""A pool of PostgreSQL connections, as the Data API has on Aurora."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

import psycopg2

from local.aws.emulator.rds_data.data_values import keep_text
from local.processes.ports import LOOPBACK

#: Idle connections kept for each login; further ones are closed.
MOST_IDLE = 16
#: The Data API's limit for a statement.
STATEMENT_SECONDS = 45.0
#: Whether PostgreSQL would let the session's user in if it came now. Its password is not to be seen.
_LET_IN = """
    SELECT rolcanlogin AND rolconnlimit <> 0 AND datallowconn AND datconnlimit <> 0 FROM pg_roles, pg_database
    WHERE rolname = session_user AND datname = current_database()
"""


class Login(NamedTuple):
    user: str
    password: str
    database: str


@dataclass(frozen=True)
class Lease:
    """A connection in exclusive use."""

    login: Login
    connection: Any
    generation: int


class Connections:
    """Safe to share between threads.

    Who asks for a connection gets one only where a new login would succeed: a password that was changed is refused,
    and so is a user or a database that admits no login.
    """

    def __init__(self, port: int, statement_seconds: float = STATEMENT_SECONDS) -> None:
        self._port = port
        self._statement_ms = round(statement_seconds * 1000)
        self._lock = threading.Lock()
        self._idle: dict[Login, list[Any]] = defaultdict(list)
        self._generation = 0

    def take(self, login: Login) -> Lease:
        """A connection in autocommit mode, without state of an earlier session. Raises psycopg2.Error."""
        while True:
            with self._lock:
                idle, generation = self._idle[login], self._generation
                connection = idle.pop() if idle else None
            if connection is None:
                return Lease(login, self._connect(login), generation)
            if _is_fresh(connection):
                return Lease(login, connection, generation)
            connection.close()

    def give_back(self, lease: Lease) -> None:
        """Returns a connection to the pool, unless it broke or passwords have changed since it was taken."""
        with self._lock:
            idle = self._idle[lease.login]
            keep = not lease.connection.closed and lease.generation == self._generation and len(idle) < MOST_IDLE
            if keep:
                idle.append(lease.connection)
        if not keep:
            lease.connection.close()

    def forget(self) -> None:
        """Discards all connections: passwords may have changed, so each user must log in again."""
        with self._lock:
            self._generation += 1
            dropped = [connection for idle in self._idle.values() for connection in idle]
            self._idle.clear()
        for connection in dropped:
            connection.close()

    def _connect(self, login: Login) -> Any:
        connection = psycopg2.connect(
            host=LOOPBACK,
            port=self._port,
            user=login.user,
            password=login.password,
            dbname=login.database,
            options=f"-c statement_timeout={self._statement_ms} -c idle_in_transaction_session_timeout=180s",
        )
        connection.autocommit = True
        keep_text(connection)
        return connection


def _is_fresh(connection: Any) -> bool:
    """Resets the session; False if it is lost, or if its user could no longer log in."""
    try:
        connection.rollback()
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("DISCARD ALL")
            cursor.execute(_LET_IN)
            return cursor.fetchone() == (True,)
    except psycopg2.Error:
        return False
