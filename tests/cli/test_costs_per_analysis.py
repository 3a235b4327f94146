"""`alex costs --per-analysis`: what single analyses cost, as a distribution."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import numpy
import pytest
from rich.console import Console

from cli.costs.report import By
from cli.costs.spread import spread_report, traced_spread
from cli.costs.spread_view import print_spread, spread_json
from docgen.cli_contract import SHAPES
from tests.cli.command_tree import alex
from tests.cli.test_costs import DAY_START, NOVA, UNKNOWN, job, model_call, observation

BEFORE = DAY_START - timedelta(hours=1)


def draw(report: Any, width: int = 100) -> str:
    output = io.StringIO()
    print_spread(report, "here", Console(file=output, width=width))
    return output.getvalue()


def test_median_and_95_percent_are_those_of_numpy() -> None:
    costs = [0.002, 0.02, 0.019, 0.021, 0.5, 0.0, 0.018]
    report = spread_report(By.AGENT, DAY_START, {"planner": costs}, costs)
    expected = [float(it) for it in numpy.percentile(costs, [50, 95])]
    for spread in (report.total, *report.rows):
        assert [spread.median_usd, spread.p95_usd] == pytest.approx(expected)
        assert (spread.jobs, spread.highest_usd) == (7, 0.5)
        assert spread.mean_usd == pytest.approx(sum(costs) / 7)


@pytest.mark.parametrize(
    "costs",
    [
        pytest.param([0.02], id="one"),
        pytest.param([0.02] * 30, id="all alike"),
        pytest.param([0.0] * 30, id="nothing"),
        pytest.param([0.01, 0.02], id="two"),
        pytest.param([0.01] * 99 + [5.0], id="one far away"),
        pytest.param([n / 7 for n in range(300)], id="many"),
    ],
)
def test_every_job_is_in_one_step_of_the_chart(costs: list[float]) -> None:
    report = spread_report(By.AGENT, DAY_START, {}, costs)
    assert sum(step.jobs for step in report.steps) == len(costs)
    assert (report.steps[0].from_usd, report.steps[-1].to_usd) == (min(costs), max(costs))
    for step, after in zip(report.steps, report.steps[1:], strict=False):
        assert step.to_usd == after.from_usd
        assert step.jobs == sum(step.from_usd <= cost < step.to_usd for cost in costs)


def test_a_single_dear_job_does_not_flatten_the_chart() -> None:
    report = spread_report(By.AGENT, DAY_START, {}, [0.010 + n / 10_000 for n in range(99)] + [5.0])
    assert min(step.jobs for step in report.steps) > 0
    assert report.steps[-1].to_usd == 5.0
    assert report.steps[-1].from_usd < 0.02


def test_a_trace_gives_each_model_its_part_of_the_job() -> None:
    documents = [
        *job("one", DAY_START, 0.004),
        *job("two", DAY_START, 0.008),
        model_call("two", "other", "two-planner", DAY_START, 0.1, model="us.amazon.nova-lite-v1:0"),
    ]
    report = traced_spread(documents, By.MODEL, DAY_START, BEFORE)
    rows = {row.key: (row.jobs, row.median_usd) for row in report.rows}
    assert rows == {"us.amazon.nova-lite-v1:0": (1, 0.1), NOVA: (2, pytest.approx(0.006))}
    assert (report.total.jobs, report.total.highest_usd) == (2, pytest.approx(0.108))


def test_a_job_that_began_before_the_period_is_left_out_as_a_whole() -> None:
    early = job("early", DAY_START - timedelta(minutes=1), 0.004)
    documents = [*early, model_call("early", "late", "early-reporter", DAY_START, 0.5), *job("one", DAY_START, 0.008)]
    report = traced_spread(documents, By.AGENT, DAY_START, BEFORE)
    assert (report.total.jobs, report.total.highest_usd) == (1, pytest.approx(0.008))
    assert {row.key: row.median_usd for row in report.rows} == pytest.approx({"reporter": 0.006, "planner": 0.002})


def test_an_analysis_of_unknown_cost_is_left_out_and_said() -> None:
    unpriced = model_call("two", "u", "two-planner", DAY_START, 0.0, model=UNKNOWN)
    report = traced_spread(
        [*job("one", DAY_START, 0.004), *job("two", DAY_START, 0.008), unpriced], By.MODEL, DAY_START, BEFORE
    )
    assert (report.total.jobs, report.unknown) == (1, 1)
    assert UNKNOWN not in {row.key for row in report.rows}
    assert "1 analyses are left out: a model call has no price." in draw(report)


def test_a_trace_without_model_calls_is_no_analysis() -> None:
    probe = observation("probe", "p", None, DAY_START, type="AGENT", metadata={"agent": "planner"})
    report = traced_spread([probe], By.AGENT, DAY_START, BEFORE)
    assert (report.total.jobs, report.unknown, report.steps) == (0, 0, ())
    assert draw(report) == "no analysis of known cost since 2025-11-15 00:00 UTC in here\n"


@pytest.mark.parametrize("width", [40, 60, 100])
def test_table_and_chart_are_whole(width: int) -> None:
    costs = [0.01 + n / 10_000 for n in range(99)] + [0.5]
    drawn = draw(spread_report(By.AGENT, DAY_START, {"planner": costs}, costs), width)
    assert "0.014950" in drawn
    assert drawn.count("█" * 3) >= 10
    assert "…" not in drawn


def test_json_holds_what_the_table_shows() -> None:
    report = traced_spread(job("one", DAY_START, 0.004), By.AGENT, DAY_START, BEFORE)
    document = spread_json(report, "here")
    assert tuple(document) == SHAPES["costs --per-analysis"].fields
    assert [(row["agent"], row["jobs"]) for row in document["rows"]] == [("reporter", 1), ("planner", 1)]
    assert document["total"]["p95_usd"] == pytest.approx(0.004)
    assert document["steps"] == [{"from_usd": 0.004, "to_usd": 0.004, "jobs": 1}]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", "user"), "alex: --per-analysis --by user: a single analysis has one"),
        (("--csv",), "alex: --per-analysis and --csv cannot be used together"),
    ],
)
def test_what_makes_no_sense_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    ended = alex(monkeypatch, capsys, "costs", "--per-analysis", *words)
    assert ended.code == 2
    assert ended.tells().splitlines()[0] == said
