"""`alex secrets` on the running system: it says what there is, rotates, and says what to do when a step fails."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from cli.secrets import list_secrets, rotate, set_value
from cli.secrets.list_secrets import secrets_of
from cli.secrets.rotate import follow, rotate_secret
from cli.secrets.rotation import Followed
from cli.shared.account import Account
from cli.shared.errors import UserError
from tests.e2e.rotation_load import DatabaseSecret, owner_may_not_change_logins

pytestmark = pytest.mark.local


@pytest.fixture
def account(alex: Any, monkeypatch: pytest.MonkeyPatch) -> Account:
    """Of the running stack, for the commands too."""
    aws = alex.stack.aws
    session = boto3.Session(aws.access_key_id, aws.secret_access_key, region_name=aws.region)
    made = Account("local", session, alex.stack.endpoint)
    for module in (list_secrets, rotate, set_value):
        monkeypatch.setattr(module, "account_of", lambda _stack: made)
    return made


def test_every_secret_is_listed_with_what_may_be_known_and_no_value(
    alex: Any, account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {secret.name: secret for secret in secrets_of(account)}
    assert found.keys() == {*alex.stack.outputs["secrets"], "database-master"}
    assert {name: secret.rotation for name, secret in found.items()} == {
        "langfuse": "by hand",
        "database-app": "every 30 days",
        "database-candidate": "by the rotator",
        "origin": "every 30 days",
        "database-master": "by RDS",
    }
    assert all(found[name].has_value for name in ("langfuse", "database-app", "origin", "database-master"))
    assert not any(secret.unfinished for secret in found.values())

    list_secrets.list_secrets("local")

    printed = capsys.readouterr().out
    assert all(name in printed for name in found)
    client = alex.stack.client("secretsmanager")
    assert client.get_secret_value(SecretId=alex.stack.outputs["secrets"]["origin"])["SecretString"] not in printed


def test_a_secret_without_a_value_is_shown_to_have_none(alex: Any, account: Account) -> None:
    client = alex.stack.client("secretsmanager")
    client.create_secret(Name="alex-local-langfuse-tagger")
    try:
        (own,) = [secret for secret in secrets_of(account) if secret.name == "langfuse-tagger"]
        assert not own.has_value
    finally:
        client.delete_secret(SecretId="alex-local-langfuse-tagger", ForceDeleteWithoutRecovery=True)


def test_a_rotation_is_followed_to_its_end(alex: Any, account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    before = DatabaseSecret(alex).current()
    rotate_secret("database-app", "local")
    after = DatabaseSecret(alex).current()

    assert before["username"] != after["username"]
    printed = capsys.readouterr().out
    assert all(step in printed for step in rotate.STEPS)
    assert "rotate twice" in printed
    assert after["password"] not in printed


def test_a_step_that_fails_is_named_with_its_reason_and_goes_on_when_it_is_mended(
    alex: Any, account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = DatabaseSecret(alex)
    before = secret.current()
    with owner_may_not_change_logins(alex):
        with pytest.raises(UserError, match=r"database-app: setSecret failed: .*permission denied.*\nhint: ") as caught:
            rotate_secret("database-app", "local")
        assert "\n" not in caught.value.problem
        assert secret.current() == before
        (listed,) = [one for one in secrets_of(account) if one.name == "database-app"]
        assert listed.unfinished

    rotate_secret("database-app", "local")

    assert secret.current()["username"] != before["username"]
    assert "unfinished" in capsys.readouterr().out


def test_a_rotation_that_does_not_end_is_given_up_with_what_is_under_way(account: Account) -> None:
    class Hanging(Followed):
        def done(self) -> list[str]:
            return ["createSecret"]

    hanging = Hanging(account, "alex-local-origin", "version", "group", 0)
    with pytest.raises(UserError, match="origin: not finished after 0 s, still in setSecret"):
        follow(hanging, "origin", lambda _done: None, patience=0)


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_key_is_not_stored(account: Account, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setattr(set_value.typer, "prompt", lambda *_, **__: value)
    with pytest.raises(UserError, match="must not be empty"):
        set_value.set_secret("langfuse", "local")
