"""Harmless form of a report is mended; what is ambiguous stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from agent_runtime.agent.mending import unfenced, without_talk
from agent_runtime.agent.report_sections import SECTIONS
from agent_runtime.portfolio.snapshot import Portfolio
from reporter.form import mended
from reporter.plain_report import plain_report
from reporter.tools import compute_metrics


@pytest.fixture
def good(portfolio: Portfolio) -> str:
    return plain_report(compute_metrics(portfolio))


def headings(change: Callable[[int, str], str]) -> Callable[[str], str]:
    """Rewrites the heading line of each section, given its number and title."""

    def rewrite(report: str) -> str:
        for number, title in enumerate(SECTIONS, 1):
            report = report.replace(f"## {title}", change(number, title))
        return report

    return rewrite


FORMS = [
    pytest.param(lambda report: f"```markdown\n{report}\n```", id="a fence"),
    pytest.param(lambda report: f"Here is the report:\n\n```md\n{report}\n```\nLet me know!", id="a fence with talk"),
    pytest.param(lambda report: f"```\n{report}", id="a fence without an end"),
    pytest.param(lambda report: f"~~~\n{report}\n~~~", id="a fence of tildes"),
    pytest.param(lambda report: f"{report}\n\nLet me know if you have any questions!", id="talk at the end"),
    pytest.param(lambda report: f"{report}\n\n---\n\nI hope this helps.\n\nWhat's your next question?", id="more talk"),
    pytest.param(lambda report: f"Certainly! Here is your analysis.\n\n{report}", id="talk at the beginning"),
    pytest.param(headings(lambda _, title: f"# {title}"), id="level 1"),
    pytest.param(headings(lambda _, title: f"### {title}"), id="level 3"),
    pytest.param(headings(lambda _, title: f"## **{title}**"), id="bold headings"),
    pytest.param(headings(lambda _, title: f"**{title}**"), id="bold lines"),
    pytest.param(headings(lambda _, title: f"**{title}:**"), id="bold lines with a colon"),
    pytest.param(headings(lambda number, title: f"## {number}. {title}"), id="numbered headings"),
    pytest.param(headings(lambda number, title: f"{number}. **{title}**"), id="numbered bold lines"),
    pytest.param(headings(lambda number, title: f"**{number}) {title}**"), id="bold numbered lines"),
    pytest.param(headings(lambda _, title: f"## {title.upper()}"), id="capitals"),
    pytest.param(headings(lambda _, title: f"## {title.replace('and', '&')} ##"), id="an ampersand and closing marks"),
    pytest.param(headings(lambda _, title: f"{title}\n-----------"), id="underlined"),
]


@pytest.mark.parametrize("changed", FORMS)
def test_harmless_form_is_mended(changed: Callable[[str], str], good: str) -> None:
    assert changed(good) != good
    assert mended(changed(good)) == good


def test_a_good_report_stays_as_it_is(good: str) -> None:
    assert mended(good) == good
    assert mended(f"# Portfolio Analysis\n\n{good}\n") == f"# Portfolio Analysis\n\n{good}\n"


def test_a_table_of_contents_does_not_make_headings_ambiguous(good: str) -> None:
    contents = "\n".join(f"{number}. {title}" for number, title in enumerate(SECTIONS, 1))
    report = f"{contents}\n\n{good}"
    assert mended(report) == report


def test_a_title_that_stands_twice_without_marks_stays(good: str) -> None:
    twice = good.replace("## Recommendations", "**Recommendations**") + "\n\n**Recommendations**\n\nNone."
    assert "## Recommendations" not in mended(twice)


def test_subsections_of_sections_on_level_1_go_down_with_them(good: str) -> None:
    report = re.sub(r"^## ", "# ", good, flags=re.MULTILINE).replace("By region", "## Regions\n\nBy region")
    assert "\n### Regions\n" in mended(report)
    assert [line for line in mended(report).splitlines() if line.startswith("## ")] == [f"## {t}" for t in SECTIONS]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Use this:\n\n```python\nprint(1)\n```", id="a program"),
        pytest.param("A long introduction of several words.\n\n```\nshort\n```\n\nAnd a long end.", id="a part"),
        pytest.param("```\none\n```\n\n```\ntwo\n```", id="two parts"),
    ],
)
def test_a_fence_that_is_not_around_everything_stays(text: str) -> None:
    assert unfenced(text) == text


@pytest.mark.parametrize(
    "paragraph",
    [
        pytest.param("If you have 10 years left, let the money grow.", id="a figure"),
        pytest.param("This analysis is information, not an offer.", id="a disclaimer"),
        pytest.param("*Written by Alex's local fake model from rules, not by a language model.*", id="a signature"),
    ],
)
def test_what_belongs_to_the_text_is_no_talk(paragraph: str) -> None:
    assert without_talk(f"A text.\n\n{paragraph}") == f"A text.\n\n{paragraph}"
