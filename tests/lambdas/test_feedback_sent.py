"""What a user says of a job reaches Langfuse as a score of its trace, over HTTP, whatever Langfuse does meanwhile."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from agent_runtime import settings
from agent_runtime.telemetry import metrics
from agent_runtime.traces import trace_keys
from agent_runtime.traces.trace_keys import LangfuseKeys
from database.accounts import Accounts
from database.data_api import DataApi
from database.errors import DatabaseUnavailable
from database.job import JobStatus, Rating, trace_id_of
from database.job_claims import JobClaims
from database.job_feedback import JobFeedback
from database.jobs import Jobs
from database.portfolio.snapshot import load_snapshot
from database.users import Users
from feedback import langfuse as client
from feedback import send as sender
from feedback.score import NAME, score_id
from holdings.document import AccountKind
from housekeeper import handler as housekeeper
from planner.feedback import tell_feedback
from planner.job import run_job
from tests.lambdas.database_fixtures import Cluster
from tests.lambdas.lambda_context import CONTEXT
from tests.lambdas.trace_store import Gate, Langfuse

pytestmark = pytest.mark.local

WORDS = "My Nest Egg"


@pytest.fixture
def langfuse(tmp_path: Path) -> Iterator[Langfuse]:
    made = Langfuse(tmp_path)
    yield made
    made.server.stop()


@pytest.fixture
def gate(langfuse: Langfuse) -> Iterator[Gate]:
    made = Gate(langfuse.server.url)
    yield made
    made.server.stop()


@pytest.fixture(scope="module")
def database(cluster: Cluster) -> DataApi:
    """Of this module only: the housekeeper sends what is due of every user."""
    return cluster.as_owner(cluster.new_migrated_database())


@pytest.fixture
def owner(database: DataApi) -> DataApi:
    """Nobody has said anything."""
    for table in ("jobs", "deleted_jobs"):
        database.execute("Test", f"DELETE FROM {table}")
    return database


@pytest.fixture
def secret(langfuse: Langfuse) -> dict[str, str]:
    """May be changed."""
    return dict(langfuse.secret)


@pytest.fixture
def setting(gate: Gate, secret: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """`setting(NAME=value)` changes the environment of the functions, which send to the gate."""
    environment = {
        "ALEX_STACK": "test",
        "ALEX_ENVIRONMENT": "testing",
        "ALEX_FUNCTION": "planner",
        "ALEX_TITLE": "Planner",
        "RETENTION_JOB_DAYS": "0",
        "RETENTION_RESULT_DAYS": "0",
        "RETENTION_IDEMPOTENCY_DAYS": "0",
        "TRACES_BASE_URL": gate.server.url,
        "TRACES_SECRET_ARNS": "arn:one",
        "LANGFUSE_BASE_URL": gate.server.url,
        "LANGFUSE_SECRET_ARN": "arn:one",
        "ROTATION_DAYS": "30",
        "ROTATION_SECRET_ARNS": "arn:database",
    }
    cached = (
        *(settings.runtime_settings, settings.retention_settings),
        *(settings.trace_deletion_settings, settings.langfuse_settings, settings.rotation_settings),
    )
    cache = dict(secret)

    def get(_arn: str, *, force_fetch: bool = False, **_: Any) -> dict[str, str]:
        if force_fetch:
            cache.update(secret)
        return dict(cache)

    provider = SimpleNamespace(get=get)
    monkeypatch.setattr(trace_keys, "secrets_provider", lambda: provider)
    monkeypatch.setattr("housekeeper.traces.secrets_provider", lambda: provider)
    described = {"CreatedDate": datetime.now(UTC)}
    rotated = SimpleNamespace(describe_secret=lambda **_: described)
    monkeypatch.setattr(housekeeper, "secrets_client", lambda: rotated)

    def change(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        for each in cached:
            each.cache_clear()

    change(**environment)
    yield change
    for each in cached:
        each.cache_clear()
    metrics.flush()


class Said:
    """A job that has ended, its user, and both who tell Langfuse."""

    def __init__(self, db: DataApi, patch: pytest.MonkeyPatch, **ended: Any) -> None:
        self.db, self.user, self.feedback = db, f"user-{uuid.uuid4()}", JobFeedback(db)
        Accounts(db).create(self.user, WORDS, AccountKind.TAXABLE, Decimal(1000))
        self.job = Jobs(db).create(self.user, str(uuid.uuid4())).job_id
        claims = JobClaims(db)
        assert claims.claim(self.job, "token", 300)
        load_snapshot(db, self.job, "token")
        values: Any = {"status": JobStatus.COMPLETED, "errors": {}, "summary": "", "cost_usd": 0, "usage": {}, **ended}
        assert claims.finish(self.job, "token", **values)
        patch.setattr(housekeeper, "data_api", lambda: db)

    def say(self, rating: str = "up", comment: str = "") -> None:
        self.feedback.put(self.user, self.job, Rating(rating), comment)

    def withdraw(self) -> None:
        self.feedback.withdraw(self.user, self.job)

    def message(self) -> None:
        """The planner gets the API's message."""
        run_job(self.db, self.job, 60, 1)

    def day(self) -> int:
        """The housekeeper's run; the number of changes that it sent."""
        return housekeeper.handle({}, CONTEXT)["feedback_sent"]

    def waits(self) -> bool:
        return [job for _, job in self.feedback.due(10)] == [self.job]


