"""Brings the schema up to date: SQL files in order, each as one statement, each exactly once."""

from __future__ import annotations

import hashlib
import itertools
import re
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from aws_lambda_powertools import Logger
from botocore.exceptions import ClientError

from database.data_api import DataApi
from database.errors import MigrationError, StillRunning

logger = Logger(child=True)

FOLDER = Path(__file__).with_name("migrations")

#: Keys of the advisory locks that keep two migrators apart: "alex" in ASCII, and another for the table of migrations,
#: which nobody holds for long.
_LOCK = 0x616C6578
_LOCK_HISTORY = _LOCK + 1
#: SQLSTATE, ours, of a migration that another migrator has just applied.
_OTHERS = "AX001"
#: Of a statement for the Data API, in characters.
_LONGEST = 65_536
#: Between two looks at a migration that goes on.
_LOOK_SECONDS = 2.0

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
        MigrationError: an applied migration has changed since, and nothing was applied; or one takes longer than this
            invocation, and the following ones were not applied.
    """
    with db.transaction() as locked:
        # In FROM, because the function returns void, which the Data API does not know as a column type.
        locked.query("Migrations.lock", "SELECT 1 AS locked FROM pg_advisory_xact_lock(:key)", key=_LOCK_HISTORY)
        locked.execute("Migrations.prepare", _HISTORY)
        missing = [migration for migration in migrations if not _is_applied(locked, migration)]
    return [migration.name for migration in missing if _apply(db, migration)]


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
    try:
        db.execute_long("Migrations.apply", script(migration))
    except StillRunning:
        _wait(db, migration)
    except ClientError as error:
        if _OTHERS not in str(error):
            raise
        # Another migrator was faster, maybe one with another text.
        _is_applied(db, migration)
        return False
    return True


def script(migration: Migration) -> str:
    """The migration as one statement, which is applied as a whole or not at all, also after its caller has left.

    A transaction of the Data API would not do: what becomes of one whose statement outlasts its call is not documented.
    Raises MigrationError for a text that is longer than the Data API takes.
    """
    steps = "\n".join(f"EXECUTE {_quoted(statement)};" for statement in split_statements(migration.sql))
    block = _BLOCK.format(
        mark=_mark(migration),
        lock=_LOCK,
        others=_OTHERS,
        steps=steps,
        version=migration.version,
        name=migration.name,
        checksum=migration.checksum,
    )
    sql = f"DO {_quoted(block)}"
    if len(sql) > _LONGEST:
        raise MigrationError(f"{migration.name}: must be at most {_LONGEST} characters long; split it")
    return sql


def _quoted(text: str) -> str:
    """A string constant that needs no escapes, whatever dollar quotes the text has."""
    number = next(number for number in itertools.count() if f"$alex{number}$" not in text)
    return f"$alex{number}${text}$alex{number}$"


def _mark(migration: Migration) -> str:
    return f"alex migration {migration.name}"


def _is_applied(db: DataApi, migration: Migration) -> bool:
    """Raises MigrationError if another text was applied under this number."""
    seen = db.query(
        "Migrations.seen",
        "SELECT checksum FROM schema_migrations WHERE version = :version",
        version=migration.version,
    )
    if seen and seen[0]["checksum"] != migration.checksum:
        raise MigrationError(f"{migration.name}: was changed after it was applied; write a new migration instead")
    return bool(seen)


def _wait(db: DataApi, migration: Migration) -> None:
    """Until the migration, which goes on in the database, has ended.

    Raises:
        MigrationError: it failed, or it takes longer than this invocation.
    """
    logger.warning("the migration takes long; waiting for it", migration=migration.name)
    while True:
        # In this order: what runs no longer has been recorded by now, or has failed.
        runs = db.query("Migrations.running", _RUNNING, mark=_mark(migration))[0]["running"]
        if _is_applied(db, migration):
            return
        if not runs:
            raise MigrationError(f"{migration.name}: failed after the Data API had stopped waiting; see its log")
        if db.seconds_left < _LOOK_SECONDS:
            raise MigrationError(f"{migration.name}: is still running; migrate again to wait for its end")
        time.sleep(_LOOK_SECONDS)


#: The values are this repository's. A block takes no parameters.
_BLOCK = """BEGIN -- {mark}
PERFORM pg_advisory_xact_lock({lock});
IF EXISTS (SELECT FROM schema_migrations WHERE version = {version}) THEN
    RAISE EXCEPTION SQLSTATE '{others}';
END IF;
{steps}
INSERT INTO schema_migrations (version, name, checksum) VALUES ({version}, '{name}', '{checksum}');
END"""

_RUNNING = """
    SELECT count(*) AS running FROM pg_stat_activity
    WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid() AND position(:mark in query) > 0
"""

_HISTORY = """
    CREATE TABLE IF NOT EXISTS schema_migrations (
        version integer PRIMARY KEY,
        name text NOT NULL,
        checksum text NOT NULL,
        applied_at timestamptz(3) NOT NULL DEFAULT now()
    )
"""
