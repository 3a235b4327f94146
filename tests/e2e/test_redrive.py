"""A job that failed for good and is redriven completes, and what had been delivered is not bought again."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from cli.jobs.command import find_jobs
from cli.jobs.redrive import redrive_in
from cli.portfolio_file import PortfolioFile
from tests.e2e.fragile import MAX_RECEIVES, Breaker, booked, until

pytestmark = [pytest.mark.local, pytest.mark.soak]

Sample = Callable[[str], PortfolioFile]


def never(_question: str) -> bool:
    raise AssertionError("nothing is asked in a dry run")


def dead(broken: Breaker, api: Any, portfolio: PortfolioFile) -> str:
    """A job whose planner was killed in each attempt, after its report was stored."""
    broken.alex.model_fails({"match": "charter", "seconds": 50, "times": 9})
    api.replace_portfolio(portfolio)
    job_id = api.start_analysis()
    until(lambda: "reporter" in api.job(job_id)["results"], "the report is stored")
    for attempt in range(1, MAX_RECEIVES + 1):
        until(lambda n=attempt: broken.attempts(job_id) == n, f"attempt {attempt}")
        broken.signal("planner", signal.SIGKILL)
    until(lambda: broken.dead_letters() == 1, "its message is among the dead letters")
    return job_id


def test_a_redriven_job_completes_with_all_its_attempts_before_it(broken: Breaker, sample: Sample) -> None:
    with broken.alex.api("redriven") as api:
        job_id = dead(broken, api, sample("starter"))
        before, since = api.job(job_id), time.time()
        broken.alex.model_fails({"match": "planner", "error": "InternalServerException", "times": 5})
        account = broken.account
        until(lambda: find_jobs(account, only_stuck=True, limit=20)[0], "it is shown as stuck")
        assert redrive_in(account, job_id=None, dry_run=True, discard=False, sure=never) == []
        assert redrive_in(account, job_id=None, dry_run=False, discard=False, sure=lambda _: False) == []
        assert broken.dead_letters() == 1, "looking and declining leave everything as it was"
        assert redrive_in(account, job_id=job_id, dry_run=False, discard=False, sure=lambda _: True) == [job_id]
        # The model is still away in the first attempt after the redrive, which is not the last.
        until(lambda: broken.attempts(job_id) == 1 and api.job(job_id)["errors"].get("planner"), "it tried")
        assert api.job(job_id)["status"] == "pending"
        broken.alex.model_fails()
        job = broken.alex.wait_for(api, job_id)
    assert job["status"] == "completed", job["errors"]
    assert job["results"]["reporter"] == before["results"]["reporter"]
    assert broken.model_calls("reporter", since) == 0
    assert float(job["cost_usd"]) == pytest.approx(booked(job), abs=1e-6)
    assert job["usage"]["planner"]["cost_usd"] > before["usage"]["planner"]["cost_usd"]
    assert broken.dead_letters() == 0
    assert find_jobs(account, only_stuck=True, limit=20) == ([], 0)
