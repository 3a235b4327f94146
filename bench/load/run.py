"""One run: starts the users, watches the queue, waits for the jobs and makes the report."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.load.diary import Diary, read_diary
from bench.load.invocations import Invocation, read_invocations
from bench.load.measures import make_report
from bench.load.outcome import ENDED, outcome
from bench.load.plan import VARIABLE, Plan
from bench.load.queue_watch import Depth, QueueWatch, depth_of
from bench.load.report import Report
from bench.load.target import Inside, Target
from cli.shared.api_client import ApiClient
from cli.shared.errors import UserError

ROOT = Path(__file__).resolve().parents[2]
PORTFOLIO = ROOT / "samples" / "portfolios" / "growth.json"
#: Users started a second.
ARRIVALS = 10
#: Time for the users' work before and after the measurement.
_MARGIN_SECONDS = 300.0
#: Time after the users' end for every job to end.
_PATIENCE_SECONDS = 300.0
_SETTLE_SECONDS = 30.0
_POLL_SECONDS = 3.0


@dataclass(frozen=True)
class Work:
    """Work of the users: a locust file in this folder, and its numbers, documented in `Plan`."""

    file: str
    jobs: int
    seconds: float


def run(target: Target, work: Work, say: Callable[[str], None] = lambda _: None) -> Report:
    """Raises UserError when locust is missing or fails."""
    started = time.time()
    before = {job for jobs in _stored(target).values() for job in jobs}
    inside = target.inside
    letters = depth_of(inside.client("sqs"), inside.outputs["dlqUrl"]) if inside else None
    with ExitStack() as watching:
        depths = list[Depth]()
        if inside:
            watch = watching.enter_context(QueueWatch(inside.client("sqs"), inside.outputs["queueUrl"]))
            depths = watch.depths
        say(f"{len(target.tokens)} users are working")
        diary = _users(target, work)
        say("waiting for jobs that have not ended")
        stored = _ended(target, diary)
        left = _settled(inside)
    say("reading logs")
    api = _logs(inside, "api", diary.ready or started, diary.over or time.time())
    planner = _logs(inside, "planner", started, time.time())
    jobs = outcome(
        diary.accepted,
        {job: found for job, found in stored.items() if job not in before},
        [invocation.finished_job for invocation in planner if invocation.finished_job],
        dead_letters=_new_letters(inside, letters),
        left_in_queue=left,
    )
    return make_report(diary, [*api, *planner], depths, jobs, users=len(target.tokens))


def _users(target: Target, work: Work) -> Diary:
    """Runs locust, which receives the users' tokens in a temporary file."""
    with tempfile.TemporaryDirectory(prefix="alex-load-") as folder:
        plan, events = Path(folder) / "plan.json", Path(folder) / "events.jsonl"
        Plan(
            target.url, target.origin_secret, target.tokens, str(PORTFOLIO), work.jobs, work.seconds, str(events)
        ).write(plan)
        users = len(target.tokens)
        command = [sys.executable, "-m", "locust", "-f", str(Path(__file__).with_name(work.file)), "--headless"]
        command += ["--users", str(users), "--spawn-rate", str(ARRIVALS), "--only-summary", "--loglevel", "WARNING"]
        # Waits for pending requests, but not for a user's whole work.
        command += ["--stop-timeout", "10", "--exit-code-on-error", "0"]
        bound = users / ARRIVALS + work.seconds + _MARGIN_SECONDS
        try:
            done = subprocess.run(  # noqa: S603
                command,
                cwd=ROOT,
                env=os.environ | {VARIABLE: str(plan)},
                capture_output=True,
                text=True,
                timeout=bound,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise UserError(f"the users had not finished after {bound:.0f} s: the target does not answer") from error
        if done.returncode:
            raise UserError(f"locust ended with code {done.returncode}: {done.stderr.strip()[-500:]}")
        return read_diary(events.read_text().splitlines() if events.exists() else [])


def _stored(target: Target) -> dict[int, dict[str, dict[str, Any]]]:
    """Every user's jobs, by the user's number and by id."""
    return {number: _jobs_of(target, token) for number, token in enumerate(target.tokens)}


def _jobs_of(target: Target, token: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    with ApiClient(target.url, token, target.origin_secret) as api:
        before = ""
        while before is not None:
            page = api.call("GET", f"/jobs?limit=100{before and f'&before={before}'}")
            found |= {job["job_id"]: job for job in page["items"]}
            before = page["next_before"]
    return found


def _ended(target: Target, diary: Diary) -> dict[str, dict[str, Any]]:
    """All users' jobs, once the accepted ones have ended or the time is up.

    Raises UserError when the API still returns errors at the end.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    stored: dict[str, dict[str, Any]] = {}
    waiting = dict(enumerate(target.tokens))
    while waiting:
        for number, token in list(waiting.items()):
            late = time.monotonic() > deadline
            try:
                jobs = _jobs_of(target, token)
            except UserError:
                if late:
                    raise
                continue
            stored |= jobs
            mine = [job for job, user in diary.accepted.items() if user == number]
            if late or all(job in jobs and jobs[job]["status"] in ENDED for job in mine):
                del waiting[number]
        time.sleep(_POLL_SECONDS if waiting else 0.0)
    return stored


def _settled(inside: Inside | None) -> int:
    """Messages in the queue, after time for planners with a finished job to delete theirs."""
    if inside is None:
        return 0
    deadline = time.monotonic() + _SETTLE_SECONDS
    while True:
        depth = depth_of(inside.client("sqs"), inside.outputs["queueUrl"])
        left = depth.waiting + depth.in_flight
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.5)


def _new_letters(inside: Inside | None, before: Depth | None) -> int:
    if inside is None or before is None:
        return 0
    now = depth_of(inside.client("sqs"), inside.outputs["dlqUrl"])
    return now.waiting + now.in_flight - before.waiting - before.in_flight


def _logs(inside: Inside | None, function: str, since: float, until: float) -> list[Invocation]:
    if inside is None:
        return []
    group = f"/aws/lambda/{inside.outputs['functions'][function]}"
    return read_invocations(inside.client("logs"), group, since, until)
