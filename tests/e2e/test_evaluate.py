"""`alex evaluate` on the fake model: the same figures at each run, and each misbehaviour visible in them."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.evaluate.evaluate import SAMPLES, Wanted, evaluate_on, judge
from cli.evaluate.observe import observe
from cli.evaluate.result import Row
from cli.evaluate.run import Case, Evaluator, read_cases
from cli.run.portfolio_file import read_portfolio
from cli.shared.errors import UserError
from cli.trace.source import LangfuseServer, trace_id_of
from holdings.document import Holding
from holdings.kinds import InstrumentKind
from tests.alex_apart import alex_apart
from tests.e2e.conftest import Alex

pytestmark = pytest.mark.local

ROOT = Path(__file__).resolve().parents[2]
WANTED = Wanted(model=None, files=(), parallel=4, threshold=0.95)
STARTER = Case("starter", read_portfolio(SAMPLES / "starter.json"))
#: Fields that differ at each run.
CHANGING = {"seconds", "job_id"}


def figures(alex: Alex, cases: list[Case]) -> list[dict[str, Any]]:
    return [row.model_dump(exclude=CHANGING) for row in evaluate_on(alex.stack, WANTED, cases).rows]


def figures_of(alex: Alex, case: Case = STARTER) -> Row:
    [row] = evaluate_on(alex.stack, WANTED, [case]).rows
    return row


def with_something_new() -> tuple[Case, str]:
    """A portfolio with an instrument that no tagger has seen before, and its symbol."""
    portfolio, symbol = read_portfolio(SAMPLES / "starter.json"), f"NEW{secrets.token_hex(4).upper()}"
    new = Holding(
        symbol=symbol, quantity=Decimal(1), unit_price=Decimal(50), name="Something new", kind=InstrumentKind.ETF
    )
    portfolio.accounts[0].positions.append(new)
    return Case("new", portfolio), symbol


def test_every_sample_ends_as_expected_and_two_runs_have_the_same_figures(alex: Alex) -> None:
    cases = read_cases(sorted(SAMPLES.glob("*.json")))
    evaluation = evaluate_on(alex.stack, WANTED, cases)
    outcomes = {row.portfolio: row.outcome for row in evaluation.rows}
    assert list(outcomes) == [case.name for case in cases]
    assert outcomes.pop("empty") == "refused"
    assert set(outcomes.values()) <= {"completed", "degraded", "partial"}
    assert {outcomes[name] for name in ("starter", "balanced", "growth", "200-positions")} == {"completed"}
    judge(evaluation)
    # The first run has classified all instruments and filled the prompt cache.
    few = [case for case in cases if case.name in {"hostile-text", "retiring-far"}]
    assert figures(alex, few) == figures(alex, few)


def test_a_throttled_call_is_a_retry(alex: Alex) -> None:
    assert figures_of(alex).retries == 0
    alex.model_fails({"match": "reporter", "error": "ThrottlingException", "times": 1})
    row = figures_of(alex)
    assert (row.outcome, row.retries) == ("completed", 1)


def test_a_model_that_may_not_be_called_is_named(alex: Alex) -> None:
    alex.model_fails({"match": "charter", "error": "AccessDeniedException", "times": 99})
    row = figures_of(alex)
    assert row.outcome == "partial"
    assert [note for note in row.notes if note.startswith("charter: model_")]


def test_classifications_that_do_not_sum_to_100_are_counted_although_they_were_rejected(alex: Alex) -> None:
    case, symbol = with_something_new()
    splits = {
        "asset_classes": [{"key": "equity", "percent": 90}],
        "regions": [{"key": "global", "percent": 100}],
        "sectors": [{"key": "other", "percent": 100}],
    }
    reply = {"rationale": "A guess.", "classifications": [{"rationale": "A guess.", "symbol": symbol, **splits}]}
    alex.model_fails({"match": "tagger", "reply": reply, "times": 1})
    row = figures_of(alex, case)
    assert (row.outcome, row.retries) == ("completed", 1)
    assert (row.classifications, row.classifications_summing_to_100) == (2, 1)


def test_a_report_that_is_replaced_is_visible(alex: Alex) -> None:
    usual = figures_of(alex)
    alex.model_fails({"match": "reporter", "reply": "The portfolio is worth $547.0 million.", "times": 1})
    row = figures_of(alex)
    assert row.outcome in {"completed", "degraded"}
    assert row.retries > usual.retries or row.model_calls > usual.model_calls


def analysed_with_something_new(alex: Alex, *misbehave: str) -> dict[str, Any]:
    """Figures of a portfolio that needs all agents; its names and symbols are as long each time."""
    case = replace(with_something_new()[0], name="new")
    [row] = evaluate_on(alex.stack, replace(WANTED, misbehave=misbehave), [case]).rows
    return row.model_dump(exclude=CHANGING)


@pytest.fixture(scope="module")
def usual(running: Alex) -> dict[str, Any]:
    """Figures of the well-behaved model, with a warm prompt cache."""
    analysed_with_something_new(running)
    return analysed_with_something_new(running)


@pytest.mark.parametrize("misbehaviour", ["planner:unknown-tool", "reporter:throttled-once", "tagger:invented-figures"])
def test_a_misbehaviour_is_visible_in_the_figures(alex: Alex, usual: dict[str, Any], misbehaviour: str) -> None:
    assert analysed_with_something_new(alex, misbehaviour) != usual


def test_a_misbehaviour_ends_with_its_evaluation(alex: Alex, usual: dict[str, Any]) -> None:
    assert analysed_with_something_new(alex) == usual


def test_a_job_that_fails_ends_the_evaluation_with_its_trace(alex: Alex) -> None:
    alex.model_fails(
        *(
            {"match": agent, "error": "ValidationException", "times": 99}
            for agent in ("planner", "reporter", "charter")
        ),
        {"match": "retirement", "error": "ValidationException", "times": 99},
    )
    evaluation = evaluate_on(alex.stack, WANTED, [STARTER])
    assert evaluation.totals.outcomes["failed"] == 1
    with pytest.raises(UserError, match="the analysis of starter failed") as caught:
        judge(evaluation)
    assert caught.value.hint == f"find the cause: alex trace {evaluation.rows[0].job_id}"


def test_a_job_that_does_not_end_in_time_is_lost(alex: Alex) -> None:
    alex.model_fails({"match": "planner", "error": None, "seconds": 3.0, "times": 1})
    [row] = Evaluator(alex.stack, patience=0.5).run([STARTER], parallel=1)
    assert (row.outcome, row.seconds) == ("lost", None)
    assert row.job_id is not None
    with alex.api("evaluate-starter") as api:
        alex.wait_for(api, row.job_id)


def test_faithfulness_is_the_lowest_score_of_the_trace(alex: Alex) -> None:
    job_id = figures_of(alex).job_id
    assert job_id is not None
    keys = (alex.stack.public_key, alex.stack.secret_key)
    scores = [{"traceId": trace_id_of(job_id), "name": "faithfulness", "value": value} for value in (0.5, 0.25)]
    httpx.post(f"{alex.stack.trace_url}/api/public/scores", auth=keys, json=scores).raise_for_status()
    server = LangfuseServer(alex.stack.trace_url, *keys)
    assert observe(server, job_id).faithfulness == 0.25
    with pytest.raises(UserError, match=r"faithfulness 0\.250 is below the threshold of 0\.95"):
        judge(evaluation_with(alex, 0.25))


def evaluation_with(alex: Alex, faithfulness: float) -> Any:
    evaluation = evaluate_on(alex.stack, WANTED, [STARTER])
    row = evaluation.rows[0].model_copy(update={"faithfulness": faithfulness})
    return evaluation.model_copy(update={"rows": (row,)})


def alex_evaluate(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = alex_apart(folder / "state", "evaluate", *arguments)
    return subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=600)


def test_the_command_prints_json_alone_and_writes_the_page(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    files = [argument for name in ("starter", "empty") for argument in ("-p", str(SAMPLES / f"{name}.json"))]
    done = alex_evaluate(tmp_path, *files, "--json", "--html", str(page), "--langfuse")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert [(row["portfolio"], row["outcome"]) for row in result["rows"]] == [
        ("starter", "completed"),
        ("empty", "refused"),
    ]
    assert result["totals"]["share"]["completed"] == 1.0
    assert "starter  completed" in done.stderr
    assert "Evaluation of fake" in page.read_text()
    assert "stored as run 'fake " in done.stderr


@pytest.mark.soak
def test_two_runs_of_the_command_have_the_same_figures(tmp_path: Path) -> None:
    """Each starts from nothing."""
    runs = [json.loads(alex_evaluate(tmp_path / name, "--json").stdout) for name in ("one", "two")]
    one, two = ([{k: v for k, v in row.items() if k not in CHANGING} for row in run["rows"]] for run in runs)
    assert one == two
