"""`alex redrive`: lists the jobs' dead letters, and sends them back to the queue."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from textwrap import wrap
from typing import Any

from cli.jobs.database import JobRow, JobsDatabase
from cli.jobs.queues import DeadLetter, JobQueues
from cli.jobs.stuck import duration
from cli.shared.account import Account
from cli.shared.console import confirmed, console
from cli.shared.errors import UsageError, UserError
from cli.shared.process.output import console_on_stderr, print_json
from cli.shared.project import LOCAL_STACK
from cli.shared.stack_account import account_of
from cli.shared.tables import Column, Sheet, figures
from cli.shared.text import plain

MAX_BODY = 60
CLAIMED = "another process has already claimed it"
ID_WIDTH = 36


@dataclass(frozen=True)
class Choice:
    """One dead letter, its job, and whether the job can run again."""

    letter: DeadLetter
    job: JobRow | None
    obstacle: str
    """Reason why the job cannot run again, or empty."""


def redrive(stack: str, *, job_id: str | None, dry_run: bool, yes: bool, discard: bool, as_json: bool = False) -> None:
    """Lists and redrives the dead letters of a stack.

    Args:
        job_id: only this job's; a job without a dead letter is queued again.
        discard: deletes the messages that can never succeed, and redrives none.
        as_json: prints the messages and what was done as JSON; needs `dry_run` or `yes`.

    Raises:
        UsageError: not a job id.
        UserError: the job cannot run again, or AWS refused.
    """
    if job_id is not None:
        job_id = _checked(job_id)

    def sure(question: str) -> bool:
        return yes or confirmed(question)

    found = list[Choice]()
    with console_on_stderr(as_json):
        queued = redrive_in(
            account_of(stack), job_id=job_id, dry_run=dry_run, discard=discard, sure=sure, on_found=found.extend
        )
    if as_json:
        deleted = sum(bool(choice.obstacle) for choice in found) if discard and not dry_run else 0
        print_json({"dead_letters": [_json(choice) for choice in found], "queued": queued, "deleted": deleted})


def redrive_in(
    account: Account,
    *,
    job_id: str | None,
    dry_run: bool,
    discard: bool,
    sure: Callable[[str], bool],
    on_found: Callable[[list[Choice]], None] = lambda _: None,
) -> list[str]:
    """The same in an account; returns the ids of the queued jobs, and gives `on_found` the dead letters."""
    database, queues = JobsDatabase(account), JobQueues(account)
    with queues.dead_letters() as held:
        wanted = [letter for letter in held if job_id in (None, letter.job_id)]
        jobs = database.of([*{letter.job_id for letter in wanted if letter.job_id}])
        choices = [_choice(letter, jobs.get(letter.job_id or "")) for letter in wanted]
        on_found(choices)
        if choices:
            console.print(_table(choices))
        elif job_id is None:
            console.print("no dead letters")
        elif not discard:
            return _queue_again(database, queues, job_id, dry_run=dry_run, sure=sure)
        chosen = [choice for choice in choices if bool(choice.obstacle) == discard]
        if choices and not chosen:
            console.print(_nothing_to_do(account.stack, len(choices), discard=discard), soft_wrap=True)
        if dry_run or not chosen or not sure(_question(len(chosen), discard=discard)):
            return []
        if discard:
            for choice in chosen:
                queues.delete(choice.letter)
            console.print(f"deleted {len(chosen)} dead letters")
            return []
        return _move(database, queues, chosen)


def _move(database: JobsDatabase, queues: JobQueues, chosen: list[Choice]) -> list[str]:
    """Reopens each job, queues it, then deletes its dead letter: a failure in between leaves the letter in place."""
    moved = list[str]()
    for choice in chosen:
        job = choice.job
        if job is None or not database.reopen(job.job_id):
            console.print(f"{choice.letter.job_id}: {CLAIMED}, skipped")
            continue
        queues.queue(job.job_id)
        queues.delete(choice.letter)
        moved.append(job.job_id)
    console.print(f"queued {len(moved)} jobs again; follow them: alex jobs")
    return moved


def _queue_again(
    database: JobsDatabase, queues: JobQueues, job_id: str, *, dry_run: bool, sure: Callable[[str], bool]
) -> list[str]:
    """Queues a job without a dead letter: its message was lost, or never sent."""
    job = database.of([job_id]).get(job_id)
    if job is None:
        raise UserError(f"--job {job_id}: no such job", "list the ids: alex jobs")
    if obstacle := _obstacle(job):
        raise UserError(f"--job {job_id}: {obstacle}")
    console.print(f"job {job_id} of {job.user_id} is {job.status} and has no dead letter", soft_wrap=True, markup=False)
    if dry_run or not sure("Queue it again?"):
        return []
    if not database.reopen(job_id):
        raise UserError(f"--job {job_id}: {CLAIMED}", f"follow it: alex trace {job_id}")
    queues.queue(job_id)
    console.print("queued; follow it: alex jobs")
    return [job_id]


def _choice(letter: DeadLetter, job: JobRow | None) -> Choice:
    if letter.job_id is None:
        return Choice(letter, None, "not a job message")
    if job is None:
        return Choice(letter, None, "no such job, or its user was deleted")
    return Choice(letter, job, _obstacle(job))


def _obstacle(job: JobRow) -> str:
    if job.status == "completed":
        return "completed"
    if job.status == "running" and job.lease_until and job.lease_until > job.now:
        return f"running: its planner's lease has {duration(job.lease_until - job.now)} left"
    return ""


def _checked(job_id: str) -> str:
    try:
        return str(uuid.UUID(job_id))
    except ValueError:
        raise UsageError(f"--job {job_id}: not a job id", "list the ids: alex jobs") from None


def _nothing_to_do(stack: str, count: int, *, discard: bool) -> str:
    command = "alex redrive" if stack == LOCAL_STACK else f"alex redrive --stack {stack}"
    if discard:
        return f"no message to delete; run the jobs again: {command}"
    return f"no job can run again; delete the {'message' if count == 1 else f'{count} messages'}: {command} --discard"


def _question(count: int, *, discard: bool) -> str:
    if discard:
        return f"Delete {count} messages that can never succeed?"
    return f"Send {count} messages back to the jobs queue?"


def _table(choices: list[Choice]) -> Sheet:
    """A job's id stays on one line, so that it can be copied for `--job`."""
    table = Sheet(
        Column("job"),
        Column("user", spare=2),
        Column("status", spare=3),
        *figures("receives", "age", spare=("receives", "age")),
        Column("error, or why it cannot run", least=12),
    )
    now = datetime.now(UTC)
    for choice in choices:
        letter, job = choice.letter, choice.job
        body = letter.body if len(letter.body) <= MAX_BODY else f"{letter.body[:MAX_BODY]}…"
        table.add_row(
            letter.job_id or "\n".join(wrap(plain(body).plain, ID_WIDTH)),
            plain(job.user_id if job else ""),
            job.status if job else "",
            str(letter.receives),
            duration(now - letter.sent),
            plain(choice.obstacle or (job.error if job else "")),
        )
    return table


def _json(choice: Choice) -> dict[str, Any]:
    letter, job = choice.letter, choice.job
    return {
        "job_id": letter.job_id,
        "body": letter.body,
        "user_id": job.user_id if job else None,
        "status": job.status if job else None,
        "receives": letter.receives,
        "sent": letter.sent.isoformat(),
        "obstacle": choice.obstacle or None,
        "error": job.error if job else "",
    }
