"""Precision of the checker on whole texts: see `faithfulness/README.md`."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from agent_runtime.portfolio.snapshot import Portfolio
from faithfulness import check, mend
from local.fake_model import planner, reporter, retirement
from local.fake_model.conversation import Conversation, ToolCall, ToolResult
from reporter.models import PortfolioMetrics
from reporter.shown import shown as report_shown
from retirement.tools import shown as projection_shown
from tests.lambdas.faithfulness.mutations import catch_rates
from tests.lambdas.faithfulness.texts import HERE, Text, facts, job, results, score, texts

#: Share of missed changes, of missed changes between figures in digits, and of right figures called wrong. The checker
#: was developed on `dev`, in which all sets stand that were held out once. The texts of `held_out` were written by
#: somebody who had not seen the checker, and checked once after it was frozen: it may not become worse. The aims are
#: 5 % and 2 %; of claims in words it misses far more.
MOST = {"dev": (0.05, 0.03, 0.01), "held_out": (0.17, 0.04, 0.022)}
PORTFOLIOS = sorted(path.stem for path in (HERE / "portfolios").glob("*.json"))
#: Least share that is caught, by kind of mutation, of every n-th text. Off by one in the last place is within
#: the rounding of "about $19,700", and two names swapped in a list without figures contradict nothing.
LEAST_CAUGHT = {
    "times ten": 0.97,
    "two digits transposed": 0.97,
    "minus sign": 0.92,
    "one up in the last place": 0.85,
    "one down in the last place": 0.82,
    "two figures swapped": 0.75,
    "another ticker": 0.75,
}
#: A sample of some hundred mutations may be so much worse than all of them.
SAMPLED = 0.05


@pytest.mark.parametrize(
    ("folder", "every"), [("dev", 6), ("held_out", 1), pytest.param("dev", 1, marks=pytest.mark.soak)]
)
def test_few_changes_are_missed_and_few_right_figures_wronged(folder: str, every: int) -> None:
    total = score(folder, every)
    print(f"\n{folder}: {total}")  # noqa: T201 - the figures are what this test is for
    details = "\n".join(["missed:", *total.missed, "wronged:", *total.wronged])
    most_missed, most_missed_figures, most_wronged = MOST[folder]
    assert total.missed_share <= most_missed, details
    assert total.missed_figures_share <= most_missed_figures, details
    assert total.wronged_share <= most_wronged, details


def test_there_are_enough_texts_of_each_sort() -> None:
    right = [text for text in texts("dev") if text.change is None]
    wrong = [text for text in texts("dev") if text.change is not None]
    assert len(right) >= 45
    assert len(wrong) >= 200
    assert {text.of for text in right} == {"report", "explanation", "summary"}
    assert {text.portfolio for folder in MOST for text in texts(folder)} == set(PORTFOLIOS)


def _report(run: dict[str, Any]) -> str:
    portfolio = Portfolio.model_validate(run["portfolio"])
    given = report_shown(PortfolioMetrics.model_validate(run["metrics"]), portfolio)
    result = ToolResult(ToolCall("portfolio_metrics", {}), given)
    data = {"client_notes": portfolio.notes}
    return reporter.answer(Conversation(frozenset({"portfolio_metrics"}), data, (result,))).text


@pytest.mark.parametrize("portfolio", PORTFOLIOS)
def test_every_figure_of_the_stand_ins_report_matches(portfolio: str) -> None:
    verdict = check(_report(results(portfolio)), facts(portfolio, "report"))
    assert verdict.problems == []
    assert verdict.matched_share == 1
    assert len(verdict.figures) > 15


@pytest.mark.parametrize("portfolio", [name for name in PORTFOLIOS if results(name)["projection"]])
def test_every_figure_of_the_stand_ins_explanation_matches(portfolio: str) -> None:
    run = results(portfolio)
    result = ToolResult(ToolCall("run_projection", {}), projection_shown(run["projection"]))
    asked = Conversation(frozenset({"run_projection"}), {}, (result,))
    verdict = check(retirement.answer(asked).text, facts(portfolio, "explanation"))
    assert verdict.problems == []
    assert len(verdict.figures) > 10


@pytest.mark.parametrize("portfolio", PORTFOLIOS)
def test_every_figure_of_the_stand_ins_summary_matches(portfolio: str) -> None:
    data = job(results(portfolio)["portfolio"])
    done = [ToolResult(ToolCall(tool, {}), {"ok": True}) for tool in ("write_report", "make_charts")]
    if data["unclassified"]:
        done.insert(0, ToolResult(ToolCall("tag_instruments", {}), {"ok": True}))
    if data["has_goal"]:
        done.append(ToolResult(ToolCall("project_retirement", {}), {"ok": True}))
    asked = Conversation(frozenset({"write_report"}), {"job": data}, tuple(done))
    assert check(planner.answer(asked).text, facts(portfolio, "summary")).problems == []


def _wrong_texts() -> list[Text]:
    return [text for text in texts("dev") if text.change is not None]


@pytest.mark.parametrize("every", [24, pytest.param(1, marks=pytest.mark.soak)])
def test_mended_texts_hold(every: int) -> None:
    counts = Counter[str]()
    for text in _wrong_texts()[::every]:
        known = facts(text.portfolio, text.of)
        if not check(text.text, known).wrong:
            continue
        mended = mend(text.text, known)
        assert check(mended.text, known).problems == [], text.name
        counts["replaced" if mended.replaced else "removed"] += 1
    assert counts["replaced"] > 500 / every
    assert counts["removed"] > 250 / every


@pytest.mark.parametrize("every", [36, pytest.param(2, marks=pytest.mark.soak)])
def test_most_mutations_are_caught(every: int) -> None:
    right = [text for text in texts("dev") if text.change is None][::every]
    rates = catch_rates([(text.text, facts(text.portfolio, text.of)) for text in right])
    shares = {kind: caught / tried for kind, (caught, tried) in rates.items()}
    print("\n" + "\n".join(f"{kind}: {caught} of {tried}" for kind, (caught, tried) in rates.items()))  # noqa: T201
    assert {
        kind: share for kind, share in shares.items() if share < LEAST_CAUGHT[kind] - (SAMPLED if every > 2 else 0)
    } == {}
    assert shares.keys() == LEAST_CAUGHT.keys()
