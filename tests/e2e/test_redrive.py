"""A job that failed for good and is redriven completes, and what had been delivered is not bought again."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from cli.jobs.listing import Listed, find_jobs
from cli.jobs.redrive import redrive_in
from cli.run.portfolio_file import PortfolioFile
from tests.e2e.fragile import MAX_RECEIVES, Breaker, booked, until

pytestmark = [pytest.mark.local, pytest.mark.soak]

Sample = Callable[[str], PortfolioFile]


def never(_question: str) -> bool:
    raise AssertionError("nothing is asked in a dry run")


def stuck(broken: Breaker, job_id: str) -> list[Listed]:
    """What `alex jobs --stuck` shows of the job."""
    shown, _ = find_jobs(broken.account, only_stuck=True, limit=20)
    return [one for one in shown if one.job.job_id == job_id]


def dead(broken: Breaker, api: Any, portfolio: PortfolioFile) -> str:
    """A job whose planner was killed in each attempt, after its report was stored."""
    since = broken.calm("planner-errors", "jobs-dlq-not-empty")
    broken.alex.model_fails({"match": "charter", "seconds": 30, "times": 9})
    api.replace_portfolio(portfolio)
    job_id = api.start_analysis()
    until(lambda: "reporter" in api.job(job_id)["results"], "the report is stored")
    for attempt in range(1, MAX_RECEIVES + 1):
        until(lambda n=attempt: broken.attempts(job_id) == n, f"attempt {attempt}")
        broken.signal("planner", signal.SIGKILL)
    until(lambda: broken.dead_letters() == 1, "its message is among the dead letters")
    broken.alarmed(since, "planner-errors", "jobs-dlq-not-empty")
    return job_id


def test_a_job_whose_planner_was_killed_every_time_is_found_ends_and_completes_when_redriven(
    broken: Breaker, sample: Sample
) -> None:
    account = broken.account
    with broken.alex.api("redriven") as api:
        job_id = dead(broken, api, sample("starter"))
        assert api.job(job_id)["status"] == "running"
        [found] = until(lambda: stuck(broken, job_id), "`alex jobs --stuck` shows it")
        assert (found.job.job_id, found.letter is not None) == (job_id, True)
        assert found.stuck is not None
        assert f"alex redrive --job {job_id}" in found.stuck.advice

        # Its user does not see it running for ever.
        broken.sql("UPDATE jobs SET lease_until = now() - interval '61 minutes' WHERE job_id = %s", job_id)
        ended = api.job(job_id)
        assert (ended["status"], ended["errors"]["planner"]["kind"]) == ("partial", "timeout")
        assert "reporter" in ended["results"]
        assert float(ended["cost_usd"]) == pytest.approx(booked(ended), abs=1e-6)

        # Looking and declining leave everything as it was.
        assert redrive_in(account, job_id=None, dry_run=True, discard=False, sure=never) == []
        assert redrive_in(account, job_id=None, dry_run=False, discard=False, sure=lambda _: False) == []
        assert broken.dead_letters() == 1

        # It has all its attempts again: the first one is killed too, and is not the last.
        since = time.time()
        assert redrive_in(account, job_id=job_id, dry_run=False, discard=False, sure=lambda _: True) == [job_id]
        assert broken.dead_letters() == 0
        until(lambda: broken.attempts(job_id) == 1, "the first attempt after the redrive")
        broken.signal("planner", signal.SIGKILL)
        broken.alex.model_fails()
        job = broken.alex.wait_for(api, job_id)
    assert (job["status"], broken.attempts(job_id)) == ("completed", 2), job["errors"]
    assert job["results"]["reporter"] == ended["results"]["reporter"]
    assert broken.model_calls("reporter", since) == 0
    assert float(job["cost_usd"]) == pytest.approx(booked(job), abs=1e-6)
    assert job["usage"]["planner"]["cost_usd"] > ended["usage"]["planner"]["cost_usd"]
    assert stuck(broken, job_id) == []
