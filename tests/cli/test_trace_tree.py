"""The tree of a job, drawn from observations nested as on the wire."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from cli.trace.agents import divide
from cli.trace.model import Trace, trace_from_api
from cli.trace.view import print_trace, trace_json
from local.traces.timestamps import iso_utc

SNAPSHOT = Path(__file__).parent / "snapshots" / "trace_tree.txt"
JOB_ID = "3f2a91bc-0000-4000-8000-000000000001"
JOB_START_US = 1_767_225_600_000_000

Document = dict[str, Any]


def observation(id: str, parent: str | None, kind: str, name: str, start: float, end: float, **more: Any) -> Document:
    """One observation of the job; times are seconds since the job's start."""
    return {
        "id": id,
        "traceId": "t" * 32,
        "parentObservationId": parent,
        "type": kind,
        "name": name,
        "startTime": iso_utc(JOB_START_US + round(start * 1e6)),
        "endTime": iso_utc(JOB_START_US + round(end * 1e6)),
        "level": "ERROR" if "statusMessage" in more else "DEFAULT",
        "traceName": "portfolio-analysis",
        "userId": "user-7",
        **more,
        "metadata": {"job_id": JOB_ID, **more.get("metadata", {})},
    }


def event(id: str, parent: str, name: str, at: float) -> Document:
    return observation(id, parent, "EVENT", name, at, at)


def model_call(id: str, parent: str, start: float, end: float, tokens: tuple[int, int, int], cost: float) -> Document:
    fresh, cached, output = tokens
    usage = {"input": fresh, "input_cached_tokens": cached, "output": output, "total": sum(tokens)}
    fields = {"model": "us.amazon.nova-pro-v1:0", "usageDetails": usage, "totalCost": cost}
    return observation(id, parent, "GENERATION", "model us.amazon.nova-pro-v1:0", start, end, **fields)


def agent(id: str, parent: str, name: str, title: str, start: float, end: float, **more: Any) -> Document:
    status = "failed" if "statusMessage" in more else "completed"
    metadata = {
        "agent": name,
        "status": status,
        "persona": f"You are the {name} of a team.",
        **more.pop("metadata", {}),
    }
    return observation(id, parent, "AGENT", title, start, end, metadata=metadata, **more)


def job_documents() -> list[Document]:
    """Tagger first, then reporter and retirement in parallel; the retirement specialist fails."""
    facts = {"user_id": "user-7", "positions": 5, "portfolio_value": 412_300.5, "status": "partial"}
    failure = "model_throttled: Bedrock answered 429 four times."
    return [
        observation("root", None, "SPAN", "📊 Portfolio Analysis Job", 0, 10, metadata=facts),
        agent("plan", "root", "planner", "🎯 Financial Planner (Orchestrator)", 0.1, 9.9),
        observation("turn1", "plan", "CHAIN", "turn 1", 0.2, 3.2),
        model_call("m1", "turn1", 0.2, 1.0, (1000, 200, 40), 0.0012),
        event("e1", "turn1", "Decision: Missing data for ARKK, SOFI", 1.0),
        event("e2", "turn1", "Routing to: InstrumentTagger", 1.1),
        observation(
            "tool1", "turn1", "TOOL", "tag_instruments", 1.1, 3.2, input={"symbols": ["ARKK", "SOFI"]}, output="ok"
        ),
        agent("tag", "tool1", "tagger", "🏷️ InstrumentTagger", 1.3, 3.1),
        model_call("m2", "tag", 1.4, 2.9, (800, 0, 120), 0.001),
        event("e3", "tag", "Tagged: ARKK → Innovation ETF (100% equity)", 3.0),
        event("e4", "tag", "Tagged: SOFI → Fintech Stock (100% equity)", 3.05),
        observation("turn2", "plan", "CHAIN", "turn 2", 3.3, 9.5),
        model_call("m3", "turn2", 3.3, 3.9, (1100, 1000, 60), 0.0011),
        observation("tool2", "turn2", "TOOL", "write_report", 4.0, 9.0, input={}, output="ok"),
        agent("rep", "tool2", "reporter", "📝 Report Writer", 4.1, 8.9),
        observation("guard", "rep", "GUARDRAIL", "refuse_instructions", 4.1, 4.2, output={"triggered": False}),
        model_call("m4", "rep", 4.2, 8.7, (2000, 0, 900), 0.0045),
        event("e5", "rep", "Generated: 640 word analysis", 8.8),
        observation("tool3", "turn2", "TOOL", "project_retirement", 4.0, 6.0, input={}, statusMessage=failure),
        agent("ret", "tool3", "retirement", "🎯 Retirement Specialist", 4.2, 5.9, statusMessage=failure),
        model_call("m5", "ret", 4.3, 5.8, (700, 0, 0), 0.0006) | {"level": "ERROR", "statusMessage": failure},
    ]