@pytest.fixture
def said(owner: DataApi, setting: Any, monkeypatch: pytest.MonkeyPatch) -> Said:
    return Said(owner, monkeypatch)


def test_a_rating_becomes_a_score_of_the_jobs_trace_once(said: Said, langfuse: Langfuse, gate: Gate) -> None:
    said.say("up", "Well said.")
    said.message()
    said.message()
    said.day()
    (score,) = langfuse.all_scores()
    assert (score["name"], score["value"], score["dataType"]) == (NAME, True, "BOOLEAN")
    assert score["subject"] == {"kind": "trace", "id": trace_id_of(said.job)}
    assert (score["comment"], score["environment"]) == ("Well said.", "testing")
    assert len(gate.puts) == 1, "sent once"
    assert not said.waits()


def test_a_score_is_in_the_environment_of_its_trace(said: Said, langfuse: Langfuse, setting: Any) -> None:
    """Langfuse would refuse it otherwise, and the user's word would wait for ever."""
    setting(ALEX_ENVIRONMENT="Prod EU")
    said.say("up")
    said.message()
    assert [score["environment"] for score in langfuse.all_scores()] == ["prod-eu"]
    assert not said.waits()


def test_a_changed_mind_replaces_the_score(said: Said, langfuse: Langfuse, gate: Gate) -> None:
    for rating, comment in (("up", "Good."), ("down", "Bad."), ("down", "Bad."), ("down", "")):
        said.say(rating, comment)
        said.message()
    (score,) = langfuse.all_scores()
    assert (score["value"], score.get("comment")) == (False, None)
    assert len(gate.puts) == 3, "saying the same again is no change"
    assert {put["id"] for put in gate.puts} == {score_id(said.job, 1)}


def test_a_mind_changed_before_anything_was_sent_is_sent_once(said: Said, gate: Gate) -> None:
    said.say("up")
    said.say("down")
    said.message()
    assert [put["value"] for put in gate.puts] == [0]


def test_a_deletion_removes_the_score_and_the_next_rating_has_another_id(
    said: Said, langfuse: Langfuse, gate: Gate
) -> None:
    """Langfuse deletes in the background: it must not delete what is said afterwards."""
    said.say("up", "Well said.")
    said.message()
    said.withdraw()
    said.message()
    assert langfuse.all_scores() == []
    assert gate.deleted == [score_id(said.job, 1)]
    said.say("down")
    said.message()
    (score,) = langfuse.all_scores()
    assert score["id"] == score_id(said.job, 2) != score_id(said.job, 1)
    said.withdraw()
    said.message()
    assert langfuse.all_scores() == []
    assert not said.waits()


def test_a_rating_that_was_taken_back_before_it_was_sent_never_is(said: Said, langfuse: Langfuse, gate: Gate) -> None:
    said.say("up", "A slip.")
    said.withdraw()
    said.message()
    assert (gate.puts, langfuse.all_scores()) == ([], [])
    assert not said.waits()


