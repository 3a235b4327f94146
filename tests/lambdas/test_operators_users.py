"""`alex users` on a real database."""

from __future__ import annotations

import json
import uuid
from typing import Any

import boto3
import pytest

from cli.shared.account import Account
from cli.shared.errors import UserError
from cli.users import erase, show
from cli.users.database import UsersDatabase
from database.data_api import DataApi
from database.users import Users
from tests.lambdas.database.test_database_erasure import fill
from tests.lambdas.database_fixtures import Cluster

pytestmark = pytest.mark.local


@pytest.fixture
def account(cluster: Cluster) -> Account:
    """The account of the test's cluster: its stack is called `test`."""
    aws = cluster.aws
    session = boto3.Session(aws.access_key_id, aws.secret_access_key, region_name=aws.region)
    return Account("test", session, aws.endpoint)


def run(account: Account, name: str, **options: Any) -> Any:
    return erase.erase_in(account, name, **{"dry_run": False, "as_json": False, "sure": lambda _: True, **options})


def test_a_user_is_found_by_subject_and_by_pseudonym(db: DataApi, account: Account, user_id: str) -> None:
    fill(db, user_id)
    users = UsersDatabase(account)
    user = users.find(user_id)
    assert user is not None
    assert user.pseudonym == Users(db).pseudonym_of(user_id)
    assert users.find(user.pseudonym) == user
    counts = (user.accounts, user.positions, user.instruments, user.jobs, user.results, user.unfinished)
    assert counts == (1, 1, 1, 1, 1, 1)


def test_a_subject_that_looks_like_a_pseudonym_is_itself(db: DataApi, account: Account, user_id: str) -> None:
    fill(db, user_id)
    pseudonym = Users(db).pseudonym_of(user_id)
    assert pseudonym is not None
    Users(db).put(pseudonym, "A joker", None, "")
    found = UsersDatabase(account).find(pseudonym)
    assert found is not None
    assert found.user_id == pseudonym


@pytest.mark.parametrize("name", ["nobody", "' OR 1=1 --", "", "ä\U0001f4c8", "a\udcff"])
def test_an_unknown_user_is_one_line(account: Account, name: str) -> None:
    with pytest.raises(UserError, match="nothing is stored about"):
        show.found(UsersDatabase(account), name)


def test_an_erasure_deletes_everything_once(
    db: DataApi, account: Account, user_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(db, user_id)
    erased = run(account, user_id)
    assert erased is not None
    assert set(erased.model_dump().values()) == {1}
    said = " ".join(capsys.readouterr().out.split())
    assert "deleted the profile, 1 accounts, 1 positions, 1 instruments, 1 jobs, 1 results" in said
    with pytest.raises(UserError, match="nothing is stored about"):
        run(account, user_id)


@pytest.mark.parametrize("options", [{"dry_run": True}, {"sure": lambda _: False}], ids=["dry run", "not confirmed"])
def test_nothing_is_deleted_without_a_yes(
    db: DataApi, account: Account, user_id: str, options: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(db, user_id)
    assert run(account, user_id, **options) is None
    assert "nothing was deleted" in capsys.readouterr().out
    assert Users(db).get(user_id).version == 1


def test_json_says_what_was_stored_and_what_was_deleted(
    db: DataApi, account: Account, user_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(db, user_id)
    run(account, user_id, dry_run=True, as_json=True)
    before = json.loads(capsys.readouterr().out)
    run(account, before["pseudonym"], as_json=True)
    after = json.loads(capsys.readouterr().out)
    assert before == after | {"erased": None}
    assert after["erased"] == after["stored"]
    assert (after["user_id"], after["unfinished"]) == (user_id, 1)


def test_a_user_without_anything_but_a_profile(db: DataApi, account: Account) -> None:
    subject = f"[red]{uuid.uuid4()}"
    Users(db).put(subject, "", None, "")
    erased = run(account, subject)
    assert erased is not None
    assert set(erased.model_dump().values()) == {0}
