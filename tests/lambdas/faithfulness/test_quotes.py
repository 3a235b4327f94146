"""Sentences that take a statement of the tools: as it is, or with a change that makes it false."""

from __future__ import annotations

import re

import pytest

from faithfulness import Facts, Kind, State, check, mend
from tests.lambdas.faithfulness.test_statements import NAMES, WITH_GOAL
from tests.lambdas.faithfulness.texts import facts, right_and_wrong

#: What a careless model makes of a word.
SWAPS = {
    "second largest": "third largest",
    "holds no ": "holds much ",
    "No ": "Several ",
    "All ": "Few ",
    "Nothing is": "Much is",
    "nothing but": "little",
    "grows": "shrinks",
    "shrinks": "grows",
    "falls": "rises",
    "is no retirement": "is a retirement",
    "is a retirement": "is no retirement",
    "nearly half": "about a tenth",
    "more than half": "less than half",
    "about a third": "about half",
    "below": "above",
    "covers all": "covers a part",
    "lasts to": "runs out before",
    "raises": "lowers",
    "is the": "is not the",
    "are not included": "are included",
    "reasonable": "comfortable",
    "in need of action": "comfortable",
    "holds no cash": "holds some cash",
    "a taxable account": "an IRA",
    "is an IRA": "is a taxable account",
    "two largest": "three largest",
}


def wrong_variants(facts: Facts) -> list[str]:
    """The statements, each with another name, and with each word that a careless model may change."""
    variants: list[str] = []
    for said in facts.statements.texts:
        variants += [said.replace(word, other, 1) for word, other in SWAPS.items() if word in said]
        for family in ("account", "position"):
            names = [topic.partition(":")[2] for topic, _ in facts.ranks.get(family, [])]
            inside = [name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said)]
            others = [name for name in names if name not in said]
            variants += [
                said.replace(name, others[0], 1) for name in inside if others and "of the portfolio" not in said
            ]
    return [variant for variant in variants if variant not in facts.statements.texts]


@pytest.mark.parametrize(
    ("name", "of"), [*((name, "report") for name in NAMES), *((name, "explanation") for name in WITH_GOAL)]
)
def test_a_statement_with_a_word_or_a_name_changed_is_found(name: str, of: str) -> None:
    known = facts(name, of)
    assert [wrong for wrong in wrong_variants(known) if not check(wrong, known).wrong] == []


@pytest.mark.parametrize("of", ["report", "explanation"])
def test_statements_hold_in_a_row_and_inside_a_sentence(of: str) -> None:
    known = facts("growth", of)
    said = known.statements.texts
    assert check(" ".join(said), known).problems == []
    assert check("\n".join(f"- **{one}**" for one in said), known).problems == []
    assert check(f"In short, {said[0][:-1]}, and {said[1][:-1]}.", known).problems == []


@pytest.mark.parametrize(
    ("portfolio", "sentences", "changed"),
    [
        ("orchard", "Your {VOO} is the largest position.", "VTI"),
        ("orchard", "By far, {VOO} is the largest holding.", "AGG"),
        ("willow", "By its kind, Brokerage is {a taxable account}.", "a Roth IRA"),
        ("one_stock", "Mine is the {only} account.", "smaller"),
        ("harbor", "The portfolio holds {no} crypto.", "some"),
        ("prairie", "{No} contributions are planned until retirement.", "Generous"),
    ],
)
def test_a_change_in_a_sentence_like_a_statement_is_found(portfolio: str, sentences: str, changed: str) -> None:
    right, wrong = right_and_wrong(sentences, changed)
    assert check(right, facts(portfolio, "report")).problems == []
    assert check(wrong, facts(portfolio, "report")).problems


@pytest.mark.parametrize(
    ("portfolio", "of", "sentence"),
    [
        ("lantern", "report", "VT is the only holding in the Roth."),
        ("growth", "report", "NVDA is the largest single stock."),
        ("near", "explanation", "The success rate is 83.3 %."),
        ("near", "explanation", "Everything below is in today's dollars."),
        ("near", "explanation", "Taxes, fees and public pensions are left out."),
        ("near", "explanation", "The median balance at retirement is $2,196,221."),
        ("no_goal", "report", "Technology is the leading sector at 34.6 %."),
        ("names", "report", "Meta Platforms is the largest position."),
        ("growth", "report", "No single holding is the largest risk here."),
        ("orchard", "report", "VOO alone makes up 32.5 % of the portfolio."),
        ("unclassified", "report", "QZZZ and XKCD are single stocks."),
        ("growth", "report", "Employer 401(k) holds FXAIX, VXUS and BND, together $257,075."),
        ("starter", "report", "VTI makes up more than three quarters of the portfolio."),
        ("growth", "report", "The Roth IRA holds less than a tenth of the money."),
        ("willow", "explanation", "In a good future the money does not last to the end of the plan either."),
        ("meadow", "report", "All five holdings are funds."),
        ("near", "report", "Joint Trust is the second largest account."),
        ("growth", "report", "The portfolio has single stocks, and no commodities."),
        ("growth", "report", "Every account but the Employer 401(k) holds some cash."),
    ],
)
def test_a_sentence_that_only_resembles_a_statement_is_left_to_the_other_rules(
    portfolio: str, of: str, sentence: str
) -> None:
    assert check(sentence, facts(portfolio, of)).problems == []


def test_the_mistake_names_the_statement() -> None:
    problems = check("Unclassified holdings count as cash.", facts("near", "explanation")).problems
    assert "the statement is “Unclassified holdings count as equity.”" in problems[0]


def test_figures_of_a_statement_need_no_other_fact() -> None:
    known = facts("near", "explanation")
    said = "In a poor future the money runs out between year 25 and year 30 of the plan."
    assert said in known.statements.texts
    assert {found.state for found in check(said, known).figures} == {State.MATCHED}
    wrong = check(said.replace("25", "15"), known)
    assert {found.kind for found in wrong.wrong} & {Kind.YEARS, "claim"}


def test_a_sentence_that_turns_a_statement_around_is_replaced_by_it() -> None:
    known = facts("near", "explanation")
    text = "The success rate is 83.3 %. **Retiring later lowers the success rate.** All is uncertain."
    repaired = mend(text, known)
    assert repaired.text == text.replace("lowers", "raises")
    assert repaired.replaced == ("Retiring later lowers the success rate → Retiring later raises the success rate",)
    assert repaired.removed == ()


def test_a_wrong_figure_in_a_sentence_that_is_replaced_is_replaced_with_it() -> None:
    known = facts("near", "explanation")
    said = "In a poor future the money runs out between year 25 and year 30 of the plan."
    assert said in known.statements.texts
    for wrong in (said.replace("30", "35"), said.replace("25", "15"), said.replace("poor", "good")):
        assert mend(f"{wrong} All is uncertain.", known).text in {
            f"{said} All is uncertain.",
            f"{known.statements.texts[7]} All is uncertain.",
        }
