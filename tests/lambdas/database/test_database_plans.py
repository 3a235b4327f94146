"""No statement of the application reads a whole table, regardless of the number of other users.

Every statement in `agents/database` is planned as the application's user, with unknown values, in a database with many
rows of other users. Statements of the migrator are left out: it owns the schema and may read everything.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import database
from local.aws.emulator.rds_data.sql_text import number_placeholders
from tests.lambdas.database_fixtures import Cluster

pytestmark = pytest.mark.local

OF_THE_MIGRATOR = {"login.py", "migrations.py", "seeds.py"}
OTHERS = 2_000
"""Number of users, each with the rows below."""
ROWS = {
    "users": "SELECT 'other-' || n AS user_id FROM generate_series(1, {n}) n",
    "instruments": """
        SELECT 'other-' || (n % {n} + 1) AS owner_id, 'OWN' || n AS symbol, 'own' AS name, 'etf' AS kind,
               1 AS unit_price
        FROM generate_series(1, 4 * {n}) n
    """,
    "accounts": """
        SELECT gen_random_uuid() AS account_id, user_id, 'any' AS name, 'ira' AS kind, 1 AS cash
        FROM users, generate_series(1, 4)
    """,
    "positions": """
        SELECT gen_random_uuid() AS position_id, account_id, instrument_id, 1 AS quantity
        FROM accounts JOIN instruments ON owner_id = user_id AND length(symbol) > 4
    """,
    "jobs": """
        SELECT gen_random_uuid() AS job_id, user_id, now() - make_interval(hours => n) AS created_at,
               CAST(gen_random_uuid() AS text) AS idempotency_key
        FROM users, generate_series(1, 20) n
    """,
    "deleted_jobs": """
        SELECT gen_random_uuid() AS job_id, now() - make_interval(hours => n % 200) AS deleted_at,
               CASE WHEN n % 200 > 24 THEN now() END AS trace_deleted_at
        FROM generate_series(1, 10 * {n}) n
    """,
    "cash_balances": "SELECT account_id, 'EUR' AS currency, 1 AS amount FROM accounts",
    "prices": """
        SELECT user_id AS owner_id, 'OWN' || n AS symbol, 'USD' AS currency, 1 AS unit_price, now() AS price_date,
               'any' AS source
        FROM users, generate_series(1, 4) n
    """,
    "exchange_rates": """
        SELECT user_id AS owner_id, 'EUR' AS currency, quote, 1 AS rate, now() AS rate_date, 'any' AS source
        FROM users, unnest(ARRAY['USD', 'GBP', 'JPY']) quote
    """,
    "import_mappings": """
        SELECT user_id AS owner_id, repeat('0', 64) AS headings, CAST('{{}}' AS jsonb) AS mapping FROM users
    """,
    "job_snapshots": "SELECT job_id, '{{}}' AS portfolio FROM jobs",
    "job_results": """
        SELECT job_id, agent, CAST('{{}}' AS jsonb) AS output, CAST('{{}}' AS jsonb) AS usage
        FROM jobs, unnest(ARRAY['reporter', 'charter']) agent
    """,
    "job_feedback": """
        SELECT job_id, 'up' AS rating, row_number() OVER () % 100 AS version, 1 AS sent_version,
               created_at AS updated_at
        FROM jobs
    """,
}


def statements() -> Iterator[tuple[str, str]]:
    """Operation and SQL of each call of the Data API in the source."""
    for file in sorted(Path(database.__file__).parent.rglob("*.py")):
        if file.name in OF_THE_MIGRATOR:
            continue
        for call in ast.walk(ast.parse(file.read_text())):
            match call:
                case ast.Call(
                    func=ast.Attribute(attr="query" | "execute"),
                    args=[ast.Constant(value=str(operation)), ast.Constant(value=str(sql))],
                ):
                    yield operation, sql
                case _:
                    pass


@pytest.fixture(scope="module")
def crowded(cluster: Cluster) -> Iterator[Any]:
    """A cursor of the application's user in a database with many others."""
    name = cluster.new_migrated_database()
    with closing(cluster.postgres.connect(name)) as connection, connection.cursor() as cursor:
        for table, rows in ROWS.items():
            made = rows.format(n=OTHERS)
            cursor.execute(f"CREATE TEMPORARY TABLE new AS {made}")
            cursor.execute(
                "SELECT string_agg(attname, ', ') FROM pg_attribute WHERE attrelid = 'new'::regclass AND attnum > 0"
            )
            columns = cursor.fetchone()[0]
            cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM new")
            cursor.execute("DROP TABLE new")
        cursor.execute("ANALYZE")
        cursor.execute("SET ROLE alex_app")
        yield cursor


def whole_tables(plan: dict[str, Any]) -> Iterator[str]:
    """Tables that a plan scans sequentially."""
    reads_rows = "Relation Name" in plan and plan["Node Type"] != "ModifyTable"
    if reads_rows and not plan.keys() & {"Index Cond", "Recheck Cond", "TID Cond"}:
        yield plan["Relation Name"]
    for part in plan.get("Plans", []):
        yield from whole_tables(part)


