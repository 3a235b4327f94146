"""The checker's results: what it says to the model, what it puts right itself, and what it leaves alone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from faithfulness import GENERAL, Kind, State, check, facts_of_job, facts_of_portfolio, mend, repair
from tests.lambdas.faithfulness.texts import delivered, facts, job, results

STARTER = facts("starter", "report")
GROWTH = facts("growth", "report")
PROJECTION = facts("growth", "explanation")


def only(text: str, known: Any = GROWTH) -> str:
    (problem,) = check(text, known).problems
    return problem


def test_a_wrong_figure_is_named_with_the_right_one() -> None:
    problem = only("The portfolio has a total value of $547.0 million.", STARTER)
    assert "“$547.0 million”" in problem
    assert "the tools gave $7,288 (total value)" in problem


def test_the_invented_figures_of_a_small_model_are_named() -> None:
    assert "$2,053,749" in only("The median balance at retirement is 19650.5.", PROJECTION)
    problems = check("The portfolio is all cash and does not have any holdings.", GROWTH).problems
    assert any("that is 3.9 % of the portfolio" in problem for problem in problems)
    assert any("the portfolio has 13 holdings" in problem for problem in problems)
    assert "is no number" in only("The total value is 72,88.3.", STARTER)


def test_two_right_figures_in_each_others_place_are_both_named() -> None:
    assert len(check("NVDA is worth $52,406 and QQQ $41,077.", GROWTH).wrong) == 2


def test_a_figure_without_a_subject_may_be_any_of_the_whole_portfolio() -> None:
    assert check("We looked at $501,020 in three accounts.", GROWTH).problems == []


@pytest.mark.parametrize(
    "text",
    [
        "## Largest holding",
        "- VOO is the largest position",
        "It works out in nine out of every",
        "In the poor future $135,161 is left, and in the good one % $361,347.",
    ],
)
def test_a_text_that_ends_early_or_says_nonsense_is_still_judged(text: str) -> None:
    verdict = check(text, PROJECTION)
    assert {figure.text for figure in verdict.wrong if "$" in figure.text} == set(re.findall(r"\$[\d,]+", text))


def test_the_header_of_a_table_gives_unit_and_subject() -> None:
    table = "| | Joint Trust | Roth |\n|---|---|---|\n| Value | 677,572 | {} |\n| Share (%) | 31.8 | 12.5 |\n"
    near = facts("near", "report")
    assert check(table.format("266,071"), near).problems == []
    assert "266,071" in only(table.format("226,071"), near)


def test_list_numbers_and_numbered_headings_are_no_figures() -> None:
    text = "## 1. Executive Summary\n\n1. Review the mix.\n2) Save more.\n\n### Step 3\n"
    assert check(text, GROWTH).figures == ()


@pytest.mark.parametrize(
    ("claim", "right"),
    [
        ("FXAIX is the largest holding.", True),
        ("The largest holding is NVDA.", False),
        ("The largest individual stock is NVDA.", True),
        ("The second-largest holding is QQQ.", True),
        ("The three largest holdings are FXAIX, QQQ and NVDA.", False),
        ("There are no commodities in the portfolio.", True),
        ("The portfolio has no exposure to Europe.", False),
        ("There is no meaningful exposure to Europe.", True),
        ("It does not hold any bonds.", False),
        ("No retirement goal is on file.", False),
        ("The goal is fully funded.", False),
        ("The portfolio falls short of the required capital.", True),
        ("Technology is larger than financials.", True),
        ("There is more in bonds than in stocks.", False),
        ("Most of the money is in bonds.", False),
        ("TSLA is volatile.", False),
        ("Consider adding a fund such as VTI.", True),
        ("Tesla is one of the holdings.", False),
    ],
)
def test_claims_in_words(claim: str, right: bool) -> None:
    assert (check(claim, GROWTH).problems == []) is right


def test_targets_scenarios_and_general_knowledge_are_free() -> None:
    text = (
        "1. Bring NVDA below 5% over two years.\n2. Keep six months of spending in cash.\n\n"
        "The 4% rule is a rule of thumb. A fall of 20% is possible."
    )
    verdict = check(text, GROWTH)
    assert verdict.problems == []
    assert {figure.state for figure in verdict.figures} == {State.FREE}
    assert verdict.matched_share == 1


def test_general_knowledge_is_the_callers_to_allow() -> None:
    run = results("growth")
    strict = facts_of_portfolio(run["portfolio"], run["metrics"])
    assert check("In the crash of 2008 stocks fell.", strict).problems
    strict.allow(GENERAL)
    assert check("In the crash of 2008 stocks fell.", strict).problems == []


def test_a_figure_in_the_clients_notes_may_be_quoted_but_no_amount() -> None:
    assert check("The children start college in about eight years.", GROWTH).problems == []
    hostile = facts("names", "report")
    assert "$27,841" in only("The total value is $9,999,999.", hostile)


def test_a_sentence_in_another_script_is_named_and_a_name_is_not() -> None:
    assert "not in English" in only("The mix is fine. 股票是最大的资产类别。")
    run = results("growth")["portfolio"]
    renamed = {**run, "accounts": [{**run["accounts"][0], "name": "證券帳戶"}, *run["accounts"][1:]]}
    known = facts_of_portfolio(renamed, results("growth")["metrics"])
    assert check("The account 證券帳戶 is worth $197,570.", known).problems == []


def test_without_metrics_nothing_is_said_of_classes() -> None:
    known = facts_of_portfolio(results("growth")["portfolio"])
    assert check("There are no bonds.", known).problems == []
    assert check("NVDA is worth $41,077.", known).problems == []


def test_a_certain_figure_is_replaced_in_its_own_form() -> None:
    text = "NVDA is worth $47,077 (9.2%). The total value is $5.1 thousand."
    mended = mend(text, GROWTH)
    assert mended.text == "NVDA is worth $41,077 (8.2%). The total value is $501.0 thousand."
    assert mended.replaced == ("$47,077 → $41,077", "9.2% → 8.2%", "$5.1 thousand → $501.0 thousand")
    assert mended.lost_share == 0


def test_an_uncertain_sentence_is_taken_out_and_the_markdown_stays() -> None:
    text = (
        "## Summary\n\nAll is well. You also own $123,457 of gold bars. Stocks lead.\n\n"
        "- First item.\n- A second one with $9,876,543 in it.\n- Third item.\n\n"
        "| Holding | Value |\n|---|---|\n| QQQ | $52,406 |\n| TSLA | $1,234 |\n"
    )
    repaired = repair(text, check(text, GROWTH))
    assert repaired.text == (
        "## Summary\n\nAll is well. Stocks lead.\n\n- First item.\n- Third item.\n\n"
        "| Holding | Value |\n|---|---|\n| QQQ | $52,406 |\n"
    )
    assert len(repaired.removed) == 3
    assert 0.2 < repaired.lost_share < 0.7


def test_a_heading_loses_its_figure_and_stays() -> None:
    text = "## Your portfolio: $9,876,543\n\nIt is invested.\n"
    assert mend(text, GROWTH).text == "## Your portfolio\n\nIt is invested.\n"


def test_a_summary_is_held_to_what_was_delivered() -> None:
    run = results("growth")
    outputs = delivered(run)
    del outputs["charter"]
    known = facts_of_job(job(run["portfolio"]), outputs)
    assert check("The report and the projection are ready; the charts failed.", known).problems == []
    assert "there is no charts" in only("The report and the charts are ready.", known)


def test_the_share_counts_figures_and_claims_that_state_something() -> None:
    verdict = check("NVDA is worth $41,077. QQQ is worth $1,000. FXAIX is the largest holding.", GROWTH)
    stated = [c for c in (*verdict.figures, *verdict.claims) if c.state is not State.FREE]
    assert verdict.matched_share == pytest.approx(1 - 1 / len(stated))


def test_one_figure_more_is_a_figure_of_those_facts_alone() -> None:
    more = GROWTH.also(Kind.PERCENT, 12.34, "share of the rest")
    text = "The chart's remaining part has 12.34 %."
    assert [figure.state for figure in check(text, more).figures] == [State.MATCHED]
    assert [figure.state for figure in check(text, GROWTH).figures] == [State.WRONG]
