"""The contract of a job's trace, checked on the observations that the deployed Lambdas sent over OTLP.

A trace is described by its agents (the tool that invoked each, and its events) and by rules for every observation.
Each scenario names only its differences.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import httpx
import psutil
import pytest
from starlette.exceptions import HTTPException

from cli.run.portfolio_file import PortfolioFile
from cli.trace.model import Trace
from local.traces.database import TraceDatabase
from tests.waiting import until

pytestmark = pytest.mark.local

Sample = Callable[[str], PortfolioFile]

CALLED_BY = {
    "tagger": "tag_instruments",
    "reporter": "write_report",
    "charter": "make_charts",
    "retirement": "project_retirement",
}
MUST_NOTE = {"tagger": "instruments_tagged", "reporter": "words", "charter": "charts", "retirement": "success_rate"}
TYPES = {"SPAN", "AGENT", "CHAIN", "TOOL", "GENERATION", "GUARDRAIL", "EVENT"}
LOST = re.compile("<Decimal>|<not serializable")
"""Langfuse's SDK writes this instead of a value that it cannot send, and says nothing."""
PARENT_TYPES = {"GENERATION": {"CHAIN"}, "TOOL": {"CHAIN"}, "CHAIN": {"AGENT"}, "AGENT": {"SPAN", "TOOL", "AGENT"}}


@dataclass(frozen=True)
class Expected:
    """Expected content of a job's trace."""

    agents: set[str]
    failed: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    by_code: bool = False
    """Whether the deterministic plan ran the specialists, because the planner's model was no help."""


def violations(trace: Trace, expected: Expected) -> list[str]:
    """All violations of the contract."""
    found = [*_structure(trace), *_agents(trace, expected), *_generations(trace)]
    events = {o.name for o in trace.observations if o.type == "EVENT"}
    return found + [f"no event {name!r}" for name in expected.events - events]


def _structure(trace: Trace) -> list[str]:
    by_id = {o.id: o for o in trace.observations}
    roots = [o for o in trace.observations if o.parent_id is None]
    found = [] if len(roots) == 1 and roots[0].type == "SPAN" else [f"roots: {[o.name for o in roots]}"]
    for o in trace.observations:
        if o.type not in TYPES:
            found.append(f"{o.name}: type {o.type}")
        if LOST.search(json.dumps([o.input, o.output, o.metadata], default=str)):
            found.append(f"{o.name}: a value is lost")
        if o.parent_id is None:
            continue
        parent = by_id.get(o.parent_id)
        if parent is None:
            found.append(f"{o.name}: its parent is not in the trace")
        elif parent.type not in PARENT_TYPES.get(o.type, TYPES):
            found.append(f"{o.name} ({o.type}) stands under {parent.name} ({parent.type})")
        elif o.start < parent.start:
            found.append(f"{o.name} starts before its parent")
    return found


def _agents(trace: Trace, expected: Expected) -> list[str]:
    by_id = {o.id: o for o in trace.observations}
    agents = [o for o in trace.observations if o.type == "AGENT"]
    names = Counter(o.metadata["agent"] for o in agents)
    found = [] if names == Counter({"planner", *expected.agents}) else [f"agents: {dict(names)}"]
    for o in agents:
        name = o.metadata["agent"]
        wanted = "failed" if name in expected.failed else "completed"
        if name != "planner" and o.metadata.get("status") != wanted:
            found.append(f"{name}: status {o.metadata.get('status')}")
        if name in expected.failed and not (o.is_error and o.status_message):
            found.append(f"{name}: no error level or message")
        caller = by_id.get(o.parent_id or "")
        if name in CALLED_BY and caller and expected.by_code != (caller.metadata.get("agent") == "planner"):
            found.append(f"{name}: stands under {caller.name}")
        elif name in CALLED_BY and caller and not expected.by_code and caller.name != CALLED_BY[name]:
            found.append(f"{name}: was not called by the tool {CALLED_BY[name]}")
        if name in MUST_NOTE and name not in expected.failed and MUST_NOTE[name] not in o.metadata:
            found.append(f"{name}: no {MUST_NOTE[name]}")
        unheard = name in expected.failed or (name == "planner" and expected.by_code)
        if not unheard and not (o.metadata.get("persona") and o.metadata.get("reasoning")):
            found.append(f"{name}: no persona or no reasoning")
        if not isinstance(o.metadata.get("execution_ms", 0 if name == "planner" else None), int):
            found.append(f"{name}: no execution time")
    return found


