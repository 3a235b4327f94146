"""An analysis as the site watches it over HTTP, and what its user says of it afterwards: both agree with the trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

import httpx
import pytest

from agent_runtime.origin import HEADER
from cli.run.portfolio_file import PortfolioFile
from cli.trace.model import Trace
from tests.waiting import until

pytestmark = pytest.mark.local

Sample = Callable[[str], PortfolioFile]
ENDED = {"completed", "partial", "failed"}
USER = "watcher"
#: Long enough to be seen at work on a busy machine.
SLOW = [{"match": agent, "seconds": 3, "times": 1} for agent in ("tagger", "reporter", "charter", "retirement")]


@pytest.fixture(scope="module")
def http(running: Any) -> Iterator[httpx.Client]:
    stack = running.stack
    headers = {"Authorization": f"Bearer {stack.token(USER)}", HEADER: stack.origin_secret}
    with httpx.Client(base_url=stack.api_url, headers=headers, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def watched(running: Any, http: httpx.Client, sample: Sample) -> list[httpx.Response]:
    """Every answer to whoever watches one analysis of the growth sample, from its start to its end."""
    running.model_fails(*SLOW)
    with running.api(USER) as api:
        api.replace_portfolio(sample("growth"))
        path = f"/api/jobs/{api.start_analysis()}"
    answers = list[httpx.Response]()

    def ends() -> bool:
        tag = next((answer.headers["etag"] for answer in reversed(answers)), None)
        answers.append(http.get(path, headers={"If-None-Match": tag} if tag else {}))
        return answers[-1].status_code == HTTPStatus.OK and answers[-1].json()["status"] in ENDED

    until(ends, lambda: running.stack.logs("planner")[-20:])
    running.model_fails()
    return answers


@pytest.fixture(scope="module")
def job(watched: list[httpx.Response]) -> dict[str, Any]:
    return watched[-1].json()


@pytest.fixture(scope="module")
def trace(running: Any, job: dict[str, Any]) -> Trace:
    return running.trace(job["job_id"])


def step(job: dict[str, Any], agent: str) -> dict[str, Any]:
    return next(each for each in job["progress"] if each["agent"] == agent)


def test_whoever_watches_sees_the_agents_at_work(watched: list[httpx.Response]) -> None:
    seen = [answer.json() for answer in watched if answer.status_code == HTTPStatus.OK]
    for agent in ("tagger", "reporter", "charter", "retirement"):
        states = [step(job, agent)["state"] for job in seen]
        assert "running" in states, (agent, states)
        assert states == sorted(states, key=["waiting", "running", "completed"].index), (agent, states)
    working = next(job for job in seen if step(job, "reporter")["state"] == "running")
    assert (step(working, "tagger")["state"], working["positions"]) == ("completed", 13)


def test_nothing_is_sent_twice(watched: list[httpx.Response]) -> None:
    unchanged = [answer for answer in watched if answer.status_code == HTTPStatus.NOT_MODIFIED]
    assert unchanged
    assert {answer.content for answer in unchanged} == {b""}
    tags = [answer.headers["etag"] for answer in watched if answer.status_code == HTTPStatus.OK]
    assert len(set(tags)) == len(tags)


def test_what_agents_decided_is_what_the_trace_says(job: dict[str, Any], trace: Trace) -> None:
    decided = {each["agent"]: each["decided"] for each in job["progress"]}
    events = [event.name for event in trace.observations if event.type == "EVENT"]
    assert decided["planner"][:2] == ["Missing data for ARKK, SOFI", "Routing to: InstrumentTagger"]
    of_the_planner = {name.removeprefix("Decision: ") for name in events if name.startswith(("Decision:", "Routing"))}
    assert set(decided["planner"]) == of_the_planner
    for agent, beginning in {
        "tagger": "Tagged:", "reporter": "Generated:", "charter": "Created:", "retirement": "Projection:"
    }.items():  # fmt: skip
        assert sorted(decided[agent]) == sorted(name for name in events if name.startswith(beginning)), agent
        assert decided[agent]


def test_feedback_becomes_a_score_changes_and_goes(
    running: Any, http: httpx.Client, job: dict[str, Any], trace: Trace
) -> None:
    stack, path = running.stack, f"/api/jobs/{job['job_id']}/feedback"

    def scores() -> list[tuple[bool, str | None]]:
        answer = httpx.get(
            f"{stack.trace_url}/api/public/v3/scores",
            params={"traceId": trace.id, "name": "user_feedback", "fields": "details,annotation"},
            auth=(stack.public_key, stack.secret_key),
        )
        return [(score["value"], score.get("comment")) for score in answer.raise_for_status().json()["data"]]

    for rating, comment in (("up", "Well said."), ("down", "On second thoughts, no.")):
        assert http.put(path, json={"rating": rating, "comment": comment}).json()["rating"] == rating
        until(lambda: scores() == [(rating == "up", comment)], scores)  # noqa: B023 - called in the same round
    assert http.get("/api/jobs").json()["items"][0]["feedback_rating"] == "down"
    assert http.delete(path).status_code == HTTPStatus.NO_CONTENT
    until(lambda: scores() == [], scores)
    assert http.get(f"/api/jobs/{job['job_id']}").json()["feedback"] is None
