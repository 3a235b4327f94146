"""Operators' lists of all users' jobs read some pages of the index, however many jobs there are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from types import SimpleNamespace
from typing import Any

import pytest

from cli.jobs.database import JobsDatabase
from local.aws.emulator.rds_data.sql_text import number_placeholders
from tests.lambdas.database_fixtures import Cluster

pytestmark = pytest.mark.local

JOBS = 100_000
#: One job in this many is unfinished: what an operator looks for.
RARE = 2_000
FILL = f"""
    INSERT INTO jobs (job_id, user_id, created_at, status, finished_at)
    SELECT gen_random_uuid(), 'user-' || n % 500, now() - make_interval(mins => n),
           CASE WHEN n % {RARE} = 0 THEN 'pending' ELSE 'completed' END,
           CASE WHEN n % {RARE} = 0 THEN NULL ELSE now() END
    FROM generate_series(1, {JOBS}) n
"""
#: Pages of 8 KB. The table has 20 times as many.
MOST_PAGES = 150


@pytest.fixture(scope="module")
def crowded(cluster: Cluster) -> Iterator[Any]:
    name = cluster.new_migrated_database()
    with closing(cluster.postgres.connect(name)) as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO users (user_id) SELECT 'user-' || n FROM generate_series(0, 499) n")
        cursor.execute(FILL)
        connection.commit()
        connection.autocommit = True
        cursor.execute("VACUUM ANALYZE jobs")
        yield cursor


def asked(ask: Callable[[JobsDatabase], object]) -> tuple[str, list[Any]]:
    """The statement that the command sends, and its parameters."""
    sent: list[dict[str, Any]] = []

    def execute_statement(**request: Any) -> Any:
        sent.append(request)
        return {"records": []}

    client = SimpleNamespace(execute_statement=execute_statement, describe_secret=lambda **_: {"ARN": "arn"})
    names = SimpleNamespace(cluster_arn="arn", of=str)
    ask(JobsDatabase(SimpleNamespace(client=lambda _: client, names=lambda: names)))  # type: ignore[arg-type]
    (request,) = sent
    values = {each["name"]: next(iter(each["value"].values())) for each in request["parameters"]}
    sql, order = number_placeholders(request["sql"], list(values))
    return sql, [values[name] for name in order]


def pages(cursor: Any, sql: str, values: list[Any]) -> int:
    """Pages that running the statement reads."""
    for number, value in reversed(list(enumerate(values, 1))):
        sql = sql.replace(f"${number}", str(value) if isinstance(value, int) else f"'{value}'")
    cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}")
    plan = cursor.fetchone()[0][0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda jobs: jobs.newest(20), id="alex jobs"),
        pytest.param(lambda jobs: jobs.newest(500), id="alex jobs --limit 500"),
        pytest.param(lambda jobs: jobs.unfinished(), id="alex jobs --stuck"),
        pytest.param(
            lambda jobs: jobs.of([f"00000000-0000-0000-0000-{n:012}" for n in range(10)]), id="jobs of dead letters"
        ),
    ],
)
def test_a_list_does_not_read_the_table(crowded: Any, ask: Callable[[JobsDatabase], object]) -> None:
    assert pages(crowded, *asked(ask)) <= MOST_PAGES


def test_the_table_is_large(crowded: Any) -> None:
    """Otherwise the test above could not fail."""
    assert pages(crowded, "SELECT * FROM jobs WHERE summary = 'x'", []) > 10 * MOST_PAGES


def test_the_listed_statement_is_the_commands_own() -> None:
    sql, values = asked(lambda jobs: jobs.newest(20))
    assert "FROM jobs ORDER BY" in sql
    assert json.dumps(values) == "[20]"
