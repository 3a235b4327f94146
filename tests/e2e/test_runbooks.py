"""Runbooks tried on the running system: a test breaks it, and the page's own commands mend it."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from cli.run.portfolio_file import PortfolioFile
from cli.shared.errors import UserError
from components.foundation.names import LIVE
from tests.e2e.earlier_database import EarlierDatabase
from tests.e2e.fragile import Breaker
from tests.e2e.rotation_load import DatabaseSecret
from tests.runbooks import programs
from tests.runbooks.pages import Runbook
from tests.runbooks.shell import Shell
from tests.waiting import until

pytestmark = pytest.mark.local
USER = "runbooks"
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def shell(alex: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    """A shell on the running stack, without what other tests left among the dead letters."""
    for url in (alex.stack.outputs["dlqUrl"], alex.stack.outputs["deadLettersUrl"]):
        alex.stack.client("sqs").purge_queue(QueueUrl=url)
    programs.announce(alex.stack.run_file(0.0), tmp_path / "state", monkeypatch)
    with closing(Shell(tmp_path, {"aws": programs.aws(alex.stack.client), "alex": programs.alex})) as made:
        yield made


@pytest.fixture
def user(alex: Any) -> Iterator[Any]:
    with alex.api(USER) as api:
        yield api


def symbols(api: Any) -> list[str]:
    """Of the user's positions, read from the database."""
    accounts = api.call("GET", "/accounts")["items"]
    return [
        position["symbol"]
        for account in accounts
        for position in api.call("GET", f"/accounts/{account['id']}/positions")["items"]
    ]


def refuses(api: Any) -> None:
    """The throttled API answers 429 here."""
    with pytest.raises(UserError, match=r"GET /api/accounts: (429|5\d\d)"):
        symbols(api)


def lets_nobody_in(alex: Any, secret: DatabaseSecret) -> None:
    """The API would try for as long as a request may take."""
    target = {"resourceArn": alex.stack.outputs["databaseClusterArn"], "secretArn": secret.arn, "database": "alex"}
    with pytest.raises(ClientError):
        alex.stack.client("rds-data").execute_statement(**target, sql="SELECT 1")


def test_a_bad_release_is_taken_back(alex: Any, shell: Shell, user: Any) -> None:
    page, client, name = Runbook("bad-release"), alex.stack.client("lambda"), alex.stack.outputs["functions"]["api"]
    before = client.get_alias(FunctionName=name, Name=LIVE)["FunctionVersion"]
    handler = client.get_function_configuration(FunctionName=name)["Handler"]
    client.update_function_configuration(FunctionName=name, Handler="api.handler.no_such_function")
    bad = client.publish_version(FunctionName=name)["Version"]
    client.update_alias(FunctionName=name, Name=LIVE, FunctionVersion=bad)
    try:
        refuses(user)

        shell.run(page.next("One function, at once"), VERSION=before)
        assert f'"{bad}"' in shell.said
        assert symbols(user) is not None
        shell.run(page.next("One function, at once"))
        shell.run(page.next("Afterwards"))
        assert "no dead letters" in shell.said
        page.end()
    finally:
        client.update_alias(FunctionName=name, Name=LIVE, FunctionVersion=before)
        client.update_function_configuration(FunctionName=name, Handler=handler)
        client.delete_function(FunctionName=name, Qualifier=bad)


