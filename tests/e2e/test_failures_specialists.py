"""A specialist fails in every possible way: the job ends with the others' results and the reason."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cli.run.portfolio_file import PortfolioFile
from tests.e2e.fragile import Breaker, booked
from tests.waiting import until

pytestmark = [pytest.mark.local, pytest.mark.soak]

Sample = Callable[[str], PortfolioFile]

#: Replaces the reporter: it fails in the way that the first account's name says, and takes warm-ups.
BROKEN_REPORTER = """
import os, time

OK = {"ok": True, "output": {"markdown": "# x", "words": 1, "sections": []}}


def handle(event, context):
    if "portfolio" not in event:
        return None
    way = event["portfolio"]["accounts"][0]["name"]
    if way == "throws":
        raise ZeroDivisionError("a bug")
    if way == "dies":
        os.kill(os.getpid(), 9)
    if way == "out of memory":
        raise MemoryError
    if way == "never answers":
        time.sleep(600)
    return {
        "answers null": None,
        "answers text": "I am no reply",
        "answers a list": [OK],
        "answers another object": {"hello": "world"},
        "answers ok without an output": {"ok": True},
        "answers an output of another kind": {"ok": True, "output": {"charts": []}},
        "answers too much to store": {"ok": True, "output": {**OK["output"], "markdown": "x" * 70_000}},
        "answers what cannot be stored": {"ok": True, "output": {**OK["output"], "markdown": "a\\x00b"}},
        "answers more than Lambda takes": {"ok": True, "output": {**OK["output"], "markdown": "x" * 7_000_000}},
        "answers a book of an error": {"ok": False, "error": {"kind": "internal", "message": "x" * 500_000}},
        "has a cost below nothing": {**OK, "usage": {"cost_usd": -5}},
    }[way]
"""
WAYS = {
    "throws": "internal",
    "dies": "internal",
    "out of memory": "internal",
    "never answers": "timeout",
    "answers null": "internal",
    "answers text": "internal",
    "answers a list": "internal",
    "answers another object": "internal",
    "answers ok without an output": "internal",
    "answers an output of another kind": "internal",
    "answers too much to store": "model_output",
    "answers what cannot be stored": "model_output",
    # On AWS the invocation fails as if it had thrown; the emulator lets it pass.
    "answers more than Lambda takes": "model_output",
    "answers a book of an error": "internal",
    "has a cost below nothing": "internal",
}


@pytest.fixture(scope="module")
def jobs(fragile: Breaker, sample: Sample) -> dict[str, dict[str, Any]]:
    """Reporter's failure to the ended job. All jobs run at the same time."""
    ended, since = dict[str, dict[str, Any]](), fragile.calm("reporter-errors")
    with fragile.long_leases(), fragile.replaced("reporter", BROKEN_REPORTER, timeout=20):
        started = dict[str, str]()
        for way in WAYS:
            with fragile.alex.api(way) as api:
                portfolio = sample("starter")
                portfolio.accounts[0].name = way
                api.replace_portfolio(portfolio)
                started[way] = api.start_analysis()
        for way, job_id in started.items():
            with fragile.alex.api(way) as api:
                ended[way] = fragile.alex.wait_for(api, job_id)
        fragile.alarmed(since, "reporter-errors")
    return ended


@pytest.mark.parametrize("way", WAYS)
def test_a_reporter_that_fails_leaves_a_partial_job_that_says_so(
    jobs: dict[str, dict[str, Any]], fragile: Breaker, way: str
) -> None:
    job = jobs[way]
    assert (job["status"], set(job["results"])) == ("partial", {"charter", "retirement"}), job["errors"]
    assert (set(job["errors"]), job["errors"]["reporter"]["kind"]) == ({"reporter"}, WAYS[way])
    assert len(job["errors"]["reporter"]["message"]) <= 1000
    assert "Missing: the report (" in job["summary"]
    assert float(job["cost_usd"]) == pytest.approx(booked(job), abs=1e-6)


def test_the_failures_are_counted_for_the_operator(jobs: dict[str, dict[str, Any]], fragile: Breaker) -> None:
    def kinds() -> set[str]:
        lines = [json.loads(line) for line in fragile.logged("planner", '"SpecialistFailures"')]
        return {line["Kind"] for line in lines if line.get("Specialist") == "reporter"}

    until(lambda: kinds() >= set(WAYS.values()), "each kind is counted")


