"""Which jobs are stuck, why, and what to do; and what the commands refuse."""

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

from cli.doctor.aws_account import Account
from cli.jobs import command, redrive
from cli.jobs.command import Listed
from cli.jobs.database import JobRow
from cli.jobs.queues import DeadLetter, Depth, job_id_in
from cli.jobs.redrive import _choice, _table
from cli.jobs.stuck import duration, stuck
from cli.main import app
from cli.shared.errors import UserError

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
        pytest.param(job("failed"), id="failed, which its user was told"),
        pytest.param(job("pending", updated_at=NOW - timedelta(minutes=9)), id="pending for a while"),
        pytest.param(job("running", **lease(minutes=2)), id="running"),
        pytest.param(job("running", **lease(seconds=-40)), id="between two attempts"),
    ],
)
def test_what_somebody_works_on_or_will_is_not_stuck(well: JobRow) -> None:
    assert stuck(well, None, BUSY) is None


@pytest.mark.parametrize(
    ("lost", "queue", "why", "advice"),
    [
        (job("pending", updated_at=NOW - timedelta(minutes=11)), EMPTY, "nobody has taken it", "sends one"),
        (job("pending", updated_at=NOW - timedelta(minutes=11)), BUSY, "nobody has taken it", "40 messages wait"),
        (job("running", **lease(minutes=-5)), EMPTY, "lease ended 5 min ago", f"alex redrive --job {ID}"),
    ],
    ids=["never queued", "behind others", "its planner was killed and its message lost"],
)
def test_what_nobody_works_on_is_stuck_and_says_what_to_do(lost: JobRow, queue: Depth, why: str, advice: str) -> None:
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
        ("not JSON", None, "no message of a job"),
        ('{"job_id": "no uuid"}', None, "no message of a job"),
        ('{"job_id": 7}', None, "no message of a job"),
        ("[" * 100_000, None, "no message of a job"),
        (f'{{"job_id": "{ID}", "more": 1}}', None, "no message of a job"),
        (letter().body, None, "there is no such job"),
        (letter().body, job("completed"), "it has completed"),
        (letter().body, job("running", **lease(minutes=4)), "a planner has it for another 4 min"),
        (letter().body, job("running", **lease(minutes=-4)), ""),
        (letter().body, job("failed"), ""),
        (letter().body, job("partial"), ""),
    ],
)
def test_only_what_can_run_again_is_redriven(body: str, of: JobRow | None, obstacle: str) -> None:
    found = _choice(letter(body), of).obstacle
    assert (obstacle in found) if obstacle else found == ""


def test_durations_are_read_at_a_glance() -> None:
    spans = [timedelta(seconds=5), timedelta(seconds=119), timedelta(minutes=7), timedelta(hours=30), timedelta(days=3)]
    assert [duration(span) for span in spans] == ["5 s", "119 s", "7 min", "30 h", "3 d"]


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> Listed:
    """The one job that the stack has: stuck, and of a user with an ill-meant name."""
    lost = job("running", user_id="[red]\x1b[2Jevil", errors={"charter": {"message": "Too slow."}}, **lease(minutes=-5))
    one = Listed(lost, stuck(lost, letter(), EMPTY), letter())
    monkeypatch.setattr(command, "account_of", lambda _stack: None)
    monkeypatch.setattr(command, "find_jobs", lambda *_, **__: ([one], 2))
    monkeypatch.setattr(command, "console", Console(width=200, highlight=False))
    return one


def test_jobs_are_shown_with_what_is_wrong_and_what_to_do(listed: Listed, capsys: pytest.CaptureFixture[str]) -> None:
    command.show_jobs("local", only_stuck=False, limit=20, as_json=False)
    shown = capsys.readouterr().out
    for expected in (ID, "[red]", "running", "ended 5 min ago", "0.010000", "charter: Too slow.", "alex redrive --job"):
        assert expected in shown
    assert "2 dead letters belong to no job" in shown
    assert "\x1b[2J" not in shown