def _generations(trace: Trace) -> list[str]:
    found = []
    for o in (o for o in trace.observations if o.type == "GENERATION" and not o.is_error):
        if not (o.model and o.input and o.output):
            found.append(f"{o.name}: model, prompt or completion is missing")
        buckets = sum(count for name, count in o.usage.items() if name != "total")
        if not o.usage or buckets != o.usage["total"]:
            found.append(f"{o.name}: usage buckets {o.usage} overlap or miss something")
        if o.cost <= 0:
            found.append(f"{o.name}: costs {o.cost}")
    return found


def cost_of(trace: Trace) -> float:
    return sum(observation.cost for observation in trace.observations)


THREE = {"reporter", "charter", "retirement"}
ROUTING = {"Routing to: Report Writer", "Routing to: Chart Maker", "Routing to: Retirement Specialist"}


def test_the_happy_path(alex: Any, sample: Sample) -> None:
    job = alex.analyse("contract-happy", sample("growth"))
    trace = alex.trace(job["job_id"])
    tags = {"Decision: Missing data for ARKK, SOFI", "Routing to: InstrumentTagger"}
    assert violations(trace, Expected({"tagger", *THREE}, events=tags | ROUTING)) == []
    assert cost_of(trace) == pytest.approx(float(job["cost_usd"]), abs=1e-6)
    assert trace.user_id == alex.pseudonym("contract-happy")
    assert trace.session_id is not None
    assert trace.session_id.startswith(f"{trace.user_id}/")


def test_a_finished_job_is_scored(alex: Any, sample: Sample) -> None:
    job = alex.analyse("contract-scores", sample("starter"))
    trace = alex.trace(job["job_id"])
    keys = (alex.stack.public_key, alex.stack.secret_key)
    answer = httpx.get(f"{alex.stack.trace_url}/api/public/v3/scores", auth=keys, params={"traceId": trace.id})
    scores = {score["name"]: score["value"] for score in answer.raise_for_status().json()["data"]}
    assert scores == {"completeness": 1.0, "report_sections": 1.0, "charts_sum_to_100": 1.0, "faithfulness": 1.0}


def test_nothing_to_tag(alex: Any, sample: Sample) -> None:
    job = alex.analyse("contract-nothing", sample("starter"))
    assert violations(alex.trace(job["job_id"]), Expected(THREE, events=ROUTING)) == []


def test_one_specialist_fails(alex: Any, sample: Sample) -> None:
    alex.model_fails({"match": "charter", "error": "ValidationException", "times": 9})
    job = alex.analyse("contract-fails", sample("starter"))
    trace = alex.trace(job["job_id"])
    assert violations(trace, Expected(THREE, failed={"charter"})) == []
    [root] = [o for o in trace.observations if o.parent_id is None]
    assert root.is_error
    assert "Missing: the charts" in (root.status_message or "")
    assert cost_of(trace) == pytest.approx(float(job["cost_usd"]), abs=1e-6)


def test_the_deterministic_plan_and_its_reason_are_in_the_trace(alex: Any, sample: Sample) -> None:
    alex.model_fails({"match": "planner", "error": "ValidationException", "times": 9})
    job = alex.analyse("contract-degraded", sample("growth"))
    trace = alex.trace(job["job_id"])
    reason = (
        "The planner's model refused to answer; the deterministic plan finishes the job with the classification, "
        "the report, the charts and the retirement projection."
    )
    assert (job["status"], job["errors"], job["degraded_reason"]) == ("completed", {}, reason)
    events = {f"Decision: {reason}", "Decision: Missing data for ARKK, SOFI"} | ROUTING
    assert violations(trace, Expected({"tagger", *THREE}, events=events, by_code=True)) == []
    [root] = [o for o in trace.observations if o.parent_id is None]
    assert (root.metadata["degraded_reason"], root.is_error) == (reason, False)
    assert cost_of(trace) == pytest.approx(float(job["cost_usd"]), abs=1e-6)


