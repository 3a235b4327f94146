"""Figures of an evaluation: sums, table, page, comparison, and what makes it fail."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from agent_runtime.portfolio import snapshot as portfolio
from cli.evaluate import observe
from cli.evaluate.compare import comparison_json, comparison_view, read_evaluation
from cli.evaluate.evaluate import Wanted, evaluate, judge
from cli.evaluate.html import evaluation_html
from cli.evaluate.result import Evaluation, Row, totals
from cli.evaluate.run import read_cases
from cli.evaluate.view import evaluation_view, ratio
from cli.shared.errors import UsageError, UserError
from tests.cli.test_commands import refused

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples" / "portfolios"


def row(name: str, outcome: Any = "completed", **figures: Any) -> Row:
    usual: dict[str, Any] = {"job_id": f"job-{name}", "seconds": 4.0, "model_calls": 10}
    usual |= {"input_tokens": 10_000, "cached_input_tokens": 5_000, "output_tokens": 2_000, "cost_usd": 0.02}
    return Row(portfolio=name, positions=2, outcome=outcome, **({} if outcome == "refused" else usual) | figures)


def evaluation(*rows: Row, **fields: Any) -> Evaluation:
    return Evaluation(**{"model": "fake", "models": ("amazon.nova",), "threshold": 0.95, "rows": rows} | fields)


MIXED = evaluation(
    row("growth", faithfulness=1.0, classifications=2, classifications_summing_to_100=2, cost_usd=0.04),
    row("empty", "refused", notes=("The portfolio is empty.",)),
    row("odd", "degraded", faithfulness=0.9599, classifications=2, classifications_summing_to_100=1, retries=3),
    row("hostile-text", "partial", notes=("reporter: guardrail: <b>no</b> [red]\x1b[2J",)),
    row("silent", "lost", seconds=None),
)


def drawn(what: Any, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(what)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert all(len(line) <= width for line in text.splitlines())
    return text


def test_totals_are_over_the_analyses_that_were_started() -> None:
    all_of = MIXED.totals
    assert all_of.analyses == 4
    assert [all_of.share(outcome) for outcome in ("completed", "degraded", "partial", "failed", "lost")] == [
        0.25, 0.25, 0.25, 0, 0.25,
    ]  # fmt: skip
    assert (all_of.lowest_faithfulness, all_of.mean_faithfulness) == (0.9599, pytest.approx(0.97995))
    assert (all_of.classifications, all_of.classifications_summing_to_100, all_of.retries) == (4, 3, 3)
    assert all_of.per_analysis(all_of.cost_usd) == pytest.approx(0.025)
    assert all_of.per_analysis(all_of.tokens) == 17_000


def test_totals_of_refused_analyses_divide_by_nothing() -> None:
    none = totals([row("empty", "refused")])
    assert (none.analyses, none.share("completed"), none.per_analysis(1.0)) == (0, 0, 0)
    assert "–" in drawn(evaluation_view(evaluation(row("empty", "refused"))))


@pytest.mark.parametrize("width", [60, 80])
def test_the_table_has_one_row_a_portfolio_and_whole_figures(width: int) -> None:
    text = drawn(evaluation_view(MIXED), width)
    for each in MIXED.rows:
        assert re.search(rf"^ *{each.portfolio} +{each.outcome} ", text, re.MULTILINE), each
    assert "0.0400" in text
    assert "25 % completed, 25 % degraded, 25 % partial, 0 % failed, 25 % lost" in " ".join(text.split())
    assert "empty: refused: The portfolio is empty." in text
    assert ("too narrow for" in text) == (width == 60)


def test_at_80_columns_no_column_is_left_out_when_figures_are_large() -> None:
    large = row("unknown-symbols", retries=120, seconds=1234.5, input_tokens=900_000, cost_usd=9.1234)
    text = drawn(evaluation_view(evaluation(large)))
    assert "too narrow for" not in text
    assert "907,000" in text


def test_a_figure_below_the_threshold_does_not_look_as_if_it_reached_it() -> None:
    assert ratio(0.94999) == "0.949"
    assert ratio(1.0) == "1.000"


def test_texts_of_a_model_control_neither_the_terminal_nor_the_page() -> None:
    assert "\x1b" not in drawn(evaluation_view(MIXED))
    assert "[red]" in drawn(evaluation_view(MIXED))
    page = evaluation_html(MIXED)
    assert "\x1b" not in page
    assert "&lt;b&gt;no&lt;/b&gt;" in page


def test_the_page_is_self_contained_and_has_all_rows() -> None:
    page = evaluation_html(MIXED)
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert not re.search(r"""(src|href)\s*=|url\(|https?://""", page)
    assert page.count("<tr>") == 1 + len(MIXED.rows)
    for each in MIXED.rows:
        assert f'<td>{each.portfolio}</td><td class="{each.outcome}">' in page


def test_a_result_is_the_same_after_it_was_saved_and_read(tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    file.write_text(json.dumps(MIXED.to_json()))
    assert read_evaluation(file) == MIXED


def test_the_comparison_shows_what_differs_and_by_how_much() -> None:
    better = tuple(
        each.model_copy(update={"outcome": "completed", "retries": 1, "seconds": 9.0}) if each.retries else each
        for each in MIXED.rows[:-1]
    )
    other = evaluation(*better, row("new"), model="bedrock")
    compared = comparison_json(MIXED, other)
    assert compared["models"] == ["fake", "bedrock"]
    assert compared["portfolios"] == {
        "odd": {"outcome": ["degraded", "completed"], "retries": [3, 1]},
        "silent": {"outcome": ["lost", None]},
        "new": {"outcome": [None, "completed"]},
    }
    text = drawn(comparison_view(MIXED, other, ("pro", "lite")))
    assert re.search(r"completed, % +25 +75 +\+50", text)
    assert re.search(r"odd +retries +3 +1 +-2", text)
    assert "No portfolio differs" in drawn(comparison_view(MIXED, MIXED, ("pro", "pro")))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (row("a", faithfulness=0.9499), r"a: faithfulness 0.950 is below|a: faithfulness 0.949 is below"),
        (row("a", "failed"), "the analysis of a failed"),
        (row("a", "lost"), "the analysis of a was lost"),
    ],
    ids=["unfaithful", "failed", "lost"],
)
def test_an_evaluation_fails_with_the_portfolio_and_its_trace(wrong: Row, said: str) -> None:
    with pytest.raises(UserError, match=said) as caught:
        judge(evaluation(row("good", faithfulness=0.99), wrong))
    assert (caught.value.exit_code, caught.value.hint) == (1, "find the cause: alex trace job-a")


