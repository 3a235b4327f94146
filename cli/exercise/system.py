"""The running system, as an exercise reaches it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
import httpx

from cli.doctor.aws_account import Account
from cli.doctor.target import LOCAL_STACK
from cli.iam.calls import calls_of, read_decisions
from cli.iam.roles import Role, read_roles, with_key
from cli.shared.api_client import ORIGIN_HEADER, ApiClient
from cli.shared.errors import UserError
from components.foundation.functions import DATABASE_SECRET
from components.foundation.names import LIVE, Names
from local.run_file import RunFile

#: Longer than a rotation of the origin's secret, which waits a minute until every API has read the new value.
PATIENCE_SECONDS = 180


class System:
    """The `alex up` of a run file, with all permissions. An exercise acts as the run file's second user."""

    def __init__(self, run: RunFile) -> None:
        self._run = run
        session = boto3.Session(run.access_key_id, run.secret_access_key, region_name=run.region)
        self._account = Account(LOCAL_STACK, session, run.endpoint)

    def client(self, service: str) -> Any:
        return self._account.client(service)

    @cached_property
    def names(self) -> Names:
        return self._account.names()

    def api(self) -> ApiClient:
        return ApiClient(self._run.api_url, self._run.other_token, self.origin_secret())

    def request(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """A call of the API that may be refused; without `headers` as the second user through CloudFront."""
        if headers is None:
            headers = {"Authorization": f"Bearer {self._run.other_token}", ORIGIN_HEADER: self.origin_secret()}
        url = f"{self._run.api_url}{path}"
        return httpx.request(method, url, json=body, headers=headers, timeout=PATIENCE_SECONDS)

    def origin_secret(self) -> str:
        return self._account.origin_secret()

    def secret(self, secret: str = DATABASE_SECRET) -> dict[str, Any]:
        """The current version of a secret, by its logical name."""
        return self.client("secretsmanager").get_secret_value(SecretId=self.names.of(secret))

    def invoke(self, function: str, event: dict[str, Any]) -> bool:
        """Invokes a function, by its name in the roster, and waits; whether it succeeded."""
        name = self.names.of(function)
        answer = self.client("lambda").invoke(FunctionName=name, Qualifier=LIVE, Payload=json.dumps(event))
        answer["Payload"].read()
        return "FunctionError" not in answer

    def sql(self, statement: str) -> list[list[dict[str, Any]]]:
        """Runs a statement as the database's owner."""
        (cluster,) = self.client("rds").describe_db_clusters(DBClusterIdentifier=self.names.prefix)["DBClusters"]
        answer = self.client("rds-data").execute_statement(
            resourceArn=cluster["DBClusterArn"],
            secretArn=cluster["MasterUserSecret"]["SecretArn"],
            database="alex",
            sql=statement,
        )
        return answer["records"]

    def model_fails(self, *failures: dict[str, Any]) -> None:
        """What the stand-in model does instead of answering; replaces what it was told before."""
        httpx.post(f"{self._run.model_url}/__control", json={"fail": list(failures)}).raise_for_status()

    def roles(self) -> tuple[Role, ...]:
        """The stack's roles, with all that they are granted."""
        roles = read_roles(self.client("iam"), f"{self.names.prefix}-")
        return with_key(roles, self.client("kms"), self.names.key_alias)

    def decisions(self) -> list[dict[str, Any]]:
        """Every authorization decision so far."""
        return read_decisions(Path(self._run.iam_log))

    def has_called(self, function: str, action: str, since: float) -> bool:
        """Whether a function, by its name in the roster, has been allowed an action since then (Unix time)."""
        role = self.names.of(function)
        calls = calls_of(self.decisions(), since)
        return any(call.role == role and call.action == action and call.allowed for call in calls)


def wait_for(what: str, holds: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    """Until `holds()` is true. Raises UserError naming `what` when that takes too long."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise UserError(f"the exercise has waited {seconds:.0f} s in vain: {what}")
        time.sleep(0.1)