def test_a_secret_that_leaked_was_overwritten_or_deleted_comes_back(alex: Any, shell: Shell, user: Any) -> None:
    page, secret = Runbook("lost-secret", but="It is gone"), DatabaseSecret(alex)
    leaked = secret.current()

    shell.run(page.next("It leaked"))
    assert secret.current()["username"] == leaked["username"]
    assert secret.current()["password"] != leaked["password"]

    secret.client.put_secret_value(SecretId=secret.arn, SecretString=json.dumps({**leaked, "password": "x" * 32}))
    lets_nobody_in(alex, secret)
    shell.run(page.next("It was overwritten"))
    assert symbols(user) is not None

    good = secret.client.get_secret_value(SecretId=secret.arn)["VersionId"]
    bad = secret.client.put_secret_value(SecretId=secret.arn, SecretString="oops")["VersionId"]
    lets_nobody_in(alex, secret)
    shell.run(page.next("It was overwritten"), GOOD_VERSION=good, BAD_VERSION=bad)
    assert symbols(user) is not None
    [pending] = [version for version, stages in secret.stages().items() if "AWSPENDING" in stages]
    shell.run(page.next("It was overwritten"), PENDING_VERSION=pending)
    assert symbols(user) is not None

    secret.client.delete_secret(SecretId=secret.arn, RecoveryWindowInDays=30)
    lets_nobody_in(alex, secret)
    shell.run(page.next("It was deleted"))
    assert symbols(user) is not None
    page.end()


def test_a_database_is_replaced_by_an_earlier_one(
    alex: Any, shell: Shell, user: Any, sample: Callable[[str], PortfolioFile]
) -> None:
    page = Runbook("restore-database")
    user.replace_portfolio(sample("starter"))
    held = symbols(user)
    earlier = EarlierDatabase(alex.stack)
    for account in user.call("GET", "/accounts")["items"]:
        user.call("DELETE", f"/accounts/{account['id']}")
    assert symbols(user) == []

    shell.run(page.next("Stop writing"))
    refuses(user)
    shell.run(page.next("Stop writing"))
    assert "available" in shell.said
    with key_to_be_deleted(alex) as key:
        shell.run(page.next("After the key's deletion was scheduled"), KEY_ID=key)
        assert '"Enabled"' in shell.said

    earlier.take_over()
    shell.run(page.next("Make it usable"))
    assert f"applied {earlier.missing}" in shell.said
    assert symbols(user) == held
    shell.run(page.next("Make it usable"))
    page.end()
    assert alex.wait_for(user, user.start_analysis())["status"] == "completed"
    alex.stack.client("rds").delete_db_cluster_snapshot(DBClusterSnapshotIdentifier="alex-local-before-restore")


def test_langfuse_is_away_and_comes_back(
    alex: Any,
    shell: Shell,
    user: Any,
    sample: Callable[[str], PortfolioFile],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page, run, away = Runbook("langfuse-away"), alex.stack.run_file(0.0), tmp_path / "away"
    with monkeypatch.context() as patch, Breaker(alex).configured("planner", LANGFUSE_BASE_URL=NOBODY):
        programs.announce(replace(run, trace_url=NOBODY), away, patch)
        job = alex.analyse(USER, sample("starter"))
        assert job["status"] == "completed"

        shell.run(page.next("See that it is Langfuse"), fails=True)
        failed = [line for line in shell.said.splitlines() if line.lstrip().startswith("✘")]
        assert failed
        assert all("Langfuse" in line for line in failed), shell.said
        shell.run(page.next("While it is away"))
        assert job["job_id"] in shell.said
    shell.run(page.next("When it is back"))
    page.end()


def test_analyses_are_stopped_and_go_on(
    alex: Any, shell: Shell, user: Any, sample: Callable[[str], PortfolioFile]
) -> None:
    page, breaker = Runbook("cost-surge"), Breaker(alex)
    job_id = alex.analyse(USER, sample("starter"))["job_id"]
    alex.trace(job_id)

    shell.run(page.next("What costs"))
    assert job_id in shell.said
    shell.run(page.next("Stop it"))
    waiting = user.start_analysis()
    until(lambda: breaker.messages(breaker.queue) == 1, "the job's message waits")
    assert user.job(waiting)["status"] == "pending"
    shell.run(page.next("Go on"))
    page.end()
    assert alex.wait_for(user, waiting)["status"] == "completed"


@contextmanager
def key_to_be_deleted(alex: Any) -> Generator[str]:
    """A key whose deletion is scheduled, and again afterwards."""
    client = alex.stack.client("kms")
    key = client.create_key()["KeyMetadata"]["KeyId"]
    client.schedule_key_deletion(KeyId=key, PendingWindowInDays=30)
    yield key
    client.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
