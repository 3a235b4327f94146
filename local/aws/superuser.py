"""The superuser of the PostgreSQL server behind the embedded AWS.

Only `local/` has it, as RDS gives none to its users.
"""

from __future__ import annotations

import os
from contextlib import closing
from typing import Any

import psycopg2
from psycopg2 import sql

from local.processes.ports import LOOPBACK

_ROLES_OF = """
    SELECT role.rolname FROM pg_roles role
    JOIN pg_auth_members ON roleid = role.oid
    JOIN pg_roles creator ON creator.oid = member
    WHERE creator.rolname = %s AND role.rolname NOT LIKE 'pg\\_%%'
"""
"""PostgreSQL makes the creator of a role its member."""


class Superuser:
    """Access to the server on this port, in the process that started it or in another one."""

    superuser = "rdsadmin"

    def __init__(self, port: int, password: str) -> None:
        self.port, self.password = port, password
        # libpq takes from them what a connection does not say, and they are meant for another server.
        for name in [name for name in os.environ if name.startswith("PG")]:
            del os.environ[name]

    def connect(self, database: str = "postgres") -> Any:
        """A psycopg2 connection as the superuser, in autocommit mode."""
        connection = psycopg2.connect(
            host=LOOPBACK, port=self.port, user=self.superuser, password=self.password, dbname=database
        )
        connection.autocommit = True
        return connection

    def create_cluster(self, master: str, password: str, database: str | None) -> None:
        """Creates the database and its master user, who is not a superuser, as RDS does for a new cluster."""
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            role = sql.Identifier(master)
            cursor.execute(
                sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER CREATEDB CREATEROLE PASSWORD {}").format(
                    role, sql.Literal(password)
                )
            )
            if database is not None:
                cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), role))

    def drop_cluster(self, master: str, database: str | None) -> None:
        """Removes the database, the master user and the users that it created. What is gone already is no error."""
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            if database is not None:
                cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))
            cursor.execute(_ROLES_OF, [master])
            created = [name for (name,) in cursor.fetchall()]
            for role in (*created, master):
                cursor.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))
