"""A migration works with the code before it, which serves while it runs, and with the code after it."""

from __future__ import annotations

import re
import uuid
from decimal import Decimal

import pytest

from database.data_api import DataApi
from database.job_claims import JobClaims
from database.jobs import Jobs
from database.migrations import Migration, load_migrations, migrate, split_statements
from database.portfolio.portfolios import Portfolios
from tests.lambdas.database_fixtures import Cluster

#: What fails under code that does not know of it. `-- contract: reason` in the file says that no live code uses it.
_BREAKS = re.compile(
    r"\bDROP\s+(TABLE|COLUMN|VIEW|FUNCTION|SCHEMA)\b|\bRENAME\b|\bALTER\s+COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE\b"
    r"|\bSET\s+NOT\s+NULL\b|\bADD\s+COLUMN\b(?!.*\bDEFAULT\b).*\bNOT\s+NULL\b",
    re.IGNORECASE | re.DOTALL,
)
_CONTRACT = re.compile(r"^-- contract: \S", re.MULTILINE)


def breaking(migration: Migration) -> list[str]:
    """Statements that code from before the migration may not survive."""
    if _CONTRACT.search(migration.sql):
        return []
    return [statement for statement in split_statements(migration.sql) if _BREAKS.search(statement)]


@pytest.mark.parametrize("migration", load_migrations(), ids=lambda migration: migration.name)
def test_no_migration_breaks_the_code_before_it(migration: Migration) -> None:
    assert breaking(migration) == []


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE jobs DROP COLUMN error",
        "ALTER TABLE jobs RENAME COLUMN error TO reason",
        "ALTER TABLE jobs ALTER COLUMN error TYPE jsonb USING to_jsonb(error)",
        "ALTER TABLE jobs ALTER COLUMN error SET NOT NULL",
        "ALTER TABLE jobs ADD COLUMN kind text NOT NULL",
        "DROP TABLE jobs",
    ],
)
def test_a_breaking_statement_is_found_unless_the_file_says_that_nothing_uses_it(sql: str) -> None:
    assert breaking(Migration(7, "0007_next", f"SELECT 1; {sql};")) == [sql]
    assert breaking(Migration(7, "0007_next", f"-- contract: no code has read it since 0005\n{sql};")) == []


@pytest.mark.parametrize(
    "sql",
    ["ALTER TABLE jobs ADD COLUMN kind text", "ALTER TABLE jobs ADD COLUMN kind text NOT NULL DEFAULT 'plain'"],
)
def test_an_addition_breaks_nothing(sql: str) -> None:
    assert breaking(Migration(7, "0007_next", f"{sql};")) == []


@pytest.mark.local
def test_a_job_that_began_before_a_migration_ends_after_it(cluster: Cluster) -> None:
    db = migrated(cluster)
    job, token = started(db)
    number = len(load_migrations()) + 1
    following = Migration(
        number,
        f"{number:04}_kind",
        "ALTER TABLE jobs ADD COLUMN kind text NOT NULL DEFAULT 'plain'; CREATE INDEX jobs_of_kind ON jobs (kind);",
    )

    migrate(db, [*load_migrations(), following])

    assert JobClaims(db).record_usage(job, token, {"planner": {"tokens": 1}})
    assert Jobs(db).get_for("u", job).status == "running"
    started(db)


@pytest.mark.local
def test_the_migrator_of_an_earlier_release_accepts_a_later_database(cluster: Cluster) -> None:
    """The way back: the code of the previous release is deployed again, the schema stays."""
    db = migrated(cluster)

    assert migrate(db, load_migrations()[:-1]) == []


@pytest.mark.local
def test_portfolios_of_before_keep_their_amounts_and_learn_dates_and_origins(cluster: Cluster) -> None:
    """0008 and 0009: holdings as people have them."""
    db = cluster.as_owner(cluster.new_database())
    migrate(db, load_migrations()[:7])
    account, own = uuid.uuid4(), uuid.uuid4()
    db.execute("Test", "INSERT INTO users (user_id, notes) VALUES ('u', 'mine')")
    db.execute("Test", "INSERT INTO accounts VALUES (:a, 'u', 'Old', 'ira', 1234.5)", a=account)
    for instrument, owner, symbol, price in ((uuid.uuid4(), None, "VTI", 300), (own, "u", "MINE", 7)):
        db.execute(
            "Test",
            """
            INSERT INTO instruments (instrument_id, owner_id, symbol, name, kind, unit_price, price_date)
            VALUES (:i, :owner, :symbol, 'any', 'etf', :price, CAST('2025-06-30' AS date))
            """,
            i=instrument,
            owner=owner,
            symbol=symbol,
            price=price,
        )
    for symbol, quantity, price in (("VTI", "2.5", None), ("MINE", "0.00000001", 9)):
        db.execute(
            "Test",
            """
            INSERT INTO positions (position_id, account_id, instrument_id, quantity, unit_price)
            SELECT gen_random_uuid(), :a, instrument_id, CAST(:quantity AS numeric), CAST(:price AS numeric)
            FROM instruments WHERE symbol = :symbol
            """,
            a=account,
            symbol=symbol,
            quantity=quantity,
            price=price,
        )

    migrate(db, load_migrations())

    (kept,) = Portfolios(db).get("u").portfolio.accounts
    assert kept.cash == {"USD": Decimal("1234.5")}
    assert [(held.symbol, held.quantity, held.unit_price, held.price_source) for held in kept.positions] == [
        ("MINE", Decimal("0.00000001"), Decimal(9), ""),
        ("VTI", Decimal("2.5"), Decimal(300), "catalogue"),
    ]
    # The code before adds a position by the function that it knows.
    added = db.query(
        "Test", "SELECT * FROM add_position('u', :id, :a, :own, 1, NULL, 500)", id=uuid.uuid4(), a=account, own=own
    )
    assert added == [], "the account holds it already"


def migrated(cluster: Cluster) -> DataApi:
    db = cluster.as_owner(cluster.new_database())
    migrate(db, load_migrations())
    db.execute("Test", "INSERT INTO users (user_id) VALUES ('u')")
    return db


def started(db: DataApi) -> tuple[str, str]:
    """A running job and the token of its claim."""
    job, token = str(uuid.uuid4()), str(uuid.uuid4())
    Jobs(db).create("u", job)
    assert JobClaims(db).claim(job, token, 60) is not None
    return job, token