@pytest.fixture
def job() -> Trace:
    return trace_from_api("t" * 32, reversed(job_documents()))


def draw(trace: Trace, *, verbose: bool = False, width: int = 120, color: bool = False) -> str:
    output = io.StringIO()
    system = "standard" if color else None
    console = Console(file=output, width=width, force_terminal=color, color_system=system, legacy_windows=False)
    print_trace(trace, console, verbose=verbose)
    return "".join(f"{line.rstrip()}\n" for line in output.getvalue().splitlines())


def test_the_job_is_drawn_as_documented(job: Trace) -> None:
    assert draw(job) == SNAPSHOT.read_text()


def test_specialists_are_siblings_of_the_planner_whose_tools_invoked_them(job: Trace) -> None:
    branches = [line for line in draw(job).splitlines() if line.startswith(("├── ", "└── "))]
    assert [branch[4:].split("  ")[0] for branch in branches] == [
        "🎯 Financial Planner (Orchestrator)",
        "🏷️ InstrumentTagger",
        "📝 Report Writer (Parallel)",
        "🎯 Retirement Specialist (Parallel)",
    ]


def test_agents_that_ran_one_after_the_other_are_not_called_parallel() -> None:
    later = [
        each | {"startTime": iso_utc(JOB_START_US + 8_950_000)} if each["id"] == "ret" else each
        for each in job_documents()
    ]
    runs = divide(trace_from_api("t" * 32, later)).runs
    assert not any(run.is_parallel for run in runs)


def test_tokens_and_cost_go_to_the_innermost_agent_and_add_up_to_the_job(job: Trace) -> None:
    runs = {run.observation.metadata["agent"]: run for run in divide(job).runs}
    assert (runs["planner"].tokens.input, runs["planner"].tokens.cached, runs["planner"].tokens.output) == (
        2100,
        1200,
        100,
    )
    assert (runs["planner"].model_calls, runs["planner"].tool_calls) == (2, 3)
    assert round(runs["planner"].cost, 6) == 0.0023
    assert round(sum(run.cost for run in runs.values()), 9) == round(job.cost, 9) == 0.0084


def test_an_sdk_agent_inside_a_handler_has_no_separate_branch() -> None:
    inner = observation("sdk", "rep", "AGENT", "reporter", 4.1, 8.8)
    runs = divide(trace_from_api("t" * 32, [*job_documents(), inner])).runs
    assert [run.observation.id for run in runs] == ["plan", "tag", "rep", "ret"]


def test_a_failed_agent_is_red_and_shows_its_error_once(job: Trace) -> None:
    drawn = draw(job, color=True)
    assert "\x1b[1;31m🎯 Retirement Specialist (Parallel)" in drawn
    branch = draw(job).split("🎯 Retirement Specialist (Parallel)")[1]
    assert branch.count("Bedrock answered 429 four times.") == 1


def test_verbose_shows_turns_model_calls_tools_and_personas(job: Trace) -> None:
    drawn = draw(job, verbose=True)
    for shown in (
        "turn 1",
        "model us.amazon.nova-pro-v1:0  generation · us.amazon.nova-pro-v1:0 · 0.80 s · 1,240 tokens · $0.0012",
        'in: {"symbols": ["ARKK", "SOFI"]}',
        'out: {"triggered": false}',
        "Persona: You are the tagger of a team.",
    ):
        assert shown in drawn