def test_what_was_refused_partial_degraded_or_not_measured_does_not_fail_it() -> None:
    judge(evaluation(row("a", faithfulness=0.95), row("b"), row("c", "partial"), row("d", "degraded")))
    judge(evaluation(row("empty", "refused")))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--threshold", "1.1"), "--threshold '1.1': must be a number from 0 to 1"),
        (("--parallel", "0"), "--parallel '0': must be a whole number from 1 to 20"),
        (("--model", "gpt"), "gpt"),
        (("--model", "bedrock", "--misbehave", "planner:unknown-tool"), "cannot be used together"),
        (("--misbehave", "planner"), "no behaviour"),
        (("--compare", "a.json", "b.json", "--model", "bedrock"), "--compare and --model cannot be used together"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_options_are_refused_before_anything_starts(arguments: tuple[str, ...], said: str) -> None:
    assert said in refused("evaluate", *arguments)


def test_files_that_are_no_results_are_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text('["no result"]')
    said = refused("evaluate", "--compare", str(wrong), str(wrong), code=1)
    assert "is not a result of `alex evaluate --json`\nhint: save one" in said
    assert "No such file" in refused("evaluate", "--compare", "missing.json", str(wrong), code=1)
    assert "No such file" in refused("evaluate", "--portfolio", "missing.json", code=1)


def test_two_portfolios_of_one_name_are_refused(tmp_path: Path) -> None:
    copy = tmp_path / "starter.json"
    copy.write_text((SAMPLES / "starter.json").read_text())
    with pytest.raises(UserError, match="two portfolios are called starter"):
        read_cases([copy, SAMPLES / "starter.json"])


def test_a_misbehaviour_needs_the_fake_model() -> None:
    wanted = Wanted("bedrock", [SAMPLES / "starter.json"], 1, 0.95, ["planner:slow"])
    with pytest.raises(UsageError):
        evaluate(wanted, as_json=True, html=None)


def test_there_are_at_least_eight_samples_and_odd_ones_among_them() -> None:
    cases = {case.name: case for case in read_cases(sorted(SAMPLES.glob("*.json")))}
    assert len(cases) >= 8
    assert {cases[name].positions for name in ("empty", "one-position", "200-positions")} == {0, 1, 200}
    goals = [case.portfolio.goal.years_until_retirement for case in cases.values() if case.portfolio.goal]
    assert (min(goals), max(goals)) == (1, 60)
    assert cases["growth"].needs_all_agents


def test_a_sample_is_described() -> None:
    described = re.findall(r"^\| `([\w-]+)` \|", (ROOT / "samples" / "README.md").read_text(), re.MULTILINE)
    assert sorted(described) == sorted(file.stem for file in SAMPLES.glob("*.json"))


# Classifications, as models answer.

WHOLE = [{"key": "global", "percent": 60}, {"key": "europe", "percent": 40}]
GOOD = {"symbol": "A", "asset_classes": [{"key": "equity", "percent": 99.9}], "regions": WHOLE, "sectors": WHOLE}
BAD = GOOD | {"sectors": [{"key": "energy", "percent": 90}]}


def called(arguments: dict[str, Any]) -> dict[str, Any]:
    function = {"name": "submit_tagger_output", "arguments": json.dumps(arguments)}
    return {"id": "a", "type": "function", "function": function}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"content": None, "tool_calls": [called({"classifications": [GOOD, BAD]})]}, [True, False]),
        ({"content": f"Sure!\n```json\n{json.dumps({'classifications': [GOOD]})}\n```"}, [True]),
        (
            {"asset_classes": {"equity": 100}, "regions": {"global": 100}, "sectors": {"energy": 50, "other": 50}},
            [True],
        ),
        (GOOD | {"sectors": None}, [False]),
        (GOOD | {"sectors": [{"key": "energy", "percent": "all"}]}, [False]),
        ({"asset_classes": []}, [False]),
        ("{ not JSON }", []),
        (None, []),
    ],
    ids=["tool", "fenced", "mapping", "missing", "text", "empty", "no JSON", "nothing"],
)
def test_classifications_are_found_in_any_form_of_answer(answer: Any, expected: list[bool]) -> None:
    assert list(observe._classifications(answer)) == expected


def test_the_tolerance_is_that_of_the_agents() -> None:
    assert observe.PERCENT_TOLERANCE == portfolio.PERCENT_TOLERANCE


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([{"_aws": {}, "ModelThrottles": [1, 1]}, {"job_id": "x"}], 2),
        ([{"_aws": {}, "ModelThrottles": 3}, {"_aws": {}, "ModelIncidents": 2, "Kind": "asked_again"}], 2),
        ([{"_aws": {}, "ModelIncidents": 1, "Kind": "gave_up"}], 0),
        ([{"message": "ModelThrottles", "ModelThrottles": 5}], 0),
    ],
    ids=["throttled", "asked again", "gave up", "no metric"],
)
def test_repeated_calls_are_read_from_the_metrics(lines: list[dict[str, Any]], expected: int) -> None:
    assert observe._repeated(lines) == expected
