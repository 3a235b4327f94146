"""The Data API checks IAM twice: for running SQL on the cluster, and for reading the named secret."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

pytestmark = pytest.mark.local

Query = Callable[[str, str], Any]


@pytest.fixture(scope="module")
def query(running: Any) -> Query:
    """Run SQL in a function's role with one of the database's secrets."""
    stack = running.stack
    cluster = stack.outputs["databaseClusterArn"]
    (described,) = stack.client("rds").describe_db_clusters(DBClusterIdentifier="alex-local")["DBClusters"]
    secrets = stack.outputs["secrets"] | {"owner": described["MasterUserSecret"]["SecretArn"]}

    def run(function: str, secret: str) -> Any:
        role = f"arn:aws:iam::{stack.aws.account}:role/alex-local-{function}"
        # The session name distinguishes these calls from the function's.
        keys = stack.client("sts").assume_role(RoleArn=role, RoleSessionName="probe")["Credentials"]
        session = boto3.Session(
            keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], region_name=stack.aws.region
        )
        return session.client("rds-data", endpoint_url=stack.endpoint).execute_statement(
            resourceArn=cluster, secretArn=secrets[secret], database="alex", sql="SELECT CAST(current_user AS text)"
        )["records"]

    return run


def denial(query: Query, function: str, secret: str) -> str:
    with pytest.raises(ClientError) as refused:
        query(function, secret)
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] in (400, 403)
    return str(refused.value)


@pytest.mark.parametrize("function", ["api", "planner", "migrator", "rotator"])
def test_functions_with_a_grant_run_sql_as_the_application(query: Query, function: str) -> None:
    ((user,),) = query(function, "database-app")
    assert user["stringValue"].startswith("alex_app_")


@pytest.mark.parametrize("function", ["reporter", "charter", "retirement", "tagger", "origin_rotator"])
def test_functions_without_a_grant_are_refused_even_with_the_right_secret(query: Query, function: str) -> None:
    assert "rds-data:ExecuteStatement" in denial(query, function, "database-app")


@pytest.mark.parametrize(
    ("function", "secret"),
    [("api", "owner"), ("planner", "owner"), ("api", "database-candidate"), ("migrator", "database-candidate")],
)
def test_functions_are_refused_another_database_user(query: Query, function: str, secret: str) -> None:
    assert "secretsmanager:GetSecretValue" in denial(query, function, secret)