def test_a_job_whose_root_has_not_arrived_is_running() -> None:
    documents = [each for each in job_documents() if each["id"] not in ("root", "plan")]
    drawn = draw(trace_from_api("t" * 32, documents))
    assert "📊 Portfolio Analysis Job #3f2a91bc  user-7 · running" in drawn
    assert "📝 Report Writer (Parallel)" in drawn


@pytest.mark.parametrize(("counted", "shown"), [(3, 3), ("3", 3), ("many", 1), (None, 1), (True, 1)])
def test_attempts_are_those_that_the_root_counts(counted: object, shown: int) -> None:
    root = {"id": "r", "traceId": "t", "parentObservationId": None, "type": "SPAN", "startTime": "2026-01-01T00:00:00Z"}
    assert trace_from_api("t", [{**root, "metadata": {"attempt": counted}}]).attempts == shown


def test_a_second_attempt_is_counted_and_its_root_describes_the_job() -> None:
    again = observation("root2", None, "SPAN", "📊 Portfolio Analysis Job", 20, 30, metadata={"status": "completed"})
    drawn = draw(trace_from_api("t" * 32, [*job_documents(), again]))
    assert "completed · 2 attempts" in drawn.splitlines()[0]


@pytest.mark.parametrize(
    ("level", "status", "shown"),
    [
        pytest.param("ERROR", "partial", "partial", id="a part failed"),
        pytest.param("ERROR", "failed", "failed", id="all failed"),
        pytest.param("ERROR", None, "failed", id="a crash"),
        pytest.param("DEFAULT", None, "completed", id="an old trace"),
    ],
)
def test_the_status_is_the_jobs_own_word(level: str, status: str | None, shown: str) -> None:
    root: dict[str, Any] = {**job_documents()[0], "level": level}
    root["metadata"] = {key: value for key, value in root["metadata"].items() if key != "status"}
    if status:
        root["metadata"]["status"] = status
    trace = trace_from_api("t" * 32, [root, *job_documents()[1:]])
    assert shown in draw(trace).splitlines()[0]
    assert trace_json(trace)["status"] == shown


def test_a_degraded_job_is_called_so(job: Trace) -> None:
    root = replace(job.observations[0], metadata={**job.observations[0].metadata, "degraded_reason": "Too busy."})
    drawn = draw(replace(job, observations=(root, *job.observations[1:])))
    assert "degraded" in drawn.splitlines()[0]
    assert "degraded" not in draw(job)


def test_an_event_and_a_model_call_outside_of_agents_are_shown() -> None:
    outside = [event("e0", "root", "Score: complete", 9.95), model_call("m0", "root", 0, 0.1, (10, 0, 1), 0.5)]
    drawn = draw(trace_from_api("t" * 32, [*job_documents(), *outside]))
    assert "└── Score: complete" in drawn
    assert "outside of agents" in drawn
    assert "$0.508400" in drawn


def test_text_of_a_trace_cannot_control_the_terminal_or_be_read_as_markup() -> None:
    evil = event("evil", "rep", "[bold]Generated\x1b[2J\x07: 1 word", 8.85)
    drawn = draw(trace_from_api("t" * 32, [*job_documents(), evil]))
    assert "[bold]Generated [2J : 1 word" in drawn
    assert "\x1b" not in drawn


def test_a_cycle_of_parents_ends_the_search_for_an_owner() -> None:
    circle = [observation("x", "y", "SPAN", "x", 1, 2), observation("y", "x", "SPAN", "y", 1, 2)]
    assert [run.observation.id for run in divide(trace_from_api("t" * 32, circle)).runs] == []


def test_numbers_that_langfuse_returns_as_text_are_still_numbers(job: Trace) -> None:
    root = replace(job.observations[0], metadata={"positions": "5", "portfolio_value": "412300.5"})
    drawn = draw(replace(job, observations=(root, *job.observations[1:])))
    assert "5 positions · $412,300" in drawn


def test_json_holds_the_sums_the_agents_and_every_observation(job: Trace) -> None:
    document = trace_json(job)
    assert (document["job_id"], round(document["cost"], 6), len(document["observations"])) == (JOB_ID, 0.0084, 21)
    assert [(each["agent"], each["status"]) for each in document["agents"]][-1] == ("retirement", "failed")
