"""An analysis in the browser: started once, watched at little cost, and there after the page was closed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.site.conftest import PATIENCE_MS, Person

pytestmark = [pytest.mark.local, pytest.mark.browser]

expect.set_options(timeout=PATIENCE_MS)
#: Tells the page that its tab is hidden, or shown: a headless browser hides none.
SHOWN_OR_NOT = """((hidden) => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
})"""


def start(visit: Any) -> None:
    visit.page.get_by_role("button", name="Start an analysis").click()
    visit.page.wait_for_url(re.compile("/analyses/[0-9a-f-]{36}$"))


def status(visit: Any) -> Any:
    return visit.page.locator(".analysis-head .job-status")


def test_an_analysis_is_watched_to_its_result_and_judged(
    ada: Person, sample: Callable[[str], Any], model_fails: Callable[..., None]
) -> None:
    ada.has(sample("growth"))
    model_fails({"match": "reporter", "seconds": 7, "times": 1})
    visit = ada.visit()
    visit.sign_in("/analyses")
    start(visit)

    agents = visit.page.locator(".agent")
    expect(agents).to_have_count(5)
    expect(agents.filter(has_text="Financial Planner").locator(".job-status")).to_have_text("Running")
    expect(agents.filter(has_text="Financial Planner")).to_contain_text("Missing data for ARKK, SOFI")
    expect(agents.filter(has_text="Financial Planner")).to_contain_text(re.compile(r"began .*so far"))

    expect(status(visit)).to_have_text("Completed")
    for section in ("Report", "Charts", "Retirement", "Limits of this analysis", "How it was made"):
        expect(visit.page.get_by_role("heading", name=section, exact=True, level=2)).to_be_visible()
    made = visit.page.get_by_role("table", name="Agents of this analysis")
    for agent in ("Financial Planner", "Instrument Tagger", "Report Writer", "Chart Maker", "Retirement Specialist"):
        expect(made.get_by_role("row", name=re.compile(f"^{agent}"))).to_contain_text(re.compile(r"Completed[\d.,]+ s"))
    visit.is_unharmed()


def test_a_double_click_starts_one_analysis(ada: Person, sample: Callable[[str], Any]) -> None:
    ada.has(sample("starter"))
    visit = ada.visit()
    visit.sign_in("/analyses")
    visit.page.get_by_role("button", name="Start an analysis").dblclick()
    expect(status(visit)).to_have_text("Completed")
    with ada.api() as api:
        assert len(api.call("GET", "/jobs")["items"]) == 1
    visit.is_unharmed()


def test_an_answer_that_got_lost_starts_no_second_analysis(ada: Person, sample: Callable[[str], Any]) -> None:
    ada.has(sample("starter"))
    visit = ada.visit()
    lost: list[str] = []

    def lose(route: Any) -> None:
        """The API has done it, and the browser never hears."""
        lost.append(route.request.headers["idempotency-key"])
        route.fetch()
        route.abort()

    visit.sign_in("/analyses")
    visit.page.route("**/api/analyze", lose, times=1)
    visit.page.get_by_role("button", name="Start an analysis").click()
    expect(visit.page.locator(".start-analysis")).to_contain_text("starts as soon as the connection is back")
    expect(status(visit)).to_have_text("Completed")
    with ada.api() as api:
        assert len(api.call("GET", "/jobs")["items"]) == 1
    assert len(lost) == 1


def test_watching_costs_one_request_in_two_seconds_and_ends(
    ada: Person, sample: Callable[[str], Any], model_fails: Callable[..., None]
) -> None:
    ada.has(sample("starter"))
    model_fails({"match": "planner", "seconds": 7, "times": 1})
    visit = ada.visit()
    visit.sign_in("/analyses")
    asked = questions(visit)
    start(visit)
    expect(status(visit)).to_have_text("Completed")

    # By the browser's clock: this process may be late.
    sent = [one.timing["startTime"] for one in asked]
    pauses = [later - earlier for earlier, later in itertools.pairwise(sent)]
    assert len(pauses) >= 3
    assert min(pauses) >= 2_000
    assert 304 in [one.response().status for one in asked]
    count = len(asked)
    visit.page.get_by_role("heading", name="Report", exact=True, level=2).wait_for()
    visit.page.wait_for_timeout(2_500)
    assert len(asked) == count, "an ended analysis is asked for no more"


def test_a_hidden_tab_asks_seldom_and_a_shown_one_at_once(
    ada: Person, sample: Callable[[str], Any], model_fails: Callable[..., None]
) -> None:
    ada.has(sample("starter"))
    model_fails({"match": "planner", "seconds": 7, "times": 1})
    visit = ada.visit()
    visit.sign_in("/analyses")
    asked = questions(visit)
    start(visit)
    expect(visit.page.locator(".agent")).to_have_count(5)

    visit.page.evaluate(f"{SHOWN_OR_NOT}(true)")
    before = len(asked)
    visit.page.wait_for_timeout(5_000)
    assert len(asked) - before <= 1, "at most the one that was planned already"

    visit.page.evaluate(f"{SHOWN_OR_NOT}(false)")
    expect(status(visit)).to_have_text("Completed")


def questions(visit: Any) -> list[Any]:
    """Requests for an analysis's state, from now on."""
    asked: list[Any] = []

    def ask(request: Any) -> None:
        if is_job(request.url):
            asked.append(request)

    visit.page.on("request", ask)
    return asked


def is_job(url: str) -> bool:
    return re.search(r"/api/jobs/[0-9a-f-]{36}$", url) is not None


def test_a_closed_page_loses_nothing(ada: Person, sample: Callable[[str], Any]) -> None:
    ada.has(sample("starter"))
    visit = ada.visit()
    visit.sign_in("/analyses")
    start(visit)
    visit.page.get_by_role("heading", name=re.compile("at work|Waiting for an agent")).wait_for()
    visit.page.goto("about:blank")

    later = ada.visit()
    later.sign_in("/analyses")
    later.page.locator(".job a").click()
    expect(status(later)).to_have_text("Completed")
    later.is_unharmed()
