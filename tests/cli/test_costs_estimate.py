"""`alex costs --estimate`: the month so far beside the estimate for as many analyses, and why they differ.

Nova Pro: 0.80 USD a million tokens in, 0.20 cached, 3.20 out.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from cli.costs.capacity import capacity_used
from cli.costs.month import Capacity, Compared, Month, end_of_month, month_so_far, start_of_month
from cli.costs.month_view import month_json, print_month
from cli.costs.reasons import why_capacity, why_model
from cli.costs.report import By, CostReport, CostRow
from cli.preview.model import readable
from cli.shared.account import Account
from cli.shared.stack_account import session_in
from cli.trace.model import Tokens as Used
from docgen.cli_contract import SHAPES
from estimate.month import estimate
from estimate.services.model import usd_of
from estimate.usage import Tokens, recorded
from estimate.workload import Workload
from local.engine.preview import PlannedResource
from tests.cli.command_tree import alex
from tests.cli.stand_ins import aws_answers, serving
from tests.previews import preview as run_preview

ROOT = Path(__file__).resolve().parents[2]
NOVA = "us.amazon.nova-pro-v1:0"
#: Half of November.
NOW = datetime(2026, 11, 16, tzinfo=UTC)
COUNTED = Tokens(calls=2, input=2500, cached=0, output=1000)
OF_ONE = (2500 * 0.80 + 1000 * 3.20) / 1e6
NO_CAPACITY = Capacity(None, "nothing tells")


@pytest.fixture(scope="module")
def resources() -> tuple[PlannedResource, ...]:
    return readable(run_preview(ROOT, "prod")).resources


def usd(tokens: Tokens) -> float:
    return usd_of(NOVA, "us-east-1", tokens) or 0.0


def used(agent: str, jobs: int, tokens: Tokens, cost: float | None = None, unpriced: int = 0) -> CostRow:
    """A row of jobs that each used these tokens."""
    price = usd(tokens)
    spent = Used(jobs * tokens.input, jobs * tokens.cached, jobs * tokens.output)
    return CostRow(agent, jobs, jobs * tokens.calls, unpriced, spent, jobs * price if cost is None else cost, 0.0)


def booked(analyses: int, *rows: CostRow) -> CostReport:
    total = CostRow("total", analyses, 0, 0, Used(0, 0, 0), sum(row.cost_usd for row in rows), 1.0)
    return CostReport(By.AGENT, start_of_month(NOW), rows, total)


def as_counted(analyses: int) -> CostReport:
    return booked(analyses, *(used(agent, analyses, tokens) for agent, tokens in recorded().tokens.items()))


def draw(month: Month, width: int = 160) -> str:
    output = io.StringIO()
    print_month(month, Console(file=output, width=width))
    return output.getvalue()


def line(month: Month, start: str) -> Compared:
    (found,) = [each for each in month.lines if each.line.startswith(start)]
    return found


def test_analyses_that_use_what_was_counted_agree_with_the_estimate(resources: Any) -> None:
    month = month_so_far("prod", resources, as_counted(500), NO_CAPACITY, NOW)
    agents = [each for each in month.lines if each.kind == "model"]
    assert {each.line for each in agents} == {f"{agent} ({NOVA})" for agent in recorded().tokens}
    for each in agents:
        assert each.measured_usd == pytest.approx(each.estimated_usd)
        assert each.why == ""


def test_the_estimate_is_for_as_many_analyses_in_the_same_part_of_the_month(resources: Any) -> None:
    """500 in half a month: half of what 1,000 cost in a whole one."""
    month = month_so_far("prod", resources, as_counted(500), NO_CAPACITY, NOW)
    whole = estimate(resources, Workload(analyses=1000)).month_usd
    assert month.share == 0.5
    assert sum(each.estimated_usd or 0.0 for each in month.lines) == pytest.approx(whole / 2)
    assert {each.kind for each in month.lines} == {"model", "database", "fixed", "other"}


def test_a_month_without_analyses_has_fixed_prices_only(resources: Any) -> None:
    month = month_so_far("prod", resources, booked(0), NO_CAPACITY, NOW)
    assert {each.difference_usd for each in month.lines if each.kind == "model"} == {0.0}
    idle = estimate(resources, Workload(analyses=0)).month_usd
    assert sum(each.estimated_usd or 0.0 for each in month.lines) == pytest.approx(idle / 2)
    assert "nan" not in draw(month)


def test_fixed_prices_are_the_same_however_much_is_used(resources: Any) -> None:
    idle, busy = (month_so_far("prod", resources, booked(jobs), NO_CAPACITY, NOW) for jobs in (0, 10))
    assert line(idle, "fixed").estimated_usd == pytest.approx(line(busy, "fixed").estimated_usd)


def test_what_cannot_be_measured_is_unknown_and_not_in_the_sum(resources: Any) -> None:
    month = month_so_far("prod", resources, as_counted(500), NO_CAPACITY, NOW)
    drawn = draw(month)
    assert [each.line for each in month.known] == [each.line for each in month.lines if each.kind == "model"]
    assert drawn.count("unknown") == 3
    assert "only the bill has it" in drawn
    assert "nothing tells" in drawn
    assert "alex costs --forecast --stack prod" in drawn


def test_a_model_without_a_price_is_said(resources: Any) -> None:
    environment = {"variables": {"BEDROCK_MODEL_ID": "us.nobody.knows-v1:0"}}
    changed = [
        replace(each, inputs={**each.inputs, "environment": environment}) if each.name == "tagger-function" else each
        for each in resources
    ]
    tagger = line(month_so_far("prod", changed, as_counted(10), NO_CAPACITY, NOW), "tagger")
    assert (tagger.estimated_usd, tagger.difference_usd) == (None, None)
    assert tagger.why == "no price of us.nobody.knows-v1:0 is known"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        pytest.param(used("a", 100, COUNTED), "", id="as counted"),
        pytest.param(used("a", 100, Tokens(2, 2520, 0, 1010)), "", id="nearly"),
        pytest.param(used("a", 40, COUNTED), "worked in 40 of 100 analyses", id="fewer runs"),
        pytest.param(used("a", 0, COUNTED), "worked in none of 100 analyses", id="no run"),
        pytest.param(
            used("a", 100, Tokens(2, 5000, 0, 1100)), "5,000 input tokens an analysis, not 2,500", id="longer input"
        ),
        pytest.param(
            used("a", 100, Tokens(2, 2600, 0, 1900)), "1,900 output tokens an analysis, not 1,000", id="longer output"
        ),
        pytest.param(
            used("a", 100, Tokens(2, 500, 2000, 1000)),
            "2,500 (2,000 cached) input tokens an analysis, not 2,500 (0 cached)",
            id="cached",
        ),
        pytest.param(
            used("a", 100, COUNTED, cost=5.0),
            f"these tokens cost {100 * OF_ONE:,.4f} with {NOVA}: another model answered, or its price has changed",
            id="other prices",
        ),
        pytest.param(
            used("a", 100, COUNTED, unpriced=3), "3 model calls have no price: it cost more than this", id="unpriced"
        ),
    ],
)
def test_the_reason_is_what_moves_the_cost_most(row: CostRow, why: str) -> None:
    assert why_model(row, NOVA, usd, COUNTED, 100) == why


def test_a_reason_never_points_the_other_way() -> None:
    """Half of the runs, each with three times the output: dearer, and not because of fewer runs."""
    row = used("a", 50, Tokens(2, 2500, 0, 4000))
    assert row.cost_usd > 100 * OF_ONE
    assert why_model(row, NOVA, usd, COUNTED, 100) == "4,000 output tokens an analysis, not 1,000"


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
        (datetime(2028, 2, 29, tzinfo=UTC), datetime(2028, 3, 1, tzinfo=UTC)),
        (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)),
    ],
)
def test_a_month_ends_where_the_next_begins(now: datetime, end: datetime) -> None:
    assert end_of_month(now) == end


def test_the_first_instant_of_a_month_is_compared_too(resources: Any) -> None:
    month = month_so_far("prod", resources, booked(0), NO_CAPACITY, start_of_month(NOW))
    assert sum(each.estimated_usd or 0.0 for each in month.lines) == 0.0


# The database


def test_acu_hours_are_compared_with_those_of_the_estimate(resources: Any) -> None:
    """100 ACU-hours at 0.12 USD."""
    database = line(month_so_far("prod", resources, as_counted(500), Capacity(100.0, ""), NOW), "database")
    assert database.measured_usd == pytest.approx(12.0)
    assert database.why.startswith("100.0 ACU-hours, not ")
    assert database.why.endswith("it was awake longer, or busier")
    assert why_capacity(10.0, 10.2) == ""


def answered(monkeypatch: pytest.MonkeyPatch, results: Sequence[dict[str, Any]] | tuple[int, Any]) -> Capacity:
    """What a stack with two instances is told by a CloudWatch on loopback."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "operator")
    answer = results if isinstance(results, tuple) else (200, {"MetricDataResults": list(results)})
    with serving({**aws_answers(), "GetMetricData": answer}) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        return capacity_used(Account("prod", session_in("us-east-1")), 2, start_of_month(NOW), NOW)


