"""Fixtures for rotation tests: a secret of the running system, and users who read and write in a loop."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg2
import pytest
from botocore.exceptions import ClientError

from agent_runtime.origin import HEADER
from tests.waiting import until

PATIENCE_SECONDS = 120


class ManagedSecret:
    """A secret of the running system, by its name in the stack.

    Args:
        rotator: function that rotates it. Its log is shown if the rotation fails.
    """

    def __init__(self, alex: Any, name: str, rotator: str) -> None:
        self.alex, self.rotator = alex, rotator
        self.arn = alex.stack.outputs["secrets"][name]
        self.client = alex.stack.client("secretsmanager")

    def text(self) -> str:
        return self.client.get_secret_value(SecretId=self.arn)["SecretString"]

    def rotate(self) -> str:
        """Request a rotation and wait for its end. Returns the new version."""
        version = self.begin()
        self.wait_for(version)
        return version

    def begin(self) -> str:
        """Request a rotation. Returns the new version, which may not be current yet."""
        return self.client.rotate_secret(SecretId=self.arn)["VersionId"]

    def wait_for(self, version: str) -> None:
        def rotated() -> bool:
            return self.client.get_secret_value(SecretId=self.arn)["VersionId"] == version

        until(rotated, lambda: self.alex.stack.logs(self.rotator)[-10:], PATIENCE_SECONDS)

    def pending_version(self) -> str:
        """Create a version without a value, as Secrets Manager does before the first step."""
        token = str(uuid.uuid4())
        for version, stages in self.stages().items():
            if "AWSPENDING" in stages:
                self.client.update_secret_version_stage(
                    SecretId=self.arn, VersionStage="AWSPENDING", RemoveFromVersionId=version
                )
        self.client.put_secret_value(SecretId=self.arn, ClientRequestToken=token, VersionStages=["AWSPENDING"])
        return token

    def stages(self) -> dict[str, list[str]]:
        return self.client.describe_secret(SecretId=self.arn)["VersionIdsToStages"]

    def last_rotated(self) -> float:
        """Seconds since 1970; 0 if it never was."""
        rotated = self.client.describe_secret(SecretId=self.arn).get("LastRotatedDate")
        return rotated.timestamp() if rotated else 0.0

    def step(self, step: str, version: str) -> None:
        """Run one step with the deployed rotator. Raises LocalError when it fails."""
        event = {"Step": step, "SecretId": self.arn, "ClientRequestToken": version}
        self.alex.stack.invoke(self.rotator, event)

    def reattempt(self, version: str) -> None:
        """Repeat all steps for the same version, as Secrets Manager does with an interrupted rotation."""
        with pytest.raises(ClientError, match="previous rotation isn't complete"):
            self.client.rotate_secret(SecretId=self.arn)
        self.wait_for(version)


class DatabaseSecret(ManagedSecret):
    """The secret of the application's database user."""

    def __init__(self, alex: Any) -> None:
        super().__init__(alex, "database-app", "rotator")

    def current(self) -> dict[str, str]:
        return json.loads(self.text())

    def log_in(self, credentials: dict[str, str]) -> str:
        """PostgreSQL's current user with these credentials. Raises psycopg2.OperationalError."""
        postgres = self.alex.stack.postgres
        user, password = credentials["username"], credentials["password"]
        connection = psycopg2.connect(host="127.0.0.1", port=postgres.port, dbname="alex", user=user, password=password)
        with closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            (row,) = cursor.fetchall()
            return row[0]


@contextmanager
def owner_may_not_change_logins(alex: Any) -> Generator[None]:
    """Let PostgreSQL refuse setSecret until the block ends."""
    with closing(alex.stack.postgres.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("ALTER ROLE alex_owner NOCREATEROLE")
        try:
            yield
        finally:
            cursor.execute("ALTER ROLE alex_owner CREATEROLE")


@dataclass
class Traffic:
    """Counts and failures of the requests."""

    requests: int = 0
    failures: list[str] = field(default_factory=list)
    """Unsuccessful answers, and writes that could not be read back."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def record(self, failure: str | None = None) -> None:
        with self.lock:
            self.requests += 1
            if failure:
                self.failures.append(failure)

    def wait_for_more(self, count: int) -> None:
        enough = self.requests + count
        until(lambda: self.requests >= enough, f"{enough} requests", PATIENCE_SECONDS, every=0.02)


class User:
    """A user who writes, reads the writes back, and remembers them for a check at the end."""

    def __init__(self, alex: Any, name: str, origin_secret: str, traffic: Traffic) -> None:
        headers = {"Authorization": f"Bearer {alex.stack.token(name)}", HEADER: origin_secret}
        self._http = httpx.Client(base_url=f"{alex.stack.api_url}/api", headers=headers, timeout=60)
        self._traffic, self.kept = traffic, dict[str, str]()

    def round(self, number: int) -> None:
        """Three writes and two reads."""
        self._ask("PUT", "/user", {"notes": f"round {number}"})
        profile = self._ask("GET", "/user")
        if profile and profile["notes"] != f"round {number}":
            self._traffic.record(f"lost: round {number} of the profile")
        name = f"account {number}"
        made = self._ask("POST", "/accounts", {"name": name, "kind": "ira", "cash": "1.00"})
        if made and len(self.kept) < 10:
            self.kept[made["id"]] = name
        elif made:
            self._ask("DELETE", f"/accounts/{made['id']}")
        self._ask("GET", "/accounts")

    def finish(self) -> None:
        """Check that everything stored is still there."""
        stored = {
            account["id"]: account["name"] for account in (self._ask("GET", "/accounts") or {"items": []})["items"]
        }
        for account in self.kept.items() - stored.items():
            self._traffic.record(f"lost: {account}")
        self._http.close()

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        try:
            answer = self._http.request(method, path, json=body)
        except httpx.HTTPError as error:
            self._traffic.record(f"{method} {path}: {error!r}")
            return None
        self._traffic.record(None if answer.is_success else f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.is_success and answer.content else None


@contextmanager
def traffic(alex: Any, users: int, pause: float = 0.0) -> Generator[Traffic]:
    """Send requests of concurrent users until the block ends, then check their writes.

    Args:
        pause: seconds between two rounds of a user; without one, the users keep the machine busy.
    """
    counted, stop, origin_secret = Traffic(), threading.Event(), alex.stack.origin_secret

    def go_on(name: str) -> None:
        user, number = User(alex, name, origin_secret, counted), 0
        while not stop.is_set():
            user.round(number)
            number += 1
            stop.wait(pause)
        user.finish()

    run = uuid.uuid4().hex[:6]
    threads = [threading.Thread(target=go_on, args=(f"busy-{run}-{number}",)) for number in range(users)]
    for thread in threads:
        thread.start()
    try:
        counted.wait_for_more(2 * users)
        yield counted
        counted.wait_for_more(2 * users)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@contextmanager
def jobs(alex: Any, portfolio: Any) -> Generator[list[dict[str, Any]]]:
    """Run one analysis after another until the block ends.

    Yields the ended jobs. The last one's status is the error if a request failed or a job did not end in time.
    """
    ended, stop, name = list[dict[str, Any]](), threading.Event(), f"analyst-{uuid.uuid4().hex[:6]}"

    def go_on() -> None:
        try:
            with alex.api(name) as api:
                api.replace_portfolio(portfolio)
                while not stop.is_set():
                    ended.append(alex.wait_for(api, api.start_analysis()))
        except Exception as error:  # any error: the test reports it
            ended.append({"status": repr(error)})

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield ended
    finally:
        stop.set()
        thread.join()
