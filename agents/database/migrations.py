"""Brings the schema up to date: SQL files in order, each in one transaction, each exactly once."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from database.data_api import DataApi
from database.errors import MigrationError

FOLDER = Path(__file__).with_name("migrations")

#: Key of the advisory lock that keeps two migrators apart: "alex" in ASCII.
_LOCK = 0x616C6578

_FILE = re.compile(r"(?P<version>\d{4})_(?P<name>[a-z0-9_]+)")

# Comments and quotations, in which a `;` does not end a statement, and the `;` that does.
_TOKEN = re.compile(
    r"""(?P<comment>--[^\n]*|/\*.*?\*/)
      | (?P<quoted>'(?:[^']|'')*' | "(?:[^"]|"")*" | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$)
      | (?P<end>;)
      | (?P<other>.)""",
    re.DOTALL | re.VERBOSE,
)


@dataclass(frozen=True)
class Migration:
    """One file of the migrations folder. It must not change after it was applied anywhere."""

    version: int
    name: str
    sql: str

    @cached_property
    def checksum(self) -> str:
        """SHA-256 of the text, in hex; line endings do not count."""
        return hashlib.sha256("\n".join(self.sql.splitlines()).encode()).hexdigest()


def load_migrations(folder: Path = FOLDER) -> list[Migration]:
    """The migrations in order. Raises MigrationError for a wrong file name or a gap in the numbers."""
    migrations: list[Migration] = []
    for position, path in enumerate(sorted(folder.glob("*.sql")), start=1):
        match = _FILE.fullmatch(path.stem)
        if match is None:
            raise MigrationError(f"{path.name}: must be named like 0001_what_it_does.sql")
        if int(match["version"]) != position:
            raise MigrationError(f"{path.name}: must be number {position:04}, numbers have no gaps and no twins")
        migrations.append(Migration(position, path.stem, path.read_text(encoding="utf-8")))
    return migrations


def migrate(db: DataApi, migrations: list[Migration]) -> list[str]:
    """Applies the migrations that are missing in the database, and returns their names.

    Args:
        db: as the user that owns the schema.
        migrations: all of them, in order.

    Raises:
        MigrationError: an applied migration has changed since. It and the following ones are not applied.
    """
    with db.transaction() as locked:
        _lock(locked)
        locked.execute("Migrations.prepare", _HISTORY)
    return [migration.name for migration in migrations if _apply(db, migration)]


def split_statements(sql: str) -> list[str]:
    """The statements of a script, without comments: the Data API takes one at a time.

    Knows quoted strings, quoted names and dollar quotes; not nested comments and not backslashes in E'' strings.
    """
    statements, current = list[str](), ""
    for token in _TOKEN.finditer(sql):
        if token["end"]:
            statements.append(current)
            current = ""
        else:
            current += " " if token["comment"] else token[0]
    return [statement.strip() for statement in [*statements, current] if statement.strip()]


def _apply(db: DataApi, migration: Migration) -> bool:
    with db.transaction() as locked:
        _lock(locked)
        seen = locked.query(
            "Migrations.seen",
            "SELECT checksum FROM schema_migrations WHERE version = :version",
            version=migration.version,
        )
        if seen:
            if seen[0]["checksum"] != migration.checksum:
                raise MigrationError(
                    f"{migration.name}: was changed after it was applied; write a new migration instead"
                )
            return False
        for statement in split_statements(migration.sql):
            locked.execute("Migrations.apply", statement)
        locked.execute(
            "Migrations.record",
            "INSERT INTO schema_migrations (version, name, checksum) VALUES (:version, :name, :checksum)",
            version=migration.version,
            name=migration.name,
            checksum=migration.checksum,
        )
    return True


def _lock(transaction: DataApi) -> None:
    """Waits until no other migrator is in a transaction. The end of this transaction releases the lock."""
    # In FROM, because the function returns void, which the Data API does not know as a column type.
    transaction.query("Migrations.lock", "SELECT 1 AS locked FROM pg_advisory_xact_lock(:key)", key=_LOCK)


_HISTORY = """
    CREATE TABLE IF NOT EXISTS schema_migrations (
        version integer PRIMARY KEY,
        name text NOT NULL,
        checksum text NOT NULL,
        applied_at timestamptz(3) NOT NULL DEFAULT now()
    )
"""
