"""Migrations: split correctly, applied once, never changed afterwards."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from database.errors import MigrationError
from database.migrations import Migration, load_migrations, migrate, split_statements
from tests.lambdas.database_fixtures import Cluster

TWO = [
    Migration(1, "0001_one", "CREATE TABLE one (n integer); INSERT INTO one VALUES (1);"),
    Migration(2, "0002_two", "INSERT INTO one VALUES (2);"),
]


@pytest.mark.parametrize(
    ("sql", "statements"),
    [
        ("SELECT 1; SELECT 2", ["SELECT 1", "SELECT 2"]),
        ("SELECT ';'; SELECT 'it''s; so'", ["SELECT ';'", "SELECT 'it''s; so'"]),
        ('SELECT 1 AS "a;b";', ['SELECT 1 AS "a;b"']),
        ("DO $$ BEGIN x; y; END $$; SELECT $a$ $$;$$ $a$;", ["DO $$ BEGIN x; y; END $$", "SELECT $a$ $$;$$ $a$"]),
        ("-- it's; a comment\nSELECT 1 /* ; */;", ["SELECT 1"]),
        ("\n;;\n-- nothing\n", []),
    ],
    ids=["two", "in strings", "in names", "in dollar quotes", "in comments", "nothing"],
)
def test_only_a_semicolon_that_ends_a_statement_splits(sql: str, statements: list[str]) -> None:
    assert split_statements(sql) == statements


def test_a_checksum_does_not_depend_on_line_endings() -> None:
    assert Migration(1, "x", "a\nb\n").checksum == Migration(1, "x", "a\r\nb\r\n").checksum
    assert Migration(1, "x", "a\nb").checksum != Migration(1, "x", "a\nc").checksum


@pytest.mark.parametrize(
    "names", [["0001_a", "0003_b"], ["0001_a", "0001_b"], ["first"]], ids=["gap", "twins", "no number"]
)
def test_file_names_out_of_order_are_refused(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / f"{name}.sql").write_text("SELECT 1;")
    with pytest.raises(MigrationError, match=names[-1]):
        load_migrations(tmp_path)


@pytest.mark.local
def test_a_second_run_applies_nothing(cluster: Cluster) -> None:
    db = cluster.as_owner(cluster.new_database())
    assert migrate(db, load_migrations()) == [migration.name for migration in load_migrations()]
    assert migrate(db, load_migrations()) == []


@pytest.mark.local
def test_two_migrators_at_once_apply_each_migration_once(cluster: Cluster) -> None:
    db = cluster.as_owner(cluster.new_database())
    with ThreadPoolExecutor() as pool:
        applied = list(pool.map(lambda _: migrate(db, TWO), range(3)))
    assert sorted(name for names in applied for name in names) == ["0001_one", "0002_two"]
    assert db.query("Test", "SELECT n FROM one ORDER BY n") == [{"n": 1}, {"n": 2}]


@pytest.mark.local
def test_a_changed_migration_is_refused_and_what_follows_is_not_applied(cluster: Cluster) -> None:
    db = cluster.as_owner(cluster.new_database())
    migrate(db, TWO[:1])
    with pytest.raises(MigrationError, match="0001_one: was changed after it was applied"):
        migrate(db, [replace(TWO[0], sql="CREATE TABLE one (n bigint);"), TWO[1]])
    assert db.query("Test", "SELECT n FROM one") == [{"n": 1}]


@pytest.mark.local
def test_a_migration_that_fails_halfway_is_rolled_back(cluster: Cluster) -> None:
    db = cluster.as_owner(cluster.new_database())
    with pytest.raises(ClientError, match="division by zero"):
        migrate(db, [replace(TWO[0], sql="CREATE TABLE one (n integer); SELECT 1 / 0;")])
    assert migrate(db, TWO) == ["0001_one", "0002_two"]
