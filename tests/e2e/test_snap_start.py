"""Analyses of a stack whose agents start from a snapshot: its copies share neither ids nor connections."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cli.run.portfolio_file import PortfolioFile
from cli.trace.model import Trace
from components.foundation.functions import FUNCTIONS
from components.foundation.names import LIVE
from local.stack import LocalAlex
from tests.e2e.alarm_scene import Scene
from tests.e2e.conftest import Alex
from tests.waiting import until

pytestmark = pytest.mark.local

AGENTS = [spec.name for spec in FUNCTIONS if spec.kind == "agent"]
USERS = ("one", "other")
RESTORED_LATE = """
import time
from snapshot_restore_py import register_after_restore
register_after_restore(lambda: time.sleep(2.5))
def handle(event, context):
    return {}
"""
#: Two jobs are at it at the same time, so each needs a sandbox.
SLOW = {"match": "reporter", "seconds": 8, "times": len(USERS)}


@pytest.fixture(scope="module")
def snapped() -> Iterator[Alex]:
    with LocalAlex(settings={"snapStart": True}, model_latency=0.0, alarm_seconds_per_minute=2.0) as stack:
        yield Alex(stack)


@pytest.fixture(scope="module")
def traces(snapped: Alex, sample: Callable[[str], PortfolioFile]) -> list[Trace]:
    """Of two analyses at the same time, the first ones of the stack."""
    snapped.model_fails(SLOW)
    jobs = dict[str, str]()
    for user in USERS:
        with snapped.api(user) as api:
            api.replace_portfolio(sample("growth"))
            jobs[user] = api.start_analysis()
    for user, job_id in jobs.items():
        with snapped.api(user) as api:
            assert snapped.wait_for(api, job_id)["status"] == "completed"
    return [snapped.trace(job_id) for job_id in jobs.values()]


def lines(snapped: Alex, agent: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in snapped.stack.logs(agent) if line.startswith("{")]


def starts(snapped: Alex, agent: str) -> list[dict[str, Any]]:
    """Metrics of the reports of first invocations."""
    reports = [line["record"]["metrics"] for line in lines(snapped, agent) if line.get("type") == "platform.report"]
    return [metrics for metrics in reports if {"initDurationMs", "restoreDurationMs"} & {*metrics}]


@pytest.mark.usefixtures("traces")
@pytest.mark.parametrize("agent", AGENTS)
def test_agents_are_restored(snapped: Alex, agent: str) -> None:
    def reported() -> list[dict[str, Any]]:
        return starts(snapped, agent)

    assert all("restoreDurationMs" in metrics for metrics in until(reported, lambda: lines(snapped, agent)[-5:]))


@pytest.mark.usefixtures("traces")
@pytest.mark.parametrize("agent", AGENTS)
def test_no_agent_has_a_thread_or_a_connection_before_its_first_invocation(snapped: Alex, agent: str) -> None:
    assert [line for line in lines(snapped, agent) if "lost" in line] == []


def test_sandboxes_of_one_snapshot_draw_different_ids(snapped: Alex, traces: list[Trace]) -> None:
    for agent in ("planner", "reporter"):
        until(lambda agent=agent: len(starts(snapped, agent)) > 1, lambda agent=agent: lines(snapped, agent)[-9:])
    one, other = ({observation.id for observation in trace.observations} for trace in traces)

    assert one
    assert other
    assert not one & other


@pytest.mark.usefixtures("traces")
def test_slow_restores_set_off_the_alarm_of_cold_starts(snapped: Alex, sample: Callable[[str], PortfolioFile]) -> None:
    cloudwatch, scene = snapped.stack.client("cloudwatch"), Scene(snapped, sample)
    charter = next(spec for spec in FUNCTIONS if spec.name == "charter")

    def state() -> str:
        name = f"{scene.function(charter).removesuffix('charter')}functions-init-duration"
        (alarm,) = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
        return alarm["StateValue"]

    def snapshot() -> bool:
        name = scene.function(charter)
        version = snapped.stack.client("lambda").get_function_configuration(FunctionName=name, Qualifier=LIVE)
        return version["State"] == "Active"

    # Other functions' first starts may have been slow too.
    until(lambda: state() == "OK", state)
    with scene.releases.live(RESTORED_LATE, [charter]):
        until(snapshot, "the snapshot is taken")
        assert scene.call(charter) is None
        until(lambda: state() == "ALARM", state)
    until(lambda: state() == "OK", state)
