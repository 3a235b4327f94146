"""The Data API asks IAM twice: may the caller run SQL on the cluster, and may it read the secret it names."""

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
    """Runs SQL in a function's role with one of the database's secrets."""
    stack = running.stack
    cluster = stack.outputs["databaseClusterArn"]
    (described,) = stack.client("rds").describe_db_clusters(DBClusterIdentifier="alex-local")["DBClusters"]
    secrets = stack.outputs["secrets"] | {"owner": described["MasterUserSecret"]["SecretArn"]}

    def run(function: str, secret: str) -> Any:
        role = f"arn:aws:iam::{stack.aws.account}:role/alex-local-{function}"
        # The name tells these calls from the function's own.
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
def test_who_works_with_the_database_may_as_the_application(query: Query, function: str) -> None:
    ((user,),) = query(function, "database-app")
    assert user["stringValue"].startswith("alex_app_")


@pytest.mark.parametrize("function", ["reporter", "charter", "retirement", "tagger", "origin_rotator"])
def test_who_has_no_grant_may_not_even_with_the_right_secret(query: Query, function: str) -> None:
    assert "rds-data:ExecuteStatement" in denial(query, function, "database-app")


@pytest.mark.parametrize(
    ("function", "secret"),
    [("api", "owner"), ("planner", "owner"), ("api", "database-candidate"), ("migrator", "database-candidate")],
)
def test_who_may_run_sql_may_not_as_somebody_else(query: Query, function: str, secret: str) -> None:
    assert "secretsmanager:GetSecretValue" in denial(query, function, secret)
