"""The rotator's steps, on a real PostgreSQL and the secrets of the embedded AWS."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from pydantic import ValidationError

from agent_runtime import settings
from agent_runtime.settings import DatabaseSettings
from database.data_api import DataApi
from database.errors import DatabaseUnavailable
from rotator import handler as rotator
from rotator.rotation import Rotation, RotationError
from tests.lambdas.database_fixtures import Cluster
from tests.lambdas.lambda_context import CONTEXT

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:alex-test-database-app-abcdef"


class Secret:
    """The application's secret, and the rotator's handler in this process."""

    def __init__(self, cluster: Cluster, candidate_arn: str) -> None:
        self.cluster, self.candidate_arn = cluster, candidate_arn
        self.client = cluster.aws.client("secretsmanager")

    @property
    def settings(self) -> DatabaseSettings:
        return self.cluster.settings().model_copy(update={"candidate_secret_arn": self.candidate_arn})

    def current(self) -> dict[str, str]:
        return json.loads(self.client.get_secret_value(SecretId=self.cluster.app_secret_arn)["SecretString"])

    def new_version(self) -> str:
        """A version without credentials, as Secrets Manager creates it before the first step."""
        token, arn = str(uuid.uuid4()), self.cluster.app_secret_arn
        versions = self.client.describe_secret(SecretId=arn)["VersionIdsToStages"]
        # A stage is on one version at a time. The emulator does not move AWSPENDING.
        for version in (version for version, stages in versions.items() if "AWSPENDING" in stages):
            self.client.update_secret_version_stage(
                SecretId=arn, VersionStage="AWSPENDING", RemoveFromVersionId=version
            )
        self.client.put_secret_value(SecretId=arn, ClientRequestToken=token, VersionStages=["AWSPENDING"])
        return token

    def step(self, step: str, token: str, arn: str | None = None) -> None:
        event = {"Step": step, "SecretId": arn or self.cluster.app_secret_arn, "ClientRequestToken": token}
        rotator.handle(event, CONTEXT)

    def rotate(self) -> None:
        token = self.new_version()
        for step in STEPS:
            self.step(step, token)

    def log_in(self, credentials: dict[str, str]) -> str:
        """The database user of these credentials."""
        arn = self.client.create_secret(Name=str(uuid.uuid4()), SecretString=json.dumps(credentials))["ARN"]
        as_user = DataApi(self.cluster.aws.client("rds-data"), self.settings, arn)
        return as_user.query("Test", "SELECT CAST(current_user AS text) AS name")[0]["name"]


@pytest.fixture
def secret(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[Secret]:
    candidate = cluster.aws.client("secretsmanager").create_secret(Name=str(uuid.uuid4()))["ARN"]
    made = Secret(cluster, candidate)
    for name, value in {"STACK": "test", "ENVIRONMENT": "test", "FUNCTION": "rotator", "TITLE": "Rotator"}.items():
        monkeypatch.setenv(f"ALEX_{name}", value)
    monkeypatch.setattr(rotator, "database_settings", lambda: made.settings)
    monkeypatch.setattr(rotator, "data_api_client", lambda _: cluster.aws.client("rds-data"))
    monkeypatch.setattr(rotator, "secrets_client", lambda: cluster.aws.client("secretsmanager"))
    yield made
    settings.runtime_settings.cache_clear()
    # Other tests rely on the first user.
    if made.current()["username"] != "alex_app_a":
        made.rotate()


@pytest.mark.local
def test_two_users_take_turns_and_both_passwords_work_until_the_next_rotation(secret: Secret) -> None:
    first = secret.current()
    secret.rotate()
    second = secret.current()
    assert [first["username"], second["username"]] == ["alex_app_a", "alex_app_b"]
    assert [secret.log_in(first), secret.log_in(second)] == ["alex_app_a", "alex_app_b"]

    secret.rotate()

    assert secret.current()["username"] == "alex_app_a"
    assert secret.log_in(secret.current()) == "alex_app_a"
    with pytest.raises(DatabaseUnavailable):
        secret.log_in(first)


@pytest.mark.local
def test_every_step_can_be_repeated(secret: Secret) -> None:
    token = secret.new_version()
    for step in STEPS:
        secret.step(step, token)
        secret.step(step, token)
    after = secret.current()
    for step in STEPS:
        secret.step(step, token)

    assert secret.current() == after
    assert secret.log_in(after) == "alex_app_b"


@pytest.mark.local
def test_credentials_that_do_not_work_are_not_made_current(secret: Secret) -> None:
    before, token = secret.current(), secret.new_version()
    secret.step("createSecret", token)
    secret.step("setSecret", token)
    secret.cluster.as_owner().execute("Test", "ALTER ROLE alex_app_b PASSWORD 'changed by hand'")

    with pytest.raises(RotationError, match="alex_app_b cannot log in with the pending password"):
        secret.step("testSecret", token)

    assert secret.current() == before
    secret.step("setSecret", token)
    secret.step("testSecret", token)
    secret.step("finishSecret", token)


@pytest.mark.local
@pytest.mark.parametrize("step", ["setSecret", "finishSecret"])
def test_a_step_before_the_first_one_is_refused(secret: Secret, step: str) -> None:
    before, token = secret.current(), secret.new_version()

    with pytest.raises(RotationError, match="createSecret has not run"):
        secret.step(step, token)

    assert secret.current() == before


@pytest.mark.local
@pytest.mark.parametrize("step", ["testSecret", "finishSecret"])
def test_a_password_that_the_database_does_not_know_yet_is_not_made_current(secret: Secret, step: str) -> None:
    before, token = secret.current(), secret.new_version()
    secret.step("createSecret", token)

    with pytest.raises(RotationError, match="setSecret has not run"):
        secret.step(step, token)

    assert secret.current() == before
    assert secret.log_in(before) == before["username"]


@pytest.mark.local
@pytest.mark.parametrize("done", range(len(STEPS) + 1), ids=["nothing", *(f"after {step}" for step in STEPS)])
def test_a_rotation_that_was_interrupted_is_finished_by_starting_it_again(secret: Secret, done: int) -> None:
    before, token = secret.current(), secret.new_version()
    for step in STEPS[:done]:
        secret.step(step, token)
    assert secret.log_in(secret.current()) == secret.current()["username"], "the application goes on meanwhile"

    for step in STEPS:
        secret.step(step, token)

    after = secret.current()
    assert after["username"] != before["username"]
    assert secret.log_in(after) == after["username"]
    assert secret.log_in(before) == before["username"]


@pytest.mark.local
def test_a_step_of_a_rotation_that_another_one_has_overtaken_changes_nothing(secret: Secret) -> None:
    late = secret.new_version()
    for step in STEPS:
        secret.step(step, late)
    secret.rotate()
    secret.rotate()
    before = secret.current()

    for step in STEPS:
        with pytest.raises(RotationError, match="is not AWSPENDING"):
            secret.step(step, late)

    assert secret.current() == before
    assert secret.log_in(before) == before["username"]


@pytest.mark.local
@pytest.mark.parametrize(
    "value", ["hunter2-is-no-json-at-all", '{"username": "root", "password": "hunter2-hunter2-hunter2"}']
)
def test_a_malformed_secret_is_never_quoted(secret: Secret, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    before, token = secret.current(), secret.new_version()
    secret.client.put_secret_value(SecretId=secret.cluster.app_secret_arn, SecretString=value)
    try:
        with pytest.raises(ValidationError) as caught:
            secret.step("createSecret", token)
    finally:
        secret.client.put_secret_value(SecretId=secret.cluster.app_secret_arn, SecretString=json.dumps(before))
    assert "hunter2" not in str(caught.value)
    assert "hunter2" not in capsys.readouterr().out


@pytest.mark.local
def test_a_password_that_cannot_be_set_is_quoted_neither_in_the_error_nor_by_postgresql(
    secret: Secret, capsys: pytest.CaptureFixture[str]
) -> None:
    """PostgreSQL quotes a failed statement to the client and in its log."""
    token = secret.new_version()
    secret.step("createSecret", token)
    pending = secret.client.get_secret_value(SecretId=secret.cluster.app_secret_arn, VersionId=token)
    password = json.loads(pending["SecretString"])["password"]
    with closing(secret.cluster.postgres.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("ALTER ROLE alex_owner NOCREATEROLE")
        try:
            with pytest.raises(ClientError, match="alex_app_b cannot be made a login: permission denied") as caught:
                secret.step("setSecret", token)
        finally:
            cursor.execute("ALTER ROLE alex_owner CREATEROLE")
    for said in (str(caught.value), capsys.readouterr().out, secret.cluster.postgres.log()):
        assert password not in said
        assert "SCRAM-SHA-256$" not in said
    for step in STEPS[1:]:
        secret.step(step, token)


@pytest.mark.local
def test_setting_a_rotation_up_tries_the_way_to_the_database(secret: Secret) -> None:
    secret.step("testSecret", secret.new_version())


@pytest.mark.local
def test_the_user_in_use_keeps_its_password(secret: Secret) -> None:
    token = str(uuid.uuid4())
    same_user = json.dumps({"username": secret.current()["username"], "password": "x" * 40})
    pending = {"ClientRequestToken": token, "VersionStages": ["AWSPENDING"], "SecretString": same_user}
    secret.client.put_secret_value(SecretId=secret.cluster.app_secret_arn, **pending)

    with pytest.raises(RotationError, match="alex_app_a is in use"):
        secret.step("setSecret", token)

    assert secret.log_in(secret.current()) == "alex_app_a"


@pytest.mark.local
def test_nothing_of_a_rotation_is_logged(secret: Secret, caplog: pytest.LogCaptureFixture) -> None:
    before = secret.current()
    secret.rotate()
    logged = " ".join(str(vars(record)) for record in caplog.records)
    assert "finishSecret" in logged
    assert not [value for value in (before, secret.current()) if value["password"] in logged]


@pytest.mark.local
def test_another_secret_is_not_touched(secret: Secret) -> None:
    with pytest.raises(RotationError, match="not the application's secret"):
        secret.step("createSecret", "t" * 36, arn=secret.candidate_arn)


def test_a_step_that_secrets_manager_does_not_have_is_refused() -> None:
    with pytest.raises(ValidationError, match="Step"):
        rotator.handle({"Step": "dropSecret", "SecretId": ARN, "ClientRequestToken": "t"}, CONTEXT)


def test_an_event_that_is_refused_is_not_quoted() -> None:
    with pytest.raises(ValidationError) as caught:
        rotator.handle({"Step": "AKIAIOSFODNN7EXAMPLE", "SecretId": ARN, "ClientRequestToken": "t"}, CONTEXT)
    assert "AKIAIOSFODNN7EXAMPLE" not in str(caught.value)


def test_a_version_that_is_not_pending_is_refused() -> None:
    client: Any = boto3.client("secretsmanager")
    rotation = Rotation(client, ARN, ARN, "new", owner=None, candidate=None)  # pyright: ignore
    with Stubber(client) as stub:
        stub.add_response(
            "describe_secret", {"VersionIdsToStages": {"old-version-of-the-secret-1234567": ["AWSCURRENT"]}}
        )
        with pytest.raises(RotationError, match="version new of the secret is not AWSPENDING"):
            rotation.is_done()
