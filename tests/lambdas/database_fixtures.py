"""A real PostgreSQL behind the Data API of the embedded AWS, migrated once by the migrator itself."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

import pytest

from agent_runtime import settings
from agent_runtime.settings import DatabaseSettings
from database.accounts import Accounts
from database.data_api import DataApi
from database.job_claims import JobClaims
from database.jobs import Jobs
from database.migrations import load_migrations
from database.positions import Position, Positions
from holdings.document import AccountKind, Holding
from local.aws.embedded import EmbeddedAws
from local.aws.postgres import Postgres
from migrator import handler as migrator
from tests.lambdas.lambda_context import CONTEXT
from tests.waiting import until

T = TypeVar("T")


@dataclass(frozen=True)
class Cluster:
    """One cluster of the embedded AWS and its two secrets."""

    aws: EmbeddedAws
    postgres: Postgres
    arn: str
    master_secret_arn: str
    app_secret_arn: str

    def settings(self, database: str = "alex") -> DatabaseSettings:
        return DatabaseSettings(
            cluster_arn=self.arn,
            secret_arn=self.app_secret_arn,
            name=database,
            master_secret_arn=self.master_secret_arn,
        )

    def as_application(self) -> DataApi:
        return DataApi(self.aws.client("rds-data"), self.settings())

    def as_owner(self, database: str = "alex") -> DataApi:
        return DataApi(self.aws.client("rds-data"), self.settings(database), self.master_secret_arn)

    def new_database(self) -> str:
        """The name of another, empty database of the same owner."""
        name = f"test_{uuid.uuid4().hex}"
        with closing(self.postgres.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} OWNER alex_owner")
        return name

    def new_migrated_database(self) -> str:
        """The same with the schema, which a superuser has created as the owner: quicker than the migrator."""
        name = self.new_database()
        with closing(self.postgres.connect(name)) as connection, connection.cursor() as cursor:
            cursor.execute("SET ROLE alex_owner")
            for migration in load_migrations():
                cursor.execute(migration.sql)
            connection.commit()
        return name

    def migrate(self, patch: pytest.MonkeyPatch) -> dict[str, Any]:
        """Invokes the migrator's handler, in this process."""
        patch.setenv("ALEX_STACK", "test")
        patch.setenv("ALEX_ENVIRONMENT", "test")
        patch.setenv("ALEX_FUNCTION", "migrator")
        patch.setenv("ALEX_TITLE", "Migrator")
        patch.setattr(migrator, "database_settings", self.settings)
        patch.setattr(migrator, "data_api_client", lambda _: self.aws.client("rds-data"))
        patch.setattr(migrator, "secrets_client", lambda: self.aws.client("secretsmanager"))
        try:
            return migrator.handle({}, CONTEXT)
        finally:
            settings.runtime_settings.cache_clear()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    postgres = Postgres()
    aws = EmbeddedAws(postgres_port=postgres.port, model_url="http://127.0.0.1:9", region="us-east-1")
    try:
        postgres.wait_ready()
        aws.wait_ready()
        made = _create(aws, postgres)
        with pytest.MonkeyPatch.context() as patch:
            made.migrate(patch)
        yield made
    finally:
        aws.stop()
        postgres.stop()


@pytest.fixture
def db(cluster: Cluster) -> DataApi:
    """The database as the API and the planner see it."""
    return cluster.as_application()


@pytest.fixture
def user_id() -> str:
    """A user that no other test has."""
    return f"user-{uuid.uuid4()}"


def _create(aws: EmbeddedAws, postgres: Postgres) -> Cluster:
    rds, secrets = aws.client("rds"), aws.client("secretsmanager")
    made = rds.create_db_cluster(
        DBClusterIdentifier="alex-test",
        Engine="aurora-postgresql",
        DatabaseName="alex",
        MasterUsername="alex_owner",
        ManageMasterUserPassword=True,
        EnableHttpEndpoint=True,
    )["DBCluster"]
    rds.create_db_instance(
        DBInstanceIdentifier="alex-test-1",
        DBClusterIdentifier="alex-test",
        Engine="aurora-postgresql",
        DBInstanceClass="db.serverless",
    )
    master = made["MasterUserSecret"]["SecretArn"]
    owner = json.loads(secrets.get_secret_value(SecretId=master)["SecretString"])
    postgres.create_cluster(owner["username"], owner["password"], "alex")
    empty = secrets.create_secret(Name="alex-test-database-app")["ARN"]
    return Cluster(aws, postgres, made["DBClusterArn"], master, empty)


@pytest.fixture
def jobs(db: DataApi) -> Jobs:
    return Jobs(db)


@pytest.fixture
def claims(db: DataApi) -> JobClaims:
    return JobClaims(db)


@pytest.fixture
def job_id(db: DataApi, jobs: Jobs, user_id: str) -> str:
    """A pending job of a user with one account."""
    Accounts(db).create(user_id, "Brokerage", AccountKind.TAXABLE, Decimal(1000))
    return jobs.create(user_id, str(uuid.uuid4())).job_id


def meanwhile(db: DataApi, work: Callable[[DataApi], T]) -> tuple[T, Future[T]]:
    """Does the work in a transaction and commits only when the same work of another request waits for it.

    Returns this work's result and the other's future.
    """
    with ThreadPoolExecutor(1) as executor:
        with db.transaction() as first:
            done = work(first)
            other = executor.submit(work, db)
            waiting = "SELECT count(*) AS locks FROM pg_locks WHERE NOT granted"
            until(lambda: other.done() or db.query("Test", waiting)[0]["locks"], "the other waits", every=0.01)
        return done, other


def hold(
    db: DataApi,
    user_id: str,
    account_id: uuid.UUID | str,
    symbol: str = "VTI",
    quantity: Decimal | int = 1,
    price: Decimal | int | None = None,
    **described: Any,
) -> Position:
    """A position more in the user's account."""
    given = {"symbol": symbol, "quantity": quantity, "unit_price": price, **described}
    return Positions(db).add(user_id, uuid.UUID(str(account_id)), Holding.model_validate(given))
