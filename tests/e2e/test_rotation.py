"""The application's database password is rotated by its Lambda while requests are served."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError

pytestmark = pytest.mark.local

PATIENCE_SECONDS = 60


class ApplicationSecret:
    """The secret with the application's database credentials, in the running system."""

    def __init__(self, alex: Any) -> None:
        self._alex = alex
        self._arn = alex.stack.outputs["secrets"]["database-app"]
        self._secrets = alex.stack.client("secretsmanager")

    def current(self) -> dict[str, str]:
        return json.loads(self._secrets.get_secret_value(SecretId=self._arn)["SecretString"])

    def rotate(self) -> None:
        """Asks Secrets Manager for a rotation and waits for its end."""
        version = self._secrets.rotate_secret(SecretId=self._arn)["VersionId"]
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self._secrets.get_secret_value(SecretId=self._arn)["VersionId"] != version:
            assert time.monotonic() < deadline, self._alex.stack.logs("rotator")[-10:]
            time.sleep(0.1)

    def log_in(self, credentials: dict[str, str]) -> str:
        """Who one is in the database with these credentials."""
        arn = self._secrets.create_secret(Name=str(uuid.uuid4()), SecretString=json.dumps(credentials))["ARN"]
        answer = self._alex.stack.client("rds-data").execute_statement(
            resourceArn=self._alex.stack.outputs["databaseClusterArn"],
            secretArn=arn,
            database="alex",
            sql="SELECT CAST(current_user AS text)",
        )
        return answer["records"][0][0]["stringValue"]


@pytest.fixture
def secret(alex: Any) -> ApplicationSecret:
    return ApplicationSecret(alex)


def wait_for_more(outcomes: list[Exception | None]) -> None:
    enough, deadline = len(outcomes) + 5, time.monotonic() + PATIENCE_SECONDS
    while len(outcomes) < enough:
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def requests_all_the_time(alex: Any) -> Iterator[list[Exception | None]]:
    """What went wrong with each request, which the API answers from the database, until the block ends."""
    outcomes, stop = list[Exception | None](), threading.Event()

    def ask() -> None:
        with alex.api("patient") as api:
            while not stop.is_set():
                try:
                    api.call("GET", "/accounts")
                    outcomes.append(None)
                except Exception as error:  # whatever it is, the test shows it
                    outcomes.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        wait_for_more(outcomes)
        yield outcomes
        wait_for_more(outcomes)
    finally:
        stop.set()
        asking.join()


def test_a_rotation_fails_no_request_and_the_next_one_ends_the_old_password(
    alex: Any, secret: ApplicationSecret
) -> None:
    first = secret.current()
    with requests_all_the_time(alex) as outcomes:
        secret.rotate()
        second = secret.current()
        assert secret.log_in(first) == first["username"], "whoever still uses it is not cut off"
        wait_for_more(outcomes)
        secret.rotate()
        third = secret.current()

    assert [error for error in outcomes if error] == []
    assert first["username"] == third["username"] != second["username"]
    assert len({first["password"], second["password"], third["password"]}) == 3
    assert secret.log_in(third) == third["username"]
    with pytest.raises(ClientError, match="authentication failed"):
        secret.log_in(first)