def test_two_jobs_at_once_do_not_mix(alex: Any, sample: Sample) -> None:
    users = ["contract-one", "contract-two"]
    with ThreadPoolExecutor(2) as both:
        jobs = list(both.map(lambda user: alex.analyse(user, sample("starter")), users))
    for user, job in zip(users, jobs, strict=True):
        trace = alex.trace(job["job_id"])
        assert violations(trace, Expected(THREE)) == []
        assert trace.user_id == alex.pseudonym(user)
        assert cost_of(trace) == pytest.approx(float(job["cost_usd"]), abs=1e-6)


def _planner_workers() -> list[psutil.Process]:
    """The Lambda processes of the planner; their working directory carries the function's name."""
    workers = psutil.Process().children(recursive=True)
    return [p for p in workers if "alex-local-planner" in " ".join(p.cmdline())]


def _expire_lease(alex: Any, job_id: str) -> None:
    with closing(alex.stack.postgres.connect("alex")) as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE jobs SET lease_until = now() WHERE job_id = %s", (job_id,))


def test_a_planner_that_crashed_is_continued_without_counting_anything_twice(alex: Any, sample: Sample) -> None:
    # The charter is throttled at first, so that the reporter's result is stored before the crash.
    alex.model_fails({"match": "charter", "error": "ThrottlingException", "times": 4})
    with alex.api("contract-crash") as api:
        api.replace_portfolio(sample("starter"))
        job_id = api.start_analysis()
        until(lambda: "reporter" in api.job(job_id)["results"], "the report is stored", 60, every=0.02)
        workers = _planner_workers()
        assert workers
        for worker in workers:
            worker.kill()
        alex.model_fails()
        _expire_lease(alex, job_id)
        body = json.dumps({"job_id": job_id})
        alex.stack.client("sqs").send_message(QueueUrl=alex.stack.outputs["queueUrl"], MessageBody=body)
        job = alex.wait_for(api, job_id)
    assert job["status"] == "completed"
    assert set(job["results"]) == THREE
    trace = alex.trace(job_id)
    reporters = [o for o in trace.observations if o.metadata.get("agent") == "reporter"]
    assert len(reporters) <= 1, "the stored report was not bought again"
    [root] = [o for o in trace.observations if o.parent_id is None]
    assert root.metadata["attempt"] == 2


def test_a_planner_that_was_throttled_and_tried_again_has_one_root(alex: Any, sample: Sample) -> None:
    # As many times as each agent's client tries, so that nothing can be delivered.
    everyone = ("planner", *THREE)
    alex.model_fails(*({"match": agent, "error": "ThrottlingException", "times": 5} for agent in everyone))
    with alex.api("contract-throttled") as api:
        api.replace_portfolio(sample("starter"))
        job_id = api.start_analysis()
        until(lambda: api.job(job_id)["errors"].get("planner"), "the planner has failed")
        body = json.dumps({"job_id": job_id})
        alex.stack.client("sqs").send_message(QueueUrl=alex.stack.outputs["queueUrl"], MessageBody=body)
        job = alex.wait_for(api, job_id)
    assert job["status"] == "completed"
    trace = alex.trace(job_id)
    [root] = [o for o in trace.observations if o.parent_id is None]
    assert root.metadata["attempt"] == 2
    assert cost_of(trace) == pytest.approx(float(job["cost_usd"]), abs=1e-6)


@pytest.mark.parametrize("how", ["refuses", "hangs", "redirects"])
def test_langfuse_down_costs_a_job_nothing(
    alex: Any, sample: Sample, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    def broken(_database: TraceDatabase, _observations: Any, received_us: int) -> None:
        if how == "hangs":
            time.sleep(6)
        if how == "redirects":
            raise HTTPException(307, "moved", {"location": "https://langfuse.example.com"})
        raise OSError(f"down at {received_us}")

    def failures() -> int:
        return sum("TraceExportFailures" in line for line in alex.stack.logs("planner"))

    before = failures()
    monkeypatch.setattr(TraceDatabase, "write_observations", broken)
    job = alex.analyse(f"contract-down-{how}", sample("starter"))
    assert job["status"] == "completed"
    until(lambda: failures() > before, "the planner counts a failed export")