def test_the_failures_leave_the_system_working(
    jobs: dict[str, dict[str, Any]], fragile: Breaker, sample: Sample
) -> None:
    assert fragile.dead_letters() == 0
    assert fragile.alex.analyse("after", sample("starter"))["status"] == "completed"


#: None: what the model does not give, code does.
MODEL_FAILURES = [
    pytest.param({"error": "ThrottlingException", "times": 2}, None, id="is throttled twice"),
    pytest.param({"error": "ThrottlingException"}, "model_throttled", id="stays throttled"),
    pytest.param({"stop_reason": "guardrail_intervened"}, "model_refused", id="is stopped by a guardrail"),
    pytest.param({"stop_reason": "max_tokens"}, None, id="is cut off"),
    pytest.param({"reply": ""}, None, id="says nothing"),
    pytest.param({"reply": {"nonsense": 1}}, None, id="is wrong twice"),
    pytest.param({"reply": {"nonsense": 1}, "times": 1}, None, id="is wrong once"),
    pytest.param({"error": "InternalServerException"}, "unreachable", id="answers 500"),
    pytest.param({"seconds": 5}, "timeout", id="hangs"),
]


@pytest.fixture(scope="module")
def impatient(fragile: Breaker) -> Iterator[Breaker]:
    """The stack with a chart maker and a planner that wait two seconds for their model."""
    patience = {"BEDROCK_READ_TIMEOUT_SECONDS": "2", "BEDROCK_MAX_ATTEMPTS": "3"}
    with fragile.configured("charter", **patience), fragile.configured("planner", **patience):
        yield fragile


@pytest.mark.parametrize(("failure", "kind"), MODEL_FAILURES)
def test_a_specialists_model_failure_is_its_own_error(
    impatient: Breaker, broken: Breaker, sample: Sample, failure: dict[str, Any], kind: str | None
) -> None:
    broken.alex.model_fails({"match": "charter", "times": 9, **failure})
    job = broken.alex.analyse("charter's model", sample("starter"))
    assert job["status"] == ("partial" if kind else "completed"), job["errors"]
    assert {name: error["kind"] for name, error in job["errors"].items()} == ({"charter": kind} if kind else {})
    assert float(job["cost_usd"]) == pytest.approx(booked(job), abs=1e-6)


@pytest.mark.parametrize(
    ("failure", "conduct"),
    [
        pytest.param({"stop_reason": "content_filtered"}, "refused to answer", id="is filtered"),
        pytest.param({"stop_reason": "max_tokens"}, "gave no usable answer", id="is cut off"),
        pytest.param({"reply": ""}, "gave no usable answer", id="says nothing"),
        pytest.param({"reply": "I would rather not."}, "left out the report", id="calls no specialist"),
        pytest.param({"error": "AccessDeniedException"}, "refused to answer", id="may not be called"),
        pytest.param({"error": "ThrottlingException"}, "was too busy", id="is throttled"),
        pytest.param({"seconds": 5}, "did not decide in time", id="hangs"),
    ],
)
def test_a_planner_whose_model_fails_has_its_job_finished_by_code_and_says_so(
    impatient: Breaker, broken: Breaker, sample: Sample, failure: dict[str, Any], conduct: str
) -> None:
    broken.alex.model_fails({"match": "planner", "times": 9, **failure})
    job = broken.alex.analyse("planner's model", sample("starter"))
    assert (job["status"], set(job["results"]), job["errors"]) == (
        "completed",
        {"reporter", "charter", "retirement"},
        {},
    )
    assert conduct in job["degraded_reason"]
    assert "I would rather not" not in json.dumps(job)
    assert broken.attempts(job["job_id"]) == 1
    assert float(job["cost_usd"]) == pytest.approx(booked(job), abs=1e-6)
    assert broken.dead_letters() == 0


def test_a_job_whose_models_are_all_away_is_tried_in_every_delivery_and_then_fails(
    impatient: Breaker, broken: Breaker, sample: Sample
) -> None:
    since = broken.calm("jobs-failed")
    everyone = ("planner", "reporter", "charter", "retirement")
    broken.alex.model_fails(*({"match": agent, "error": "ThrottlingException", "times": 99} for agent in everyone))
    job = broken.alex.analyse("all throttled", sample("starter"))
    assert (job["status"], broken.attempts(job["job_id"])) == ("failed", 3)
    assert job["errors"]["planner"]["kind"] == "model_throttled"
    assert broken.dead_letters() == 0, "its user knows: there is nothing to redrive"
    assert any("ModelThrottles" in line for line in broken.logged("planner", "ModelThrottles"))
    broken.alarmed(since, "jobs-failed")