def test_no_score_outlives_its_withdrawal_through_an_outage(said: Said, langfuse: Langfuse, gate: Gate) -> None:
    said.say("up")
    said.message()
    gate.fault = "503"
    said.withdraw()
    said.message()
    said.say("down")
    said.withdraw()
    said.message()
    said.say("down", "At last.")
    gate.fault = ""
    said.message()
    (score,) = langfuse.all_scores()
    assert score["comment"] == "At last."


@pytest.mark.parametrize(
    "fault", ["400", "401", "403", "404", "429", "500", "503", "rejected", "sign-in page", "redirect", "hangs"]
)
def test_what_langfuse_does_not_take_is_sent_later(
    said: Said,
    langfuse: Langfuse,
    gate: Gate,
    fault: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(client, "TIMEOUT_SECONDS", 0.3)
    gate.fault = fault
    said.say("up", "Private words.")
    said.message()
    assert said.waits()
    assert said.day() == 0
    assert said.waits()
    written = capsys.readouterr().out + caplog.text
    assert '"FeedbackNotSent":[1.0,1.0]' in written
    assert "Langfuse did not take" in written
    assert "Private words" not in written
    assert langfuse.keys.secret_key not in written
    gate.fault = ""
    assert said.day() == 1
    assert [score["comment"] for score in langfuse.all_scores()] == ["Private words."]
    assert not said.waits()


def test_langfuse_may_be_out_of_reach(said: Said, langfuse: Langfuse, setting: Any, gate: Gate) -> None:
    setting(LANGFUSE_BASE_URL="http://127.0.0.1:9")
    said.say("down")
    said.message()
    assert said.waits()
    setting(LANGFUSE_BASE_URL=gate.server.url)
    said.message()
    assert [score["value"] for score in langfuse.all_scores()] == [False]


def test_unreadable_keys_lose_nothing(said: Said, secret: dict[str, str], langfuse: Langfuse, setting: Any) -> None:
    good = dict(secret)
    secret.clear()
    trace_keys.secrets_provider().get("arn:one", force_fetch=True)
    keys: Any = trace_keys.secrets_provider()
    keys.get = lambda *_, **__: {"public_key": ""}
    said.say("up")
    said.message()
    assert said.waits()
    keys.get = lambda *_, **__: good
    said.message()
    assert langfuse.scores() == 1


def test_new_keys_are_used_at_once(said: Said, secret: dict[str, str], langfuse: Langfuse, gate: Gate) -> None:
    """The cached ones were rotated."""
    old = LangfuseKeys(public_key="pk-lf-old", secret_key="sk-lf-old")
    keys: Any = trace_keys.secrets_provider()
    keys.get = lambda *_, force_fetch=False, **__: dict(secret) if force_fetch else old.model_dump()
    said.say("up")
    said.message()
    assert langfuse.scores() == 1
    assert len(gate.puts) == 2


def test_one_refused_score_does_not_hold_up_the_others(
    owner: DataApi, said: Said, langfuse: Langfuse, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused, fine = Said(owner, monkeypatch), Said(owner, monkeypatch)
    for each in (refused, fine):
        each.say("up")
    real = client.Scores.put

    def put(self: client.Scores, score: dict[str, Any]) -> None:
        if score["traceId"] == trace_id_of(refused.job):
            raise client.Refused("answered 400")
        real(self, score)

    monkeypatch.setattr(client.Scores, "put", put)
    assert said.day() == 1
    assert refused.waits()
    (score,) = langfuse.all_scores()
    assert score["subject"]["id"] == trace_id_of(fine.job)


def test_an_outage_ends_the_run_of_the_housekeeper_after_one_try(
    owner: DataApi, said: Said, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in (said, Said(owner, monkeypatch), Said(owner, monkeypatch)):
        each.say("up")
    gate.fault = "503"
    assert said.day() == 0
    assert len(gate.asked) == 1


def test_the_housekeeper_sends_page_after_page(
    owner: DataApi, said: Said, langfuse: Langfuse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "BATCH", 2)
    for each in (said, *(Said(owner, monkeypatch) for _ in range(4))):
        each.say("up")
    assert said.day() == 5
    assert langfuse.scores() == 5


def test_a_mind_changed_while_it_is_sent_is_sent_again(
    said: Said, langfuse: Langfuse, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = client.Scores.put

    def put(self: client.Scores, score: dict[str, Any]) -> None:
        if score["value"]:
            said.say("down", "No, it is not.")
            # The API's message, while the first one is at work: somebody has the row.
            tell_feedback(said.db, said.job)
        real(self, score)

    monkeypatch.setattr(client.Scores, "put", put)
    said.say("up")
    said.message()
    assert [put["value"] for put in gate.puts] == [1, 0]
    assert [score["comment"] for score in langfuse.all_scores()] == ["No, it is not."]
    assert not said.waits()


def test_a_sender_that_died_leaves_the_row_to_the_next_one(said: Said, owner: DataApi, langfuse: Langfuse) -> None:
    said.say("up")
    assert said.feedback.take(said.job)
    said.message()
    assert langfuse.scores() == 0
    owner.execute("Test", "UPDATE job_feedback SET sending_until = now() - interval '1 second'")
    said.message()
    assert langfuse.scores() == 1


def test_an_erasure_removes_the_score_with_the_trace(said: Said, langfuse: Langfuse, owner: DataApi) -> None:
    said.say("up", "Well said.")
    said.message()
    Users(owner).erase(said.user)
    said.message()
    owner.execute("Test", "UPDATE deleted_jobs SET deleted_at = deleted_at - interval '2 hours'")
    said.day()
    assert langfuse.all_scores() == []


def test_feedback_that_was_never_sent_goes_with_its_user(said: Said, owner: DataApi, gate: Gate) -> None:
    said.say("up", "Well said.")
    Users(owner).erase(said.user)
    said.message()
    said.day()
    assert gate.puts == []


@pytest.mark.parametrize(
    ("content", "sent"),
    [
        ("full", f"Of {WORDS}: write to ada@example.com."),
        ("masked", "Of [account 1]: write to [e-mail]."),
        ("metadata", None),
    ],
)
def test_a_comment_is_masked_like_a_trace(
    said: Said, langfuse: Langfuse, setting: Any, content: str, sent: str | None
) -> None:
    setting(LANGFUSE_CONTENT=content)
    said.say("up", f"Of {WORDS}: write to ada@example.com.")
    said.message()
    (score,) = langfuse.all_scores()
    assert (score["value"], score.get("comment")) == (True, sent)


def test_a_comment_that_cannot_be_masked_any_more_is_not_sent(said: Said, langfuse: Langfuse, owner: DataApi) -> None:
    owner.execute("Test", "DELETE FROM job_snapshots")
    said.say("up", f"Of {WORDS}.")
    said.message()
    (score,) = langfuse.all_scores()
    assert score.get("comment") is None


def test_a_job_without_a_trace_gets_no_score(said: Said, gate: Gate, setting: Any) -> None:
    setting(LANGFUSE_SAMPLE_RATE="0")
    said.say("up")
    said.message()
    assert gate.asked == []
    assert not said.waits()


def test_the_trace_of_a_job_in_trouble_is_scored_whatever_is_sampled(
    owner: DataApi, setting: Any, langfuse: Langfuse, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting(LANGFUSE_SAMPLE_RATE="0")
    for ended in (
        {"errors": {"charter": {"kind": "timeout", "message": "Late."}}},
        {"degraded_reason": "It was busy."},
    ):
        job = Said(owner, monkeypatch, **ended)
        job.say("down")
        job.message()
    assert langfuse.scores() == 2


def test_feedback_that_has_waited_for_days_fails_the_run_after_everything_else(
    said: Said, owner: DataApi, gate: Gate
) -> None:
    said.say("up")
    owner.execute("Test", "UPDATE job_feedback SET updated_at = now() - interval '73 hours'")
    gate.fault = "503"
    with pytest.raises(housekeeper.FeedbackOverdue, match=r"has waited for 3\.0 days"):
        said.day()


def test_a_database_that_is_away_fails_no_message(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any) -> Any:
        raise DatabaseUnavailable("away")

    said.say("up")
    monkeypatch.setattr(JobFeedback, "take", away)
    said.message()
    monkeypatch.undo()
