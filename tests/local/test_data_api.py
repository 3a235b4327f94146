"""The RDS Data API over the real PostgreSQL, with Aurora's types and limits."""

from __future__ import annotations

import json
import threading
import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

pytestmark = pytest.mark.local

UUID = "11111111-2222-3333-4444-555555555555"


class Database:
    """The sample's cluster, as its owner."""

    def __init__(self, sample: Any) -> None:
        self.client = sample.aws.client("rds-data")
        self.target = {"resourceArn": sample.outputs["clusterArn"], "secretArn": sample.outputs["masterSecretArn"]}

    def run(self, sql: str, **options: Any) -> dict[str, Any]:
        return self.client.execute_statement(**self.target, database="sample", sql=sql, **options)

    def rows(self, sql: str, **options: Any) -> list[list[dict[str, Any]]]:
        return self.run(sql, **options)["records"]


@pytest.fixture(scope="session")
def database(sample: Any) -> Database:
    database = Database(sample)
    database.run("CREATE TABLE things (id uuid PRIMARY KEY, made timestamptz, data jsonb, price numeric, note text)")
    return database


def text(name: str, value: str, hint: str | None = None) -> dict[str, Any]:
    return {"name": name, "value": {"stringValue": value}} | ({"typeHint": hint} if hint else {})


def test_the_master_user_owns_the_database_and_is_no_superuser(database: Database) -> None:
    sql = "SELECT rolname::text, rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    assert database.rows(sql) == [[{"stringValue": "sample_owner"}, {"booleanValue": False}, {"booleanValue": True}]]


def test_values_go_in_by_their_type_hints_and_come_out_with_their_type_names(database: Database) -> None:
    values = [
        text("id", UUID, "UUID"),
        text("made", "2026-01-02 03:04:05.678", "TIMESTAMP"),
        text("data", '{"a": [1, 2]}', "JSON"),
        text("price", "12.50", "DECIMAL"),
        text("note", "100 % 'sure'"),
    ]
    inserted = database.run("INSERT INTO things VALUES (:id, :made, :data, :price, :note)", parameters=values)
    assert inserted["numberOfRecordsUpdated"] == 1
    found = database.run(
        "SELECT *, 7 AS n, 1.5::float8 AS f, '{a,b}'::text[] AS l FROM things", includeResultMetadata=True
    )
    assert found["records"] == [
        [
            {"stringValue": UUID},
            {"stringValue": "2026-01-02 03:04:05.678"},
            {"stringValue": '{"a": [1, 2]}'},
            {"stringValue": "12.50"},
            {"stringValue": "100 % 'sure'"},
            {"longValue": 7},
            {"doubleValue": 1.5},
            {"arrayValue": {"stringValues": ["a", "b"]}},
        ]
    ]
    names = [column["typeName"] for column in found["columnMetadata"]]
    assert names == ["uuid", "timestamptz", "jsonb", "numeric", "text", "int4", "float8", "_text"]


@pytest.mark.parametrize(
    ("sql", "values", "code", "message"),
    [
        pytest.param(
            "SELECT 1 FROM things WHERE id = :id",
            [text("id", UUID)],
            "DatabaseErrorException",
            "SQLState: 42883",
            id="a uuid without its hint is a varchar",
        ),
        pytest.param(
            "SELECT 1 WHERE :nothing IS NULL",
            [{"name": "nothing", "value": {"isNull": True}}],
            "DatabaseErrorException",
            "could not determine data type",
            id="a null of no known type",
        ),
        pytest.param(
            "SELECT :at",
            [text("at", "2026-01-02T03:04:05+00:00", "TIMESTAMP")],
            "BadRequestException",
            "Parameter at: typeHint TIMESTAMP needs a stringValue that is YYYY-MM-DD HH:MM:SS",
            id="a timestamp in ISO format",
        ),
        pytest.param("SELECT 1; SELECT 2", [], "ValidationException", "Multistatements", id="two statements"),
        pytest.param("SELECT :a", [text("b", "x")], "BadRequestException", "Cannot find parameter: a", id="no value"),
        pytest.param("SELECT repeat('x', 1100000)", [], "BadRequestException", "size limit", id="more than 1 MiB"),
    ],
)
def test_what_aurora_refuses_is_refused(
    database: Database, sql: str, values: list[Any], code: str, message: str
) -> None:
    with pytest.raises(ClientError, match=message) as refused:
        database.run(sql, parameters=values)
    assert refused.value.response["Error"]["Code"] == code


def test_a_transaction_is_seen_by_others_only_once_it_is_committed(database: Database) -> None:
    database.run("CREATE TABLE IF NOT EXISTS notes (note text)")
    number = database.client.begin_transaction(**database.target, database="sample")["transactionId"]
    database.run("INSERT INTO notes VALUES ('kept')", transactionId=number)
    assert database.rows("SELECT * FROM notes") == []
    database.client.commit_transaction(**database.target, transactionId=number)
    assert database.rows("SELECT * FROM notes") == [[{"stringValue": "kept"}]]

    number = database.client.begin_transaction(**database.target, database="sample")["transactionId"]
    database.run("INSERT INTO notes VALUES ('lost')", transactionId=number)
    database.client.rollback_transaction(**database.target, transactionId=number)
    assert len(database.rows("SELECT * FROM notes")) == 1
    with pytest.raises(ClientError, match="TransactionNotFoundException"):
        database.run("SELECT 1", transactionId=number)


@pytest.mark.parametrize("end", ["commit_transaction", "rollback_transaction"])
def test_a_changed_password_counts_from_the_end_of_its_transaction(database: Database, sample: Any, end: str) -> None:
    user = f"u{uuid.uuid4().hex}"
    database.run(f"CREATE ROLE {user} LOGIN PASSWORD 'first password'")
    secrets = sample.aws.client("secretsmanager")
    values = json.dumps({"username": user, "password": "first password"})
    arn = secrets.create_secret(Name=user, SecretString=values)["ARN"]
    as_user = {**database.target, "secretArn": arn, "database": "sample", "sql": "SELECT 1"}
    database.client.execute_statement(**as_user)

    number = database.client.begin_transaction(**database.target, database="sample")["transactionId"]
    changing = f"DO $$ BEGIN EXECUTE format('ALTER ROLE {user} PASSWORD %L', 'second password'); END $$"
    database.run(changing, transactionId=number)
    database.client.execute_statement(**as_user)
    getattr(database.client, end)(**database.target, transactionId=number)

    if end == "rollback_transaction":
        database.client.execute_statement(**as_user)
        return
    with pytest.raises(ClientError, match="authentication failed"):
        database.client.execute_statement(**as_user)


def test_a_slow_statement_does_not_hold_up_other_calls(database: Database, sample: Any) -> None:
    number = database.client.begin_transaction(**database.target, database="sample")["transactionId"]
    locks = "SELECT 1 AS one FROM pg_advisory_xact_lock(1)"
    database.run(locks, transactionId=number)
    slow = threading.Thread(target=database.run, args=[locks])
    slow.start()
    sample.aws.client("sts").get_caller_identity()
    assert slow.is_alive()
    database.client.rollback_transaction(**database.target, transactionId=number)
    slow.join()
