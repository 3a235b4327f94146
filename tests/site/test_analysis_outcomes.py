"""Analyses that end without some or all of their results."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.site.conftest import PATIENCE_MS, Person
from tests.waiting import until

pytestmark = [pytest.mark.local, pytest.mark.browser]

expect.set_options(timeout=PATIENCE_MS)


def test_a_partial_result_says_what_is_missing_and_why(
    ada: Person, sample: Callable[[str], Any], model_fails: Callable[..., None]
) -> None:
    model_fails({"match": "reporter", "error": "AccessDeniedException", "times": 20})
    job = ada.analysed(sample("starter"))
    assert job["status"] == "partial"

    visit = ada.visit()
    visit.sign_in(f"/analyses/{job['job_id']}")
    notice = visit.page.locator(".notice").filter(has_text="This analysis is not complete")
    expect(notice).to_contain_text("Without the report")
    expect(notice).to_contain_text(f"Report Writer: {job['errors']['reporter']['message']}")
    expect(visit.page.locator("#charts")).to_be_visible()
    expect(visit.page.locator("#report")).to_have_count(0)
    row = visit.page.get_by_role("table", name="Agents of this analysis").get_by_role(
        "row", name=re.compile("^Report Writer")
    )
    expect(row).to_contain_text("Failed")
    visit.is_unharmed()


def test_a_failed_analysis_can_be_tried_again(
    ada: Person, sample: Callable[[str], Any], model_fails: Callable[..., None]
) -> None:
    agents = ("planner", "reporter", "charter", "retirement")
    model_fails(*({"match": agent, "error": "AccessDeniedException", "times": 20} for agent in agents))
    job = ada.analysed(sample("starter"))
    assert job["status"] == "failed"
    model_fails()

    visit = ada.visit()
    visit.sign_in(f"/analyses/{job['job_id']}")
    notice = visit.page.get_by_role("alert").filter(has_text="The analysis failed")
    expect(notice).to_contain_text(job["summary"])
    notice.get_by_role("button", name="Try again").click()
    expect(visit.page.locator(".analysis-head .job-status")).to_have_text("Completed")
    assert job["job_id"] not in visit.page.url
    visit.is_unharmed()


def test_an_empty_portfolio_is_refused_in_the_api_s_words(ada: Person) -> None:
    visit = ada.visit()
    visit.sign_in("/analyses")
    expect(visit.page.locator("main")).to_contain_text("There is no analysis yet")
    visit.page.get_by_role("button", name="Start an analysis").click()
    expect(visit.page.get_by_role("alert")).to_have_text(
        "The portfolio is empty: add an account with cash or a position first."
    )
    visit.is_unharmed()


def test_a_waking_database_delays_the_start_and_loses_nothing(ada: Person, sample: Callable[[str], Any]) -> None:
    ada.has(sample("starter"))
    visit = ada.visit()
    visit.sign_in("/analyses")
    problem = {"title": "Service Unavailable", "status": 503, "detail": "The database is not available yet."}
    requests: list[Any] = []

    def sleepy(route: Any) -> None:
        """The first request is refused; the second waits until somebody lets it go on."""
        requests.append(route)
        if len(requests) == 1:
            kind = "application/problem+json"
            route.fulfill(status=503, headers={"retry-after": "1"}, content_type=kind, body=json.dumps(problem))

    visit.page.route("**/api/analyze", sleepy)
    visit.page.get_by_role("button", name="Start an analysis").click()
    expect(visit.page.locator(".start-analysis")).to_contain_text("The database is waking up")
    until(lambda: visit.page.wait_for_timeout(100) or len(requests) == 2, "the second request")
    requests[1].continue_()
    expect(visit.page.locator(".analysis-head .job-status")).to_have_text("Completed")
    first, second = [route.request.headers["idempotency-key"] for route in requests]
    assert first == second


def test_a_limit_is_told_at_once_in_the_api_s_words(ada: Person, sample: Callable[[str], Any]) -> None:
    ada.has(sample("starter"))
    detail = "Analyses of this month have cost 5.00 USD and the limit is 5.00 USD; the next month begins on 2026-12-01."
    problem = {"title": "Too Many Requests", "status": 429, "detail": detail}
    requests: list[str] = []

    def limited(route: Any) -> None:
        requests.append(route.request.headers["idempotency-key"])
        kind = "application/problem+json"
        route.fulfill(status=429, headers={"retry-after": "200000"}, content_type=kind, body=json.dumps(problem))

    visit = ada.visit()
    visit.page.route("**/api/analyze", limited)
    visit.sign_in("/analyses")
    for count in (1, 2):
        visit.page.get_by_role("button", name="Start an analysis").click()
        until(lambda count=count: visit.page.wait_for_timeout(50) or len(requests) == count, "the request")
        expect(visit.page.get_by_role("alert")).to_have_text(detail)
    assert len(set(requests)) == 2, "a refused analysis is another one when it is asked for again"
    visit.is_unharmed()


def test_an_analysis_of_somebody_else_does_not_exist(
    person: Callable[[], Person], sample: Callable[[str], Any]
) -> None:
    ada, grace = person(), person()
    job = ada.analysed(sample("starter"))
    visit = grace.visit()
    visit.sign_in(f"/analyses/{job['job_id']}")
    expect(visit.page.get_by_role("alert")).to_contain_text("The analysis cannot be shown.")
    expect(visit.page.locator("main")).not_to_contain_text(job["summary"])
    visit.go("/analyses")
    expect(visit.page.locator("main")).to_contain_text("There is no analysis yet")
