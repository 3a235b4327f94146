"""Stuck jobs with cause and next step, and the refusals of `alex jobs` and `alex redrive`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import boto3
import pytest
from rich.console import Console
from typer.testing import CliRunner

from cli.jobs import listing, redrive
from cli.jobs.database import JobRow
from cli.jobs.listing import Listed
from cli.jobs.queues import DeadLetter, job_id_in
from cli.jobs.redrive import _choice, _table
from cli.jobs.stuck import duration, stuck
from cli.main import app
from cli.shared.account import Account
from cli.shared.errors import UserError
from cli.shared.queue_depth import Depth

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ID = "4f6f3c1e-9d7a-4b57-8f0f-0b6d7b1c2a3d"
EMPTY, BUSY = Depth(0, 0), Depth(40, 5)


def job(status: str, **changes: Any) -> JobRow:
    fields: dict[str, Any] = {
        "job_id": ID,
        "user_id": "user",
        "status": status,
        "attempts": 1,
        "created_at": NOW - timedelta(hours=1),
        "updated_at": NOW,
        "lease_until": None,
        "errors": {},
        "now": NOW,
        "cost_usd": 0.01,
    }
    return JobRow(**{**fields, **changes})


def letter(body: str = f'{{"job_id": "{ID}"}}') -> DeadLetter:
    return DeadLetter(job_id_in(body), body, 3, NOW - timedelta(hours=1), "handle")


def lease(**left: float) -> dict[str, datetime]:
    return {"lease_until": NOW + timedelta(**left)}


@pytest.mark.parametrize(
    "well",
    [
        pytest.param(job("completed"), id="completed"),
        pytest.param(job("failed"), id="failed, and reported to the user"),
        pytest.param(job("pending", updated_at=NOW - timedelta(minutes=9)), id="pending for a while"),
        pytest.param(job("running", **lease(minutes=2)), id="running"),
        pytest.param(job("running", **lease(seconds=-40)), id="between two attempts"),
    ],
)
def test_a_job_that_runs_or_will_run_is_not_stuck(well: JobRow) -> None:
    assert stuck(well, None, BUSY) is None


@pytest.mark.parametrize(
    ("lost", "queue", "why", "advice"),
    [
        (job("pending", updated_at=NOW - timedelta(minutes=11)), EMPTY, "no planner has claimed it", "send a message"),
        (job("pending", updated_at=NOW - timedelta(minutes=11)), BUSY, "no planner has claimed it", "40 messages wait"),
        (job("running", **lease(minutes=-5)), EMPTY, "lease expired 5 min ago", f"alex redrive --job {ID}"),
    ],
    ids=["never queued", "behind others", "its planner was killed and its message lost"],
)
def test_a_stalled_job_is_stuck_with_cause_and_next_step(lost: JobRow, queue: Depth, why: str, advice: str) -> None:
    found = stuck(lost, None, queue)
    assert found is not None
    assert why in found.why
    assert advice in found.advice


@pytest.mark.parametrize("status", ["pending", "failed", "partial"])
def test_a_job_with_a_dead_letter_is_stuck_until_it_has_completed(status: str) -> None:
    found = stuck(job(status), letter(), EMPTY)
    assert found is not None
    assert "after 3 deliveries" in found.why
    assert stuck(job("completed"), letter(), EMPTY) is None
    assert stuck(job("running", **lease(minutes=1)), letter(), EMPTY) is None


@pytest.mark.parametrize(
    ("body", "of", "obstacle"),
    [
        ("not JSON", None, "not a job message"),
        ('{"job_id": "no uuid"}', None, "not a job message"),
        ('{"job_id": 7}', None, "not a job message"),
        ("[" * 100_000, None, "not a job message"),
        (f'{{"job_id": "{ID}", "more": 1}}', None, "not a job message"),
        (letter().body, None, "no such job"),
        (letter().body, job("completed"), "completed"),
        (letter().body, job("running", **lease(minutes=4)), "lease has 4 min left"),
        (letter().body, job("running", **lease(minutes=-4)), ""),
        (letter().body, job("failed"), ""),
        (letter().body, job("partial"), ""),
    ],
)
def test_only_jobs_that_can_run_again_are_redriven(body: str, of: JobRow | None, obstacle: str) -> None:
    found = _choice(letter(body), of).obstacle
    assert (obstacle in found) if obstacle else found == ""


def test_a_duration_has_one_unit() -> None:
    spans = [timedelta(seconds=5), timedelta(seconds=119), timedelta(minutes=7), timedelta(hours=30), timedelta(days=3)]
    assert [duration(span) for span in spans] == ["5 s", "119 s", "7 min", "30 h", "3 d"]


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> Listed:
    """The stack's only job: stuck, and of a user with a malicious name."""
    lost = job("running", user_id="[red]\x1b[2Jevil", errors={"charter": {"message": "Too slow."}}, **lease(minutes=-5))
    listed = Listed(lost, stuck(lost, letter(), EMPTY), letter())
    monkeypatch.setattr(listing, "account_of", lambda _stack: None)
    monkeypatch.setattr(listing, "find_jobs", lambda *_, **__: ([listed], 2))
    monkeypatch.setattr(listing, "console", Console(width=200, highlight=False))
    return listed


