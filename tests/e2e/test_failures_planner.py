"""Killed, frozen and duplicate planners: the job ends once, and nothing is paid for or counted twice."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from cli.run.portfolio_file import PortfolioFile
from tests.e2e.fragile import Breaker, booked, message
from tests.waiting import until

pytestmark = [pytest.mark.local, pytest.mark.soak]

Sample = Callable[[str], PortfolioFile]
THREE = {"reporter", "charter", "retirement"}


def started(broken: Breaker, api: Any, portfolio: PortfolioFile) -> str:
    """A job whose report is stored and whose charts take long."""
    broken.alex.model_fails({"match": "charter", "seconds": 30, "times": 9})
    api.replace_portfolio(portfolio)
    job_id = api.start_analysis()
    until(lambda: "reporter" in api.job(job_id)["results"], "the report is stored")
    return job_id


def test_a_job_whose_planner_is_killed_is_redelivered_and_pays_only_for_missing_results(
    broken: Breaker, sample: Sample
) -> None:
    since = broken.calm("planner-errors")
    with broken.alex.api("killed") as api:
        job_id = started(broken, api, sample("starter"))
        half = api.job(job_id)
        broken.signal("planner", signal.SIGKILL)
        broken.alex.model_fails()
        job = broken.alex.wait_for(api, job_id)
    assert (job["status"], set(job["results"]), broken.attempts(job_id)) == ("completed", THREE, 2)
    assert job["results"]["reporter"] == half["results"]["reporter"]
    assert broken.model_calls("reporter", since) == half["usage"]["reporter"]["model_calls"]
    assert half["usage"]["planner"]["cost_usd"] > 0, "the planner's cost was recorded before it was killed"
    assert job["usage"]["planner"]["cost_usd"] > half["usage"]["planner"]["cost_usd"]
    assert float(job["cost_usd"]) == pytest.approx(booked(job), abs=1e-6)
    [root] = [o for o in broken.alex.trace(job_id).observations if o.parent_id is None]
    assert root.metadata["attempt"] == 2
    until(lambda: broken.messages(broken.queue) == 0, "its message is gone")
    assert broken.dead_letters() == 0
    broken.alarmed(since, "planner-errors")


def test_a_planner_frozen_beyond_its_lease_writes_nothing(broken: Breaker, sample: Sample) -> None:
    with broken.alex.api("frozen") as api:
        job_id = started(broken, api, sample("starter"))
        frozen = broken.signal("planner", signal.SIGSTOP)
        broken.alex.model_fails()
        try:
            job = broken.alex.wait_for(api, job_id)
            row = broken.row(job_id)
        finally:
            for process in broken.workers("planner"):
                if process.pid in frozen:
                    process.send_signal(signal.SIGCONT)
        assert (job["status"], broken.attempts(job_id)) == ("completed", 2)
        # It wakes up with its specialists' answers, or their timeouts, and tries to store them.
        until(lambda: [line for line in broken.logged("planner", "took this job over") if job_id in line], "it noticed")
        assert broken.row(job_id) == row
    assert broken.dead_letters() == 0


def test_a_message_delivered_five_times_at_once_is_one_job(broken: Breaker, sample: Sample) -> None:
    since = time.time()
    with broken.alex.api("five-times") as api:
        api.replace_portfolio(sample("starter"))
        job_id = api.start_analysis()
        for _ in range(4):
            broken.send(message(job_id))
        job = broken.alex.wait_for(api, job_id)
        row = broken.row(job_id)
        until(lambda: broken.messages(broken.queue) == 0, "all five were taken")
        assert broken.row(job_id) == row
    assert (job["status"], broken.attempts(job_id)) == ("completed", 1)
    assert broken.model_calls("reporter", since) == job["usage"]["reporter"]["model_calls"]
    assert broken.dead_letters() == 0
