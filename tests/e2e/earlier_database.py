"""The stack's database as a restore brings it back: with rows, schema and passwords of an earlier time."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from psycopg2 import sql

from components.data.database import DATABASE_NAME
from database.credentials import USERS

#: The migration that the earlier database lacks, and what undoes it.
MISSING, UNDO = "0006_degraded_jobs", "ALTER TABLE jobs DROP COLUMN degraded_reason"
_COPY, _BROKEN = "alex_earlier", "alex_broken"


class EarlierDatabase:
    """A copy of the database as it is now, made older than it is. No test may use the stack meanwhile."""

    missing = MISSING

    def __init__(self, stack: Any) -> None:
        self._postgres = stack.postgres
        self._copy()
        with closing(self._postgres.connect(_COPY)) as connection, connection.cursor() as cursor:
            cursor.execute(UNDO)
            cursor.execute("DELETE FROM schema_migrations WHERE name = %s RETURNING name", [MISSING])
            assert cursor.fetchone() == (MISSING,)

    def take_over(self) -> None:
        """Puts the copy into the database's place, with passwords that no secret has."""
        with closing(self._postgres.connect()) as connection, connection.cursor() as cursor:
            _end_sessions(cursor)
            _rename(cursor, DATABASE_NAME, _BROKEN)
            _rename(cursor, _COPY, DATABASE_NAME)
            cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(_BROKEN)))
            for user in USERS:
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [user])
                if cursor.fetchone():
                    cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD 'of-an-earlier-day'").format(sql.Identifier(user)))

    def _copy(self) -> None:
        name = sql.Identifier(DATABASE_NAME)
        with closing(self._postgres.connect()) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT rolname FROM pg_database JOIN pg_roles ON pg_roles.oid = datdba WHERE datname = %s",
                           [DATABASE_NAME])  # fmt: skip
            [owner] = cursor.fetchone()
            # PostgreSQL copies a database only without sessions.
            cursor.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
            _end_sessions(cursor)
            made = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}")
            cursor.execute(made.format(sql.Identifier(_COPY), name, sql.Identifier(owner)))
            for database in (DATABASE_NAME, _COPY):
                cursor.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(database)))


def _end_sessions(cursor: Any) -> None:
    cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [DATABASE_NAME])


def _rename(cursor: Any, old: str, new: str) -> None:
    cursor.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new)))
