"""`alex costs --per-analysis`: what single analyses cost, as a distribution."""

from __future__ import annotations

import io
import json
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy
import pytest
from rich.console import Console

from cli.costs import find as find_module
from cli.costs import spread_view
from cli.costs.report import By
from cli.costs.spread import spread_report, traced_spread
from cli.costs.spread_view import print_spread, show_spread, spread_json
from cli.trace.view import TRACES_FILE
from docgen.cli_contract import SHAPES
from local.traces.database import TraceDatabase
from tests.cli.command_tree import alex
from tests.cli.test_costs import DAY_START, NOVA, UNKNOWN, Booked, job, model_call, observation

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


# Sources


@pytest.fixture
def last_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The traces of two jobs that an ended `alex up` has left."""
    file = tmp_path / TRACES_FILE
    with closing(TraceDatabase(file)) as database:
        database.write_observations([*job("one", DAY_START, 0.004), *job("two", DAY_START, 0.008)], received_us=1)
    monkeypatch.setattr(spread_view, "STATE_DIR", tmp_path)
    for name in ("LANGFUSE_BASE_URL", "LANGFUSE_PUBLIC_KEY", "LANGFUSE_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    return file


def printed(capsys: pytest.CaptureFixture[str], by: By) -> dict[str, Any]:
    capsys.readouterr()
    show_spread(by, "2025-11-15", "local", as_json=True)
    return json.loads(capsys.readouterr().out)


def test_the_last_run_is_read_where_none_is_running(last_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = printed(capsys, By.AGENT)
    assert (document["source"], document["note"]) == (str(last_run), None)
    assert (document["total"]["jobs"], document["total"]["median_usd"]) == (2, pytest.approx(0.006))


def test_jobs_come_from_the_table_and_models_from_the_traces(
    last_run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Table(Booked):
        def of_jobs(self, _since: datetime) -> tuple[dict[str, list[float]], list[float]]:
            self.total(_since)
            return {"planner": [0.1] * 41}, [0.2] * 41

    monkeypatch.setattr(find_module, "account_here", lambda *_: object())
    monkeypatch.setattr(find_module, "BookedCosts", lambda _account: Table(41))
    by_agent, by_model = printed(capsys, By.AGENT), printed(capsys, By.MODEL)
    assert (by_agent["source"], by_agent["total"]["jobs"]) == ("the jobs of local", 41)
    assert (by_model["source"], by_model["total"]["jobs"]) == (str(last_run), 2)
    assert "2 of 41 jobs" in by_model["note"]

    monkeypatch.setattr(find_module, "BookedCosts", lambda _account: Table(None))
    assert printed(capsys, By.AGENT)["note"].startswith("From the traces alone: the database does not answer.")
