"""The result of an analysis: charts with their tables, the fan, what it cost, feedback, paper."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.site.conftest import PATIENCE_MS, Person
from tests.site.visit import Visit

pytestmark = [pytest.mark.local, pytest.mark.browser]

expect.set_options(timeout=PATIENCE_MS)

#: Of every drawn chart, which of the accent's two colours (web/src/styles/tokens.css) is in it.
INKS = """(() => [...document.querySelectorAll(".drawing canvas")].map((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const near = (at, part) => Math.abs(data[at] - part) < 4;
    const has = (red, green, blue) => data.some((_, at) =>
        at % 4 === 0 && near(at, red) && near(at + 1, green) && near(at + 2, blue) && near(at + 3, 255));
    return has(0x14, 0x60, 0x3a) ? "dark ink" : has(0x6f, 0xd6, 0xa0) ? "light ink" : "";
}).filter((ink) => ink))()"""


@pytest.fixture
def ada(analysed: tuple[Person, dict[str, Any]]) -> Person:
    return analysed[0]


@pytest.fixture
def job(analysed: tuple[Person, dict[str, Any]]) -> dict[str, Any]:
    return analysed[1]


@pytest.fixture
def result(ada: Person, job: dict[str, Any]) -> Visit:
    visit = ada.visit()
    visit.sign_in(f"/analyses/{job['job_id']}")
    visit.page.get_by_role("heading", name="Report", exact=True, level=2).wait_for()
    return visit


def dollars(amount: float) -> str:
    """As browsers round: half a dollar is one."""
    return f"${Decimal(str(amount)).quantize(Decimal(1), ROUND_HALF_UP):,}"


def test_every_chart_has_a_table_with_its_figures_and_answers_to_arrow_keys(result: Visit, job: dict[str, Any]) -> None:
    charts = job["results"]["charter"]["charts"]
    assert {chart["type"] for chart in charts} == {"pie", "donut", "bar", "horizontal_bar"}
    for chart in charts:
        table = result.page.get_by_role("table", name=chart["title"], exact=True)
        for point in chart["data"]:
            row = table.get_by_role("row").filter(has=result.page.get_by_role("rowheader", name=point["name"]))
            expect(row).to_contain_text(dollars(point["value"]))
        drawing = result.page.get_by_role("img", name=re.compile(re.escape(chart["title"])))
        drawing.focus()
        result.page.keyboard.press("ArrowRight")
        result.page.keyboard.press("ArrowRight")
        spoken = result.page.locator("figure").filter(has=drawing).locator("[aria-live]")
        expect(spoken).to_contain_text(chart["data"][1]["name"])
    result.is_unharmed()


def test_charts_are_drawn(result: Visit, job: dict[str, Any]) -> None:
    canvases = result.page.locator(".drawing canvas")
    expect(canvases).to_have_count(len(job["results"]["charter"]["charts"]) + 1)
    for index in range(canvases.count()):
        canvas = canvases.nth(index)
        result.watch.until(
            f"[...document.querySelectorAll('.drawing canvas')[{index}]"
            ".getContext('2d').getImageData(0, 0, 400, 200).data].some((part) => part > 0)"
        )
        assert canvas.bounding_box()["width"] > 200


def test_the_projection_says_rate_margin_and_range(result: Visit, job: dict[str, Any]) -> None:
    projection = job["results"]["retirement"]
    rate, margin = projection["success_rate"], projection["margin_of_error"]
    section = result.page.locator("#retirement")
    expect(section).to_contain_text(f"In {rate:g}% of 10,000 simulated futures the money lasts")
    expect(section).to_contain_text(f"exact to ± {margin:g} points")
    expect(section).to_contain_text(f"between {round(rate - margin, 1):g}% and {round(rate + margin, 1):g}%")

    section.get_by_text("Show as a table").click()
    last = projection["yearly"][-1]
    row = section.get_by_role("row", name=re.compile(f"^Year {last['year']}, in retirement"))
    for share in ("p10", "p50", "p90"):
        expect(row).to_contain_text(dollars(last[share]))
    end = section.get_by_role("row", name=re.compile("^Good"))
    expect(end).to_contain_text(dollars(projection["percentiles"]["p90"]))


def test_cost_and_time_of_every_agent_are_told(result: Visit, job: dict[str, Any]) -> None:
    table = result.page.get_by_role("table", name="Agents of this analysis")
    tokens = sum(usage[name] for usage in job["usage"].values() for name in usage if name.endswith("_tokens"))
    expect(table.get_by_role("row", name=re.compile("^All"))).to_contain_text(f"{tokens:,}")
    expect(table.locator("tbody tr")).to_have_count(5)


def test_feedback_is_given_changed_and_removed_and_a_failure_keeps_the_words(
    result: Visit, ada: Person, job: dict[str, Any]
) -> None:
    page, place = result.page, result.page.locator("#feedback")
    page.get_by_label("Helpful", exact=True).check()
    page.get_by_label("Comment").fill("The report answers what I wanted to know.")

    def lose(route: Any) -> None:
        route.abort()

    page.route("**/feedback", lose, times=1)
    place.get_by_role("button", name="Send feedback").click()
    expect(place.get_by_role("status")).to_contain_text("Your words are still here")
    expect(page.get_by_label("Comment")).to_have_value("The report answers what I wanted to know.")

    place.get_by_role("button", name="Send feedback").click()
    expect(place.get_by_role("status")).to_contain_text("stored")
    with ada.api() as api:
        found = api.job(job["job_id"])["feedback"]
        assert (found["rating"], found["comment"]) == ("up", "The report answers what I wanted to know.")

        page.get_by_label("Not helpful").check()
        place.get_by_role("button", name="Change feedback").click()
        expect(place.get_by_role("button", name="Change feedback")).to_be_enabled()
        expect(place.get_by_role("status")).to_contain_text("stored")
        result.go(f"/analyses/{job['job_id']}")
        expect(page.get_by_label("Not helpful")).to_be_checked()
        assert api.job(job["job_id"])["feedback"]["rating"] == "down"

        place.get_by_role("button", name="Remove feedback").click()
        expect(place.get_by_role("status")).to_contain_text("removed")
        assert api.job(job["job_id"])["feedback"] is None
    result.is_unharmed()


def test_on_paper_are_all_charts_in_dark_ink_and_no_navigation(ada: Person, job: dict[str, Any]) -> None:
    visit = ada.visit(color_scheme="dark")
    visit.sign_in(f"/analyses/{job['job_id']}")
    page, count = visit.page, len(job["results"]["charter"]["charts"]) + 1
    visit.watch.until(f"{INKS}.length === {count}")
    assert page.evaluate(INKS) == ["light ink"] * count
    page.evaluate(f"addEventListener('beforeprint', () => {{ window.inkOnPaper = {INKS}; }})")

    assert page.pdf().startswith(b"%PDF-")

    assert page.evaluate("window.inkOnPaper") == ["dark ink"] * count
    assert page.evaluate(INKS) == ["light ink"] * count, "the screen has its colours again"

    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.locator(".drawing canvas").first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(23, 32, 27)"
    visit.is_unharmed()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_and_nothing_sticks_out(ada: Person, job: dict[str, Any], scheme: str, width: int) -> None:
    visit = ada.visit(color_scheme=scheme, viewport={"width": width, "height": 800})
    visit.sign_in(f"/analyses/{job['job_id']}")
    visit.page.locator("#feedback").wait_for()
    pages = [f"/analyses/{job['job_id']}", "/analyses", f"/analyses/compare?a={job['job_id']}&b={job['job_id']}"]
    for path in [*pages, "/profile"]:
        visit.go(path)
        visit.page.wait_for_load_state("networkidle")
        assert visit.accessibility() == [], path
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, path
