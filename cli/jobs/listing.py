"""`alex jobs`: all users' jobs, newest first, or only the stuck ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.text import Text

from cli.jobs.database import JobRow, JobsDatabase
from cli.jobs.queues import DeadLetter, JobQueues
from cli.jobs.stuck import Stuck, duration, stuck
from cli.shared.account import Account
from cli.shared.process.output import console, print_json
from cli.shared.stack_account import account_of
from cli.shared.tables import Column, Sheet, figures
from cli.shared.text import STATUS_STYLES, plain


@dataclass(frozen=True)
class Listed:
    job: JobRow
    stuck: Stuck | None
    letter: DeadLetter | None


def show_jobs(stack: str, *, only_stuck: bool, limit: int, as_json: bool) -> None:
    """Prints the jobs. Raises UserError when the stack does not answer."""
    found, useless = find_jobs(account_of(stack), only_stuck=only_stuck, limit=limit)
    if as_json:
        print_json([_json(listed) for listed in found])
        return
    if found:
        console.print(_table(found))
    else:
        console.print("no stuck jobs" if only_stuck else "no jobs")
    for listed in found:
        if listed.stuck:
            text = Text.assemble((listed.job.job_id, "bold"), f": {listed.stuck.why}\n  → {listed.stuck.advice}")
            console.print(text, soft_wrap=True)
    if useless:
        console.print(_about_useless(useless), soft_wrap=True)


def find_jobs(account: Account, *, only_stuck: bool, limit: int) -> tuple[list[Listed], int]:
    """The jobs, newest first, and the number of dead letters that can never succeed: without a job, or completed."""
    database, queues = JobsDatabase(account), JobQueues(account)
    with queues.dead_letters() as held:
        letters = {letter.job_id: letter for letter in held if letter.job_id}
        buried = database.of(list(letters))
    depth = queues.depth()
    rows = {row.job_id: row for row in (database.unfinished() if only_stuck else database.newest(limit))}
    if only_stuck:
        rows |= buried
    listed = [Listed(row, stuck(row, letters.get(row.job_id), depth), letters.get(row.job_id)) for row in rows.values()]
    shown = [row for row in listed if row.stuck or not only_stuck]
    shown.sort(key=lambda row: (row.job.created_at, row.job.job_id), reverse=True)
    return shown, sum(_is_useless(buried.get(letter.job_id or "")) for letter in held)


def _is_useless(job: JobRow | None) -> bool:
    return job is None or job.status == "completed"


def _about_useless(count: int) -> str:
    subject, them = ("1 dead letter belongs", "it") if count == 1 else (f"{count} dead letters belong", "them")
    return f"{subject} to no job or to a completed one; list {them}: alex redrive --dry-run"


def _table(found: list[Listed]) -> Sheet:
    """The id is never left out: the other commands take it."""
    table = Sheet(
        Column("job"),
        Column("user", spare=3),
        Column("status", spare=6),
        Column("age", right=True, spare=4),
        *figures("attempts", "lease", "USD", spare=("attempts", "lease", "USD")),
        Column("error", least=24, spare=5),
    )
    for listed in found:
        job = listed.job
        table.add_row(
            job.job_id,
            plain(job.user_id),
            Text(job.status, style=STATUS_STYLES.get(job.status, "")),
            duration(job.now - job.created_at),
            str(job.attempts),
            _lease(job),
            f"{job.cost_usd:.6f}",
            plain(job.error),
        )
    return table


def _lease(job: JobRow) -> str:
    if job.lease_until is None:
        return ""
    left = job.lease_until - job.now
    return f"{duration(left)} left" if left.total_seconds() > 0 else f"expired {duration(-left)} ago"


def _json(listed: Listed) -> dict[str, Any]:
    job = listed.job
    return {
        "job_id": job.job_id,
        "user_id": job.user_id,
        "status": job.status,
        "created_at": job.created_at.isoformat(),
        "age_seconds": round((job.now - job.created_at).total_seconds()),
        "attempts": job.attempts,
        "lease_until": job.lease_until.isoformat() if job.lease_until else None,
        "cost_usd": job.cost_usd,
        "errors": job.errors,
        "degraded_reason": job.degraded_reason,
        "dead_letter": listed.letter is not None,
        "stuck": {"why": listed.stuck.why, "advice": listed.stuck.advice} if listed.stuck else None,
    }