def test_jobs_are_listed_with_cause_and_next_step(listed: Listed, capsys: pytest.CaptureFixture[str]) -> None:
    listing.show_jobs("local", only_stuck=False, limit=20, as_json=False)
    shown = capsys.readouterr().out
    for expected in (
        ID,
        "[red]",
        "running",
        "expired 5 min ago",
        "0.010000",
        "charter: Too slow.",
        "alex redrive --job",
    ):
        assert expected in shown
    assert "2 dead letters belong to no job" in shown
    assert "\x1b[2J" not in shown


@pytest.mark.parametrize("width", [40, 60, 80])
def test_a_job_id_is_whole_at_every_width(
    listed: Listed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], width: int
) -> None:
    monkeypatch.setattr(listing, "console", Console(width=width, highlight=False))
    monkeypatch.setattr(listing, "find_jobs", lambda *_, **__: ([replace(listed, stuck=None)], 0))
    listing.show_jobs("local", only_stuck=False, limit=20, as_json=False)
    shown = capsys.readouterr().out
    assert "…" not in shown
    assert ID in shown.split()
    assert ("running" in shown.split()) == (width > 40)


@pytest.mark.parametrize("body", [letter().body, "not JSON"])
@pytest.mark.parametrize("width", [60, 80])
def test_the_job_id_of_a_dead_letter_is_whole(body: str, width: int, capsys: pytest.CaptureFixture[str]) -> None:
    lost = job("failed", user_id="user_2abcDEFghiJKL", errors={"charter": {"message": "Too slow to wait for."}})
    Console(width=width).print(_table([_choice(letter(), lost), _choice(letter(body), lost)]))
    assert ID in capsys.readouterr().out.split()


def test_the_command_prints_jobs_as_json(listed: Listed, capsys: pytest.CaptureFixture[str]) -> None:
    listing.show_jobs("local", only_stuck=True, limit=20, as_json=True)
    [found] = json.loads(capsys.readouterr().out)
    assert (found["job_id"], found["attempts"], found["dead_letter"]) == (ID, 1, True)
    assert found["age_seconds"] == 3600
    assert found["stuck"]["advice"] == f"fix the cause, then run: alex redrive --job {ID}"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["redrive", "--job", "no-id"], "--job no-id: not a job id"),
        (["redrive", "--stack", "nowhere"], "unknown stack 'nowhere'"),
        (["jobs", "--stack", "nowhere"], "unknown stack 'nowhere'"),
    ],
)
def test_wrong_arguments_are_one_line_and_a_hint(arguments: list[str], line: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    [problem, hint] = done.stderr.strip().splitlines()
    assert line in problem
    assert hint.startswith("hint: ")


class Queues:
    """The dead letters of a stack."""

    letters: ClassVar[list[DeadLetter]] = []

    def __init__(self, _account: object) -> None:
        return

    @contextmanager
    def dead_letters(self) -> Generator[list[DeadLetter]]:
        yield self.letters

    def depth(self) -> Depth:
        return EMPTY


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Account:
    """A stack with two dead letters: a message that is not a job, and that of a completed job."""
    completed = job("completed")

    class Database:
        def __init__(self, _account: object) -> None:
            return

        def of(self, ids: list[str]) -> dict[str, JobRow]:
            return {ID: completed} if ID in ids else {}

        def unfinished(self) -> list[JobRow]:
            return []

    monkeypatch.setattr(Queues, "letters", [letter("hello"), letter()])
    for module in (listing, redrive):
        monkeypatch.setattr(module, "JobsDatabase", Database)
        monkeypatch.setattr(module, "JobQueues", Queues)
        monkeypatch.setattr(module, "account_of", lambda stack: Account(stack, boto3.Session()))
        monkeypatch.setattr(module, "console", Console(width=200, highlight=False))
    return Account("prod", boto3.Session())


@pytest.mark.parametrize(
    ("letters", "said"),
    [
        (2, "no job can run again; delete the 2 messages: alex redrive --stack prod --discard"),
        (1, "no job can run again; delete the message: alex redrive --stack prod --discard"),
    ],
)
def test_messages_that_can_never_succeed_come_with_the_command_that_deletes_them(
    held: Account, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], letters: int, said: str
) -> None:
    monkeypatch.setattr(Queues, "letters", Queues.letters[:letters])
    assert redrive.redrive_in(held, job_id=None, dry_run=False, discard=False, sure=lambda _: True) == []
    assert said in capsys.readouterr().out


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize(
    ("letters", "said"), [(2, "2 dead letters belong to no job"), (1, "1 dead letter belongs to no job")]
)
def test_stuck_counts_the_messages_that_can_never_succeed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], letters: int, said: str
) -> None:
    monkeypatch.setattr(Queues, "letters", Queues.letters[:letters])
    listing.show_jobs("prod", only_stuck=True, limit=20, as_json=False)
    assert said in capsys.readouterr().out


def test_a_job_that_can_run_again_is_not_discarded(
    held: Account, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(redrive, "_choice", lambda letter, _job: redrive.Choice(letter, job("failed"), ""))
    assert redrive.redrive_in(held, job_id=None, dry_run=False, discard=True, sure=lambda _: True) == []
    assert "no message to delete; run the jobs again: alex redrive --stack prod" in capsys.readouterr().out


@pytest.mark.usefixtures("held")
def test_a_question_without_a_terminal_names_yes() -> None:
    with pytest.raises(UserError, match="--yes"):
        CliRunner().invoke(app, ["redrive", "--discard"], catch_exceptions=False)
