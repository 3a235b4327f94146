"""Setup of Langfuse on ECS: what is made once, what is never replaced, and the migration's end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pydantic import ValidationError

from langfuse_setup.cache_user import set_password
from langfuse_setup.migration import Migration, MigrationError
from langfuse_setup.values import MADE, fill_internal, fill_project

HOSTS = {"database_host": "db.example:5433", "cache_host": "cache.example"}
CLUSTER = Migration(cluster="alex-langfuse", task_definition="arn:task:1", subnets=["s-1"], security_group="g-1")


class Vault:
    """Secrets Manager with one secret, as boto3's client."""

    def __init__(self, value: str | None = None, code: str = "ResourceNotFoundException") -> None:
        self.value, self.code, self.writes = value, code, 0

    def get_secret_value(self, SecretId: str) -> dict[str, str]:  # noqa: N803 - AWS's name
        if self.value is None:
            raise ClientError({"Error": {"Code": self.code}}, "GetSecretValue")
        return {"SecretString": self.value}

    def put_secret_value(self, SecretId: str, SecretString: str) -> None:  # noqa: N803
        self.value, self.writes = SecretString, self.writes + 1


def test_the_first_run_makes_every_value_and_they_differ() -> None:
    vault = Vault()
    internal, made = fill_internal(vault, "arn", HOSTS)

    assert (made, json.loads(vault.value or "")) == (list(MADE), internal)
    assert len({internal[name] for name in MADE}) == len(MADE)
    assert len(internal["encryption_key"]) == 64
    # In URLs and in ClickHouse's migration as they are.
    assert all(internal[name].isalnum() for name in MADE if name.endswith("_password") and name != "admin_password")


def test_a_second_run_changes_nothing() -> None:
    vault = Vault()
    first, _ = fill_internal(vault, "arn", HOSTS)
    second, made = fill_internal(vault, "arn", HOSTS)

    assert (second, made, vault.writes) == (first, [], 1)


def test_a_value_that_a_later_release_needs_is_added_and_a_new_host_written() -> None:
    vault = Vault(json.dumps({"salt": "old", "database_host": "before"}))
    internal, made = fill_internal(vault, "arn", HOSTS)

    assert (internal["salt"], internal["database_host"]) == ("old", "db.example:5433")
    assert set(made) == MADE.keys() - {"salt"}


def test_keys_of_the_project_that_a_person_has_set_stay() -> None:
    empty, filled = Vault(), Vault('{"public_key": "pk-lf-1", "secret_key": "sk-lf-1"}')

    assert (fill_project(empty, "arn"), fill_project(filled, "arn")) == (True, False)
    keys = json.loads(empty.value or "")
    assert (keys["public_key"][:6], keys["secret_key"][:6]) == ("pk-lf-", "sk-lf-")
    assert filled.writes == 0


def test_a_secret_that_may_not_be_read_is_not_overwritten() -> None:
    vault = Vault(code="AccessDeniedException")
    with pytest.raises(ClientError, match="AccessDenied"):
        fill_internal(vault, "arn", HOSTS)
    assert vault.writes == 0


class Cache:
    def __init__(self, mode: str) -> None:
        self.mode, self.modified = mode, list[dict[str, Any]]()

    def describe_users(self, UserId: str) -> dict[str, Any]:  # noqa: N803
        return {"Users": [{"UserId": UserId, "Authentication": {"Type": self.mode}}]}

    def modify_user(self, **changes: Any) -> None:
        self.modified.append(changes)


def test_the_user_of_the_cache_gets_its_password_once() -> None:
    fresh, known = Cache("iam"), Cache("password")

    assert (set_password(fresh, "alex", "secret"), set_password(known, "alex", "secret")) == (True, False)
    assert fresh.modified == [{"UserId": "alex", "AuthenticationMode": {"Type": "password", "Passwords": ["secret"]}}]
    assert not known.modified


class Ecs:
    """Answers of `describe_tasks` in turn; the last one for ever."""

    def __init__(self, *answers: list[dict[str, Any]], starts: bool = True) -> None:
        self.answers, self.starts, self.asked = list(answers), starts, dict[str, Any]()

    def run_task(self, **asked: Any) -> dict[str, Any]:
        self.asked = asked
        return {"tasks": [{"taskArn": "arn:run"}] if self.starts else [], "failures": [{"reason": "no capacity"}]}

    def describe_tasks(self, cluster: str, tasks: list[str]) -> dict[str, Any]:
        return {"tasks": self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]}


def ended(*exit_codes: int | None, **more: Any) -> list[dict[str, Any]]:
    containers = [
        {"name": f"c{number}", **({} if code is None else {"exitCode": code})} for number, code in enumerate(exit_codes)
    ]
    return [{"lastStatus": "STOPPED", "containers": containers, **more}]


def ticks() -> Iterator[float]:
    second = 0.0
    while True:
        yield second
        second += 1.0


def run(ecs: Ecs, seconds: float = 60) -> str:
    clock = ticks()
    return CLUSTER.run(ecs, seconds, sleep=lambda _: None, clock=lambda: next(clock))


def test_the_migration_is_awaited_in_a_private_network() -> None:
    # At first, not all of ECS knows the task.
    ecs = Ecs([], [{"lastStatus": "RUNNING"}], ended(0, 0))

    assert run(ecs) == "arn:run"
    network = ecs.asked["networkConfiguration"]["awsvpcConfiguration"]
    assert network == {"subnets": ["s-1"], "securityGroups": ["g-1"], "assignPublicIp": "DISABLED"}


@pytest.mark.parametrize(
    ("ecs", "message"),
    [
        (Ecs([], starts=False), "did not start.*no capacity"),
        (Ecs(ended(0, 1, stoppedReason="Essential container exited")), r"failed \(Essential container exited\): c1: 1"),
        (Ecs(ended(None, stoppedReason="CannotPullContainerError")), r"failed \(CannotPull.*c0: no exit code"),
        (Ecs([{"lastStatus": "RUNNING"}]), "has not ended within 60 s"),
    ],
    ids=["does not start", "fails", "pulls no image", "takes too long"],
)
def test_a_migration_that_does_not_end_well_fails_the_deployment(ecs: Ecs, message: str) -> None:
    with pytest.raises(MigrationError, match=message):
        run(ecs)


def test_an_event_of_another_kind_is_refused() -> None:
    from langfuse_setup.handler import _EVENTS  # pyright: ignore[reportPrivateUsage]

    with pytest.raises(ValidationError):
        _EVENTS.validate_python({"step": "restore"})