@pytest.mark.parametrize(("operation", "sql"), [pytest.param(*found, id=found[0]) for found in statements()])
def test_a_statement_finds_its_rows_by_an_index(crowded: Any, operation: str, sql: str) -> None:
    numbered, _ = number_placeholders(sql, _Anything())
    crowded.execute(f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {numbered}")
    plan = crowded.fetchone()[0][0]["Plan"]
    assert list(whole_tables(plan)) == [], json.dumps(plan, indent=1)


#: Functions that statements call. A plan does not show the statements inside a function.
FUNCTIONS = {
    "start_job": "SELECT start_job('other-1', gen_random_uuid(), 'key', 5, now() - interval '1 hour')",
    "open_account": "SELECT open_account('other-1', gen_random_uuid(), 'any', 'ira', 1, 20)",
    "add_position": """
        SELECT add_position('other-8', gen_random_uuid(), account_id, instrument_id, 1, NULL, 500)
        FROM (SELECT account_id FROM accounts WHERE user_id = 'other-8' LIMIT 1) a,
             (SELECT instrument_id FROM instruments WHERE owner_id = 'other-8' AND length(symbol) = 4) i
    """,
    "add_holding": """
        SELECT add_holding('other-8', jsonb_build_object(
            'position_id', gen_random_uuid(), 'account_id', account_id, 'symbol', 'OWN9', 'own', true, 'quantity', 1,
            'unit_price', 1, 'currency', 'USD', 'price_source', ''
        ), CAST('{"symbol": "OWN9", "name": "own", "kind": "etf", "unit_price": 1}' AS jsonb), 500)
        FROM (SELECT account_id FROM accounts WHERE user_id = 'other-8' LIMIT 1) a
    """,
    "describe_instruments": """
        SELECT 1 FROM (SELECT describe_instruments('other-8', CAST(
            '[{"symbol": "OWN9", "name": "own", "kind": "etf", "unit_price": 1}]' AS jsonb
        ))) described
    """,
    "keep_rates": """
        SELECT keep_rates('other-8', CAST('[
            {"currency": "EUR", "quote": "USD", "rate": 2, "rate_date": "2026-11-27", "source": "any"}
        ]' AS jsonb))
    """,
    "positions_in": """
        SELECT count(*) FROM positions_in('other-8', CAST('{"positions": []}' AS jsonb))
    """,
    "balances_of": "SELECT balances_of(account_id) FROM accounts WHERE user_id = 'other-8'",
    "portfolio_of": "SELECT portfolio_of('other-8', true)",
    "portfolio_tag": "SELECT portfolio_tag('other-8')",
    "replace_portfolio": """
        SELECT replace_portfolio('other-8', NULL, CAST('{
            "display_name": "", "goal": null, "notes": "", "currency": "USD", "instruments": [], "rates": [],
            "accounts": [], "cash": [], "positions": []
        }' AS jsonb))
    """,
    "preview_portfolio": """
        SELECT preview_portfolio('other-8', CAST('{
            "display_name": "", "goal": null, "notes": "", "currency": "USD", "instruments": [], "rates": [],
            "accounts": [], "cash": [], "positions": []
        }' AS jsonb))
    """,
    "take_snapshot": "SELECT 1 FROM (SELECT take_snapshot(job_id, 't') FROM jobs WHERE user_id = 'other-8' LIMIT 1) x",
    "pieces": "SELECT pieces('text', 0)",
    "progressed": "SELECT progressed('{}', '{}')",
    "progress_kept": "SELECT progress_kept('{}')",
    "drop_unheld_instruments": "SELECT 1 FROM (SELECT drop_unheld_instruments('other-8')) dropped",
    "drop_instrument": "SELECT drop_instrument('other-8', 'OWN9')",
    "erase_user": "SELECT erase_user('other-1', NULL)",
    "expire_jobs": "SELECT expire_jobs(1, 10)",
    "expire_results": "SELECT expire_results(1, 10)",
    "expire_keys": "SELECT expire_keys(1, 10)",
    "expire_instruments": "SELECT expire_instruments(1, 10)",
    "forget_deleted_jobs": "SELECT forget_deleted_jobs(1, 10)",
}


def read_from_end_to_end(crowded: Any, call: str) -> set[str]:
    """Tables that the call scanned sequentially. The call is rolled back."""

    def scans() -> dict[str, int]:
        crowded.execute("SELECT relname, seq_scan FROM pg_stat_xact_user_tables")
        return dict(crowded.fetchall())

    crowded.execute("BEGIN")
    try:
        before = scans()
        crowded.execute(call)
        assert crowded.fetchall(), "the call had its effect"
        return {table for table, count in scans().items() if count > before.get(table, 0)}
    finally:
        crowded.execute("ROLLBACK")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_finds_its_rows_by_an_index(crowded: Any, function: str) -> None:
    assert read_from_end_to_end(crowded, FUNCTIONS[function]) == set()


def test_every_function_that_a_statement_calls_is_known(crowded: Any) -> None:
    # The others are triggers.
    crowded.execute(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prorettype <> 'trigger'::regtype"
    )
    assert {name for (name,) in crowded.fetchall()} == set(FUNCTIONS)


def test_a_function_that_reads_a_whole_table_is_found(crowded: Any) -> None:
    call = "SELECT start_job('other-1', gen_random_uuid(), NULL, 5, now()) FROM jobs WHERE summary = '' LIMIT 1"
    assert read_from_end_to_end(crowded, call) == {"jobs"}


def test_the_statements_are_found() -> None:
    assert {"Jobs.claim", "Accounts.list_for", "Portfolio.outline", "Users.put"} <= {name for name, _ in statements()}


def test_a_statement_without_an_index_is_found(crowded: Any) -> None:
    crowded.execute("EXPLAIN (GENERIC_PLAN, FORMAT JSON) SELECT 1 FROM jobs WHERE summary = $1")
    assert list(whole_tables(crowded.fetchone()[0][0]["Plan"])) == ["jobs"]


class _Anything(list[str]):
    def __contains__(self, _: object) -> bool:
        return True
