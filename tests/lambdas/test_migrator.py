"""The migrator's handler: schema, login user, catalogue, and the limits of the login user."""

from __future__ import annotations

import json
from decimal import Decimal

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from pydantic import ValidationError

from database.data_api import DataApi
from database.seeds import load_seeds
from migrator.credentials import application_credentials
from tests.lambdas.database_fixtures import Cluster

SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:alex-test-database-app-abcdef"
DENIED = "SQLState: 42501"


def test_a_secret_without_a_value_gets_one() -> None:
    client = boto3.client("secretsmanager")
    with Stubber(client) as stub:
        stub.add_client_error("get_secret_value", "ResourceNotFoundException")
        stub.add_response("get_random_password", {"RandomPassword": "p" * 40})
        expected = {"SecretId": SECRET, "SecretString": json.dumps({"username": "alex_app_a", "password": "p" * 40})}
        stub.add_response("put_secret_value", {}, expected)
        credentials = application_credentials(client, SECRET)
        stub.assert_no_pending_responses()
    assert (credentials.username, credentials.password.get_secret_value()) == ("alex_app_a", "p" * 40)
    assert "ppp" not in repr(credentials)


def test_a_secret_that_may_not_be_read_is_not_overwritten() -> None:
    client = boto3.client("secretsmanager")
    with Stubber(client) as stub:
        stub.add_client_error("get_secret_value", "AccessDeniedException")
        with pytest.raises(ClientError, match="AccessDenied"):
            application_credentials(client, SECRET)


def test_a_secret_of_another_user_is_refused() -> None:
    client = boto3.client("secretsmanager")
    with Stubber(client) as stub:
        stub.add_response(
            "get_secret_value", {"SecretString": '{"username": "postgres", "password": "0123456789abcdef"}'}
        )
        with pytest.raises(ValidationError, match="username"):
            application_credentials(client, SECRET)


@pytest.mark.local
def test_a_second_run_applies_nothing_and_repairs_the_login(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster.as_owner().execute("Test", "ALTER ROLE alex_app_a PASSWORD 'changed by hand'")
    assert cluster.migrate(monkeypatch) == {"applied": [], "seeded": len(load_seeds())}
    assert cluster.as_application().query("Test", "SELECT current_user AS name") == [{"name": "alex_app_a"}]


@pytest.mark.local
def test_the_migrator_logs_no_secret(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cluster.migrate(monkeypatch)
    stored = cluster.aws.client("secretsmanager").get_secret_value(SecretId=cluster.app_secret_arn)
    captured = capsys.readouterr()
    assert json.loads(stored["SecretString"])["password"] not in captured.out + captured.err


@pytest.mark.local
def test_the_catalogue_equals_the_file(db: DataApi, cluster: Cluster) -> None:
    rows = db.query("Test", "SELECT symbol, unit_price FROM instruments WHERE owner_id IS NULL ORDER BY symbol")
    assert {row["symbol"]: row["unit_price"] for row in rows} == {seed.symbol: seed.unit_price for seed in load_seeds()}
    assert all(isinstance(row["unit_price"], Decimal) for row in rows)


@pytest.mark.local
@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE jobs ADD COLUMN more text",
        "CREATE TABLE mine (n integer)",
        "DROP TABLE positions",
        "DELETE FROM jobs",
        "DELETE FROM users",
        "TRUNCATE accounts",
        "UPDATE schema_migrations SET checksum = 'x'",
        "INSERT INTO instruments (symbol, name, kind, unit_price) VALUES ('EVIL', 'Evil', 'stock', 1)",
        "CREATE ROLE more LOGIN",
        "GRANT SELECT ON schema_migrations TO alex_app",
    ],
)
def test_the_application_role_may_not(db: DataApi, sql: str) -> None:
    with pytest.raises(ClientError, match=DENIED):
        db.execute("Test", sql)


@pytest.mark.local
def test_the_application_role_cannot_change_the_catalogue(db: DataApi) -> None:
    assert db.execute("Test", "UPDATE instruments SET unit_price = 1 WHERE owner_id IS NULL") == 0
