"""Access of an exercise to the running system."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx

from cli.iam.calls import calls_of, read_decisions
from cli.iam.roles import Role, read_roles, with_key
from cli.shared.api_client import FILE_MEDIA_TYPE, ORIGIN_HEADER, ApiClient
from cli.shared.errors import UserError
from cli.shared.reach import http
from cli.shared.stack_account import embedded_account
from components.foundation.names import LIVE, Names
from components.foundation.shared_names import DATABASE_SECRET
from local.run_file import RunFile

#: Longer than a rotation of the origin's secret, which waits a minute for every API to read the new value.
PATIENCE_SECONDS = 180


class System:
    """The `alex up` of a run file, with all permissions. Calls of the API come from the run file's second user."""

    def __init__(self, run: RunFile) -> None:
        self._run = run
        self._account = embedded_account(run)

    def client(self, service: str) -> Any:
        return self._account.client(service)

    @cached_property
    def names(self) -> Names:
        return self._account.names()

    def api(self) -> ApiClient:
        return ApiClient(self._run.api_url, self._run.other_token, self.origin_secret())

    def request(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Any answer of the API; without `headers`, to the second user through CloudFront, with `extra` ones.

        A body of bytes is sent as a file.
        """
        if headers is None:
            headers = {"Authorization": f"Bearer {self._run.other_token}", ORIGIN_HEADER: self.origin_secret()}
        url = f"{self._run.api_url}{path}"
        headers = {**headers, **(extra or {})}
        if isinstance(body, bytes):
            headers |= {"Content-Type": FILE_MEDIA_TYPE}
            return http.request(method, url, content=body, headers=headers, timeout=PATIENCE_SECONDS)
        return http.request(method, url, json=body, headers=headers, timeout=PATIENCE_SECONDS)

    def origin_secret(self) -> str:
        return self._account.origin_secret()

    def secret(self, secret: str = DATABASE_SECRET) -> dict[str, Any]:
        """The current version of a secret, by its logical name."""
        return self.client("secretsmanager").get_secret_value(SecretId=self.names.of(secret))

    def invoke(self, function: str, event: dict[str, Any]) -> bool:
        """Invokes a function by its short name and waits; whether it succeeded."""
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
        """Makes the fake model fail like this; replaces earlier failures."""
        http.request("POST", f"{self._run.model_url}/__control", json={"fail": list(failures)}).raise_for_status()

    def roles(self) -> tuple[Role, ...]:
        """The stack's roles with all their grants."""
        roles = read_roles(self.client("iam"), f"{self.names.prefix}-")
        return with_key(roles, self.client("kms"), self.names.key_alias)

    def decisions(self) -> list[dict[str, Any]]:
        """Every authorization decision so far."""
        return read_decisions(Path(self._run.iam_log))

    def has_called(self, function: str, action: str, since: float) -> bool:
        """Whether a function, by its short name, was allowed an action since a Unix time."""
        role = self.names.of(function)
        calls = calls_of(self.decisions(), since)
        return any(call.role == role and call.action == action and call.allowed for call in calls)


def wait_for(event: str, holds: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    """Waits until `holds()` is true. Raises UserError that names the event after `seconds`."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise UserError(f"timed out after {seconds:.0f} s waiting for {event}", "check the system: alex doctor")
        time.sleep(0.1)