@pytest.mark.parametrize("width", [40, 60, 80])
def test_a_jobs_id_is_whole_at_every_width(
    listed: Listed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], width: int
) -> None:
    monkeypatch.setattr(command, "console", Console(width=width, highlight=False))
    monkeypatch.setattr(command, "find_jobs", lambda *_, **__: ([replace(listed, stuck=None)], 0))
    command.show_jobs("local", only_stuck=False, limit=20, as_json=False)
    shown = capsys.readouterr().out
    assert "…" not in shown
    assert ID in shown.split()
    assert ("running" in shown.split()) == (width > 40)


@pytest.mark.parametrize("body", [letter().body, "not JSON"])
@pytest.mark.parametrize("width", [60, 80])
def test_the_id_of_a_dead_letters_job_is_whole(body: str, width: int, capsys: pytest.CaptureFixture[str]) -> None:
    lost = job("failed", user_id="user_2abcDEFghiJKL", errors={"charter": {"message": "Too slow to wait for."}})
    Console(width=width).print(_table([_choice(letter(), lost), _choice(letter(body), lost)]))
    assert ID in capsys.readouterr().out.split()


def test_jobs_are_json_for_programs(listed: Listed, capsys: pytest.CaptureFixture[str]) -> None:
    command.show_jobs("local", only_stuck=True, limit=20, as_json=True)
    [one] = json.loads(capsys.readouterr().out)
    assert (one["job_id"], one["attempts"], one["dead_letter"]) == (ID, 1, True)
    assert one["age_seconds"] == 3600
    assert one["stuck"]["advice"] == f"mend the cause, then `alex redrive --job {ID}`"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["redrive", "--job", "no-id"], "--job no-id: expected a job's id"),
        (["redrive", "--stack", "nowhere"], "nowhere"),
        (["jobs", "--stack", "nowhere"], "nowhere"),
    ],
)
def test_what_is_wrong_is_one_line(arguments: list[str], line: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    [said] = done.stderr.strip().splitlines()
    assert line in said


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
    """A stack whose dead letters are a stranger's and that of a job that has completed."""
    completed = job("completed")

    class Database:
        def __init__(self, _account: object) -> None:
            return

        def of(self, ids: list[str]) -> dict[str, JobRow]:
            return {ID: completed} if ID in ids else {}

        def unfinished(self) -> list[JobRow]:
            return []

    monkeypatch.setattr(Queues, "letters", [letter("hello"), letter()])
    for module in (command, redrive):
        monkeypatch.setattr(module, "JobsDatabase", Database)
        monkeypatch.setattr(module, "JobQueues", Queues)
        monkeypatch.setattr(module, "account_of", lambda stack: Account(stack, boto3.Session()))
        monkeypatch.setattr(module, "console", Console(width=200, highlight=False))
    return Account("prod", boto3.Session())


@pytest.mark.parametrize(
    ("letters", "said"),
    [
        (2, "nothing here can run again; `alex redrive --stack prod --discard` deletes these 2"),
        (1, "nothing here can run again; `alex redrive --stack prod --discard` deletes this one"),
    ],
)
def test_letters_that_cannot_run_again_come_with_what_deletes_them(
    held: Account, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], letters: int, said: str
) -> None:
    monkeypatch.setattr(Queues, "letters", Queues.letters[:letters])
    assert redrive.redrive_in(held, job_id=None, dry_run=False, discard=False, sure=lambda _: True) == []
    assert said in capsys.readouterr().out


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize(
    ("letters", "said"), [(2, "2 dead letters belong to no job"), (1, "1 dead letter belongs to no job")]
)
def test_stuck_counts_the_letters_that_nothing_can_come_of(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], letters: int, said: str
) -> None:
    monkeypatch.setattr(Queues, "letters", Queues.letters[:letters])
    command.show_jobs("prod", only_stuck=True, limit=20, as_json=False)
    assert said in capsys.readouterr().out


def test_what_can_run_again_is_not_deleted(
    held: Account, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(redrive, "_choice", lambda letter, _job: redrive.Choice(letter, job("failed"), ""))
    assert redrive.redrive_in(held, job_id=None, dry_run=False, discard=True, sure=lambda _: True) == []
    assert "nothing here is to be deleted: `alex redrive --stack prod`" in capsys.readouterr().out


@pytest.mark.usefixtures("held")
def test_a_question_without_a_terminal_names_the_option_that_answers_it() -> None:
    with pytest.raises(UserError, match="--yes"):
        CliRunner().invoke(app, ["redrive", "--discard"], catch_exceptions=False)
