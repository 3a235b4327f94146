"""All analyses, page by page, and two of them side by side."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Alex
from tests.site.conftest import PATIENCE_MS, Person

pytestmark = [pytest.mark.local, pytest.mark.browser]

expect.set_options(timeout=PATIENCE_MS)
#: More than two pages.
MANY = 45


def copies(alex: Alex, job_id: str, count: int) -> None:
    """Older jobs like this one: by the API they would take minutes."""
    with closing(alex.stack.postgres.connect("alex")) as connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO jobs (job_id, user_id, status, summary, created_at, started_at, finished_at)"
            " SELECT gen_random_uuid(), user_id, status, summary, created_at - number * interval '1 day',"
            " started_at - number * interval '1 day', finished_at - number * interval '1 day'"
            " FROM jobs, generate_series(1, %s) AS number WHERE job_id = %s",
            [count, job_id],
        )


def test_all_analyses_are_listed_page_by_page(ada: Person, alex: Alex, sample: Callable[[str], Any]) -> None:
    job = ada.analysed(sample("starter"))
    copies(alex, job["job_id"], MANY - 1)
    visit = ada.visit()
    visit.sign_in("/analyses")
    rows = visit.page.locator(".job")
    more = visit.page.get_by_role("button", name="Show older analyses")
    for shown in (20, 40, MANY):
        expect(rows).to_have_count(shown)
        if shown < MANY:
            more.click()
    expect(more).to_have_count(0)
    assert len(set(rows.locator("a").evaluate_all("(links) => links.map((link) => link.href)"))) == MANY
    expect(rows.first).to_contain_text("Completed")
    expect(rows.first).to_contain_text(re.compile(r"took [\d.]+ s"))
    # The older ones have no more than these two figures to go by.
    expect(visit.page.locator(".start-analysis")).to_contain_text(re.compile(r"as your last \d+ analyses did"))
    visit.is_unharmed()


def test_two_analyses_are_compared_in_words(ada: Person, sample: Callable[[str], Any]) -> None:
    before, after = ada.analysed(sample("balanced")), ada.analysed(sample("growth"))
    visit = ada.visit()
    visit.sign_in("/analyses")
    expect(visit.page.locator(".job")).to_have_count(2)
    for row in visit.page.locator(".job").all():
        row.get_by_role("checkbox").check()
    visit.page.get_by_role("link", name="Compare these two").click()

    table = visit.page.get_by_role("table")
    rates = [job["results"]["retirement"]["success_rate"] for job in (before, after)]
    row = table.get_by_role("row", name=re.compile("^Success rate"))
    points = round(rates[1] - rates[0], 1)
    expect(row.get_by_role("cell")).to_have_text([f"{rates[0]:g}%", f"{rates[1]:g}%", f"more by {points:g} points"])
    charts = table.get_by_role("row", name=re.compile("^Charts"))
    expect(charts.get_by_role("cell").last).to_have_text("the same")
    for group in ("Portfolio", "Allocation by asset class", "Retirement", "The analysis itself"):
        expect(table.get_by_role("rowheader", name=group, exact=True)).to_be_visible()
    visit.is_unharmed()


def test_a_comparison_with_nothing_in_common_still_stands(
    ada: Person, sample: Callable[[str], Any], model_fails: Callable[..., None]
) -> None:
    whole = ada.analysed(sample("starter"))
    agents = ("planner", "reporter", "charter", "retirement")
    model_fails(*({"match": agent, "error": "AccessDeniedException", "times": 20} for agent in agents))
    failed = ada.analysed(sample("starter"))
    assert failed["status"] == "failed"
    visit = ada.visit()
    visit.sign_in(f"/analyses/compare?a={whole['job_id']}&b={failed['job_id']}")
    expect(visit.page.locator(".notice")).to_contain_text("failed: it has no results")
    row = visit.page.get_by_role("row", name=re.compile("^Words in the report"))
    expect(row.get_by_role("cell")).to_have_text([re.compile(r"\d+"), "–", ""])
    visit.is_unharmed()
