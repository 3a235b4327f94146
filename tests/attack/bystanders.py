"""Fingerprints of everything the attackers do not own, to show that it is unchanged."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Any

from psycopg2 import sql

_OWNER_COLUMNS = ("user_id", "owner_id")
#: Queries for the schema's definitions, grants and roles.
_DEFINITIONS = (
    "SELECT table_name, column_name, data_type, column_default, is_nullable FROM information_schema.columns"
    " WHERE table_schema = 'public' ORDER BY 1, 2",
    "SELECT relname, relkind, relacl::text, relrowsecurity FROM pg_class"
    " WHERE relnamespace = 'public'::regnamespace ORDER BY 1",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
    "SELECT proname, prosrc, proacl::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1, 2",
    "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
    "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2",
    "SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolbypassrls, rolconfig::text"
    " FROM pg_roles ORDER BY 1",
    "SELECT roleid::regrole::text, member::regrole::text, admin_option FROM pg_auth_members ORDER BY 1, 2",
    "SELECT datname, datacl::text FROM pg_database ORDER BY 1",
    "SELECT extname, extversion FROM pg_extension ORDER BY 1",
)


class Bystanders:
    """Reads as the database's superuser: row-level security hides nothing.

    Args:
        postgres: the running server.
        database: the application's.
    """

    def __init__(self, postgres: Any, database: str) -> None:
        self._connection = postgres.connect(database)

    def close(self) -> None:
        self._connection.close()

    def run(self, statement: Any, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, tuple(values) or None)
            return cursor.fetchall() if cursor.description else []

    def fingerprint(self, attackers: list[str]) -> dict[str, Any]:
        """Per table, count and digest of the rows that no attacker owns; and all definitions."""
        return {table: self._digest(table, attackers) for table in self._tables()} | {
            "definitions": [self.run(statement) for statement in _DEFINITIONS]
        }

    def _digest(self, table: str, attackers: list[str]) -> tuple[Any, ...]:
        statement = sql.SQL(
            "SELECT count(*), md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM {} t WHERE {}"
        ).format(sql.Identifier(table), self._of_others(table))
        (found,) = self.run(statement, [attackers] if self._owner(table) else [])
        return found

    def _of_others(self, table: str) -> sql.Composable:
        """A condition on the table's rows with one parameter, the attackers; TRUE where rows have no owner."""
        match self._owner(table):
            case None:
                return sql.SQL("TRUE")
            case (column,):
                return sql.SQL("{} IS NULL OR {} <> ALL(%s)").format(sql.Identifier(column), sql.Identifier(column))
            case (column, parent, key):
                return sql.SQL("{} IN (SELECT {} FROM {} WHERE {})").format(
                    *map(sql.Identifier, (column, key, parent)), self._of_others(parent)
                )

    def _owner(self, table: str) -> tuple[str] | tuple[str, str, str] | None:
        """The column with the owner's id; or column, table and key of the row that a cascade deletes them with."""
        columns = [
            name
            for (name,) in self.run(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
                [table],
            )
        ]
        if own := [column for column in _OWNER_COLUMNS if column in columns]:
            return (own[0],)
        parents = self.run(
            "SELECT a.attname, c.confrelid::regclass::text, k.attname FROM pg_constraint c"
            " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " JOIN pg_attribute k ON k.attrelid = c.confrelid AND k.attnum = c.confkey[1]"
            " WHERE c.conrelid = %s::regclass AND c.contype = 'f' AND c.confdeltype = 'c'",
            [table],
        )
        return parents[0] if parents else None

    def _tables(self) -> list[str]:
        return [name for (name,) in self.run("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]

    @contextmanager
    def sleep_counted(self) -> Generator[SleepCount]:
        """Count calls of `pg_sleep` until the block ends, in a sequence, which a rollback does not undo.

        The built-in is renamed, not replaced: PostgreSQL calls built-in functions by number and ignores their body.
        """
        self.run("CREATE SEQUENCE public.slept")
        self.run("ALTER FUNCTION pg_catalog.pg_sleep(double precision) RENAME TO pg_really_sleep")
        self.run("""
            CREATE FUNCTION pg_catalog.pg_sleep(double precision) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS
            $$ BEGIN PERFORM nextval('public.slept'); END $$
        """)
        try:
            yield SleepCount(self)
        finally:
            self.run("DROP FUNCTION pg_catalog.pg_sleep(double precision)")
            self.run("ALTER FUNCTION pg_catalog.pg_really_sleep(double precision) RENAME TO pg_sleep")
            self.run("DROP SEQUENCE public.slept")


class SleepCount:
    def __init__(self, database: Bystanders) -> None:
        self._database = database

    def __int__(self) -> int:
        ((last, called),) = self._database.run("SELECT last_value, is_called FROM public.slept")
        return last if called else 0