def test_capacity_is_the_sum_of_the_hours_of_all_instances(monkeypatch: pytest.MonkeyPatch) -> None:
    found = answered(
        monkeypatch,
        [
            {"Id": "instance1", "Timestamps": [0, 3600], "Values": [0.5, 1.25]},
            {"Id": "instance2", "Timestamps": [0], "Values": [0.25]},
        ],
    )
    assert found == Capacity(2.0, "")


def test_no_data_is_not_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answered(monkeypatch, [{"Id": "instance1", "Timestamps": [], "Values": []}]).acu_hours is None


def test_a_refusal_of_cloudwatch_is_a_reason(monkeypatch: pytest.MonkeyPatch, resources: Any) -> None:
    found = answered(monkeypatch, (400, {"__type": "AccessDeniedException", "message": "no"}))
    assert found.acu_hours is None
    month = month_so_far("prod", resources, as_counted(500), found, NOW)
    assert line(month, "database").why.startswith("CloudWatch does not tell: GetMetricData: AccessDenied")


# The command


def test_json_holds_every_line(resources: Any) -> None:
    month = month_so_far("prod", resources, as_counted(500), NO_CAPACITY, NOW)
    document = month_json(month)
    assert tuple(document) == SHAPES["costs --estimate"].fields
    assert document["analyses"] == 500
    assert document["lines"][0].keys() == {"line", "kind", "estimated_usd", "measured_usd", "why", "difference_usd"}
    assert document["lines"][-1]["measured_usd"] is None


@pytest.mark.parametrize("width", [80, 100, 160])
def test_no_figure_is_cut(resources: Any, width: int) -> None:
    month = month_so_far("prod", resources, as_counted(500), NO_CAPACITY, NOW)
    drawn = draw(month, width)
    assert "…" not in drawn
    assert all(f"{each.measured_usd:,.4f}" in drawn for each in month.known)
    assert all(f"{each.estimated_usd:,.4f}" in drawn for each in month.lines)


@pytest.mark.parametrize(
    "words",
    [("--since", "7d"), ("--by", "agent"), ("--csv",), ("--per-analysis",)],
    ids=" ".join,
)
def test_what_makes_no_sense_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    ended = alex(monkeypatch, capsys, "costs", "--estimate", *words)
    assert ended.code == 2
    assert "cannot be used together" in ended.tells()
