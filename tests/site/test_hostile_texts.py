"""Hostile texts in every field: the site shows them, and nothing runs. Trusted Types are enforced, and never needed.

What the API takes of them is stored through the API; what no check lets through is written past it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.attack.corpus import payloads
from tests.e2e.conftest import Alex
from tests.site.conftest import PATIENCE_MS, Person, people
from tests.site.visit import Visit

pytestmark = [pytest.mark.local, pytest.mark.browser]

expect.set_options(timeout=PATIENCE_MS)
#: Payloads that the API accepts: without control characters.
TEXTS = [text for text in payloads("cross_site_scripting") if not any(c < " " or "\x7f" <= c < "\xa0" for c in text)]
ALL = "\n\n".join(TEXTS)
#: Time for late effects: failing images, frames, timers.
SETTLE_MS = 500
#: In the built script: what `Markdown` does with a text, before it wraps the tables.
SANITISED = re.compile(r"(\b\w+\.innerHTML=)\w+\(\w+\);for")
LINKS = "[click](javascript:ran('link')) ![image](https://foreign.example/i.png) [fine](https://fine.example/)"


@pytest.fixture(scope="module")
def ada(alex: Alex, site: str, chrome: Any) -> Iterator[Person]:
    """One for all tests here: none of them changes anything that is stored."""
    with people(alex, site, chrome) as make:
        yield make()


@pytest.fixture(scope="module")
def job(ada: Person, alex: Alex) -> dict[str, Any]:
    """A job with payloads in all texts of the user and in all results of the agents."""
    with ada.api() as api:
        api.call("PUT", "/user", {"display_name": TEXTS[0], "notes": ALL[:2000]})
        for number, text in enumerate(TEXTS[:19]):
            account = api.call("POST", "/accounts", {"name": text, "kind": "other", "cash": 100})
            position = {"symbol": f"XSS{number}", "name": text, "kind": "stock", "quantity": 1, "unit_price": 10}
            api.call("POST", f"/accounts/{account['id']}/positions", position)
        ended = ada.alex.wait_for(api, api.start_analysis())
        api.call("PUT", f"/jobs/{ended['job_id']}/feedback", {"rating": "up", "comment": ALL[:2000]})
    _replace_results(alex, ended["job_id"])
    return ended


def _replace_results(alex: Alex, job_id: str) -> None:
    """Write as the superuser: the payloads would fail every check of a result."""
    points = [{"name": text, "value": 1, "percentage": 1} for text in TEXTS[:20]]
    kinds = ("pie", "donut", "bar", "horizontal_bar", TEXTS[0])
    outputs: dict[str, Any] = {
        "reporter": {"markdown": f"{ALL}\n\n{LINKS}", "words": 1, "sections": TEXTS, "written": TEXTS[0]},
        "charter": {
            "charts": [
                {"key": text, "title": text, "type": kind, "description": text, "data": points}
                for kind, text in zip(kinds, TEXTS, strict=False)
            ]
        },
        "retirement": {"success_rate": 50, "explanation": ALL, "yearly": TEXTS, "assumptions": {"note": TEXTS[0]}},
        "tagger": {"classifications": {text: {"name": text, "rationale": text} for text in TEXTS}},
    }
    error = {"kind": "internal", "message": ALL}
    with closing(alex.stack.postgres.connect("alex")) as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM job_results WHERE job_id = %s", [job_id])
        for agent, output in outputs.items():
            cursor.execute(
                "INSERT INTO job_results (job_id, agent, output, usage) VALUES (%s, %s, %s, '{}')",
                [job_id, agent, json.dumps(output)],
            )
        cursor.execute(
            "UPDATE jobs SET status = 'partial', summary = %s, errors = %s, degraded_reason = %s WHERE job_id = %s",
            [ALL, json.dumps({"reporter": error, TEXTS[0]: error}), TEXTS[1], job_id],
        )


def settled(visit: Visit) -> None:
    visit.page.wait_for_timeout(SETTLE_MS)
    visit.is_unharmed()


def test_results_of_payloads_are_shown_as_text(ada: Person, job: dict[str, Any]) -> None:
    visit = ada.visit()
    visit.sign_in(f"/analyses/{job['job_id']}")
    report = visit.page.locator("#report .markdown")
    expect(report).to_contain_text("<script>ran('script')</script>")
    assert report.locator("script, iframe, object, embed, form, input, svg, math, style, img, video").count() == 0
    assert report.locator("a").evaluate_all("(links) => links.map((link) => `${link.href} ${link.rel}`)") == [
        "https://fine.example/ noopener noreferrer"
    ]
    expect(report).to_contain_text("click")
    expect(visit.page.locator(".chart")).to_have_count(5)
    expect(visit.page.locator("#retirement")).to_contain_text("In 50% of the simulated futures")
    expect(visit.page.get_by_label("Comment")).to_have_value(ALL[:2000].strip())
    settled(visit)


def test_no_page_runs_a_text_of_the_user(ada: Person, job: dict[str, Any]) -> None:
    visit = ada.visit()
    visit.sign_in("/profile")
    expect(visit.page.get_by_label("Display name")).to_have_value(TEXTS[0])
    settled(visit)
    paths = ["/", "/accounts", "/analyses", f"/analyses/compare?a={job['job_id']}&b={job['job_id']}"]
    for path in paths:
        visit.go(path)
        visit.page.wait_for_load_state("networkidle")
        settled(visit)


def test_answers_of_another_shape_break_no_page(ada: Person) -> None:
    strange: dict[str, Any] = {
        "job_id": "x", "status": ALL, "created_at": ALL, "started_at": ALL, "finished_at": None, "errors": {ALL: ALL},
        "summary": ALL, "cost_usd": ALL, "trace_id": ALL, "degraded_reason": ALL, "feedback_rating": None,
        "positions": None, "value": {"amount": ALL, "currency": ALL}, "usage": {ALL: ALL}, "feedback": None,
        "progress": [{"agent": ALL, "state": ALL, "started_at": ALL, "finished_at": ALL, "decided": TEXTS}],
        "results": {"reporter": [], "charter": {"charts": [None, 1, {"data": ALL}]}, "retirement": None, "tagger": ALL},
    }  # fmt: skip
    visit = ada.visit()
    visit.answers("**/api/jobs/*", json=strange)
    visit.answers("**/api/jobs?*", json={"items": [strange], "next_before": None})
    visit.sign_in("/analyses/x")
    expect(visit.page.locator(".summary")).to_contain_text("<script>ran('script')</script>")
    settled(visit)
    for path in ("/analyses", "/analyses/compare?a=x&b=x", "/"):
        visit.go(path)
        visit.page.wait_for_load_state("networkidle")
        settled(visit)


def test_refusals_are_shown_as_text(ada: Person) -> None:
    visit = ada.visit()
    visit.answers("**/api/analyze", status=409, json={"detail": ALL})
    visit.sign_in("/analyses")
    visit.page.get_by_role("button", name="Start an analysis").click()
    expect(visit.page.get_by_role("alert")).to_contain_text("<script>ran('script')</script>")
    settled(visit)


@pytest.mark.parametrize("path", ["user", "accounts", "jobs", "jobs/{job_id}", "{payload}", "jobs/{payload}"])
def test_an_answer_of_the_api_opened_as_a_page_runs_nothing(
    ada: Person, alex: Alex, site: str, job: dict[str, Any], path: str
) -> None:
    visit = ada.visit(extra_http_headers={"authorization": f"Bearer {alex.stack.token(ada.user.subject)}"})
    payload = "<script>ran('reflected')<%2Fscript>"
    visit.page.goto(f"{site}/api/{path.format(job_id=job['job_id'], payload=payload)}")
    visit.page.wait_for_timeout(SETTLE_MS)
    assert visit.page.evaluate("document.contentType") in ("application/json", "application/problem+json")
    visit.is_unharmed()


def test_an_address_with_a_payload_runs_nothing(ada: Person, site: str) -> None:
    visit = ada.visit()
    for text in TEXTS[::4]:
        visit.page.goto(f"{site}/?q={text}#{text}")
    settled(visit)


class TestTheTestsCanFail:
    """The site with a planted fault: a model's text becomes markup without a sanitiser."""

    @pytest.fixture
    def planted(self, ada: Person, job: dict[str, Any], site: str) -> Callable[..., Visit]:
        def plant(*, policy: bool) -> Visit:
            visit = ada.visit(bypass_csp=not policy)

            def script(route: Any) -> None:
                answer = route.fetch()
                body, count = SANITISED.subn(r"\1window.planted;for", answer.text())
                assert count == 1
                headers = {name: value for name, value in answer.headers.items() if name != "content-encoding"}
                route.fulfill(status=answer.status, headers=headers, body=body)

            visit.page.route(re.compile(f"^{site}/assets/analysis-.*[.]js$"), script)
            visit.page.add_init_script(f"window.planted = {json.dumps(ALL)}")
            visit.sign_in(f"/analyses/{job['job_id']}")
            return visit

        return plant

    def test_without_a_policy_the_payloads_run(self, planted: Callable[..., Visit]) -> None:
        visit = planted(policy=False)
        visit.watch.until("window.alexRan.includes('img')")
        assert visit.watch.ran

    def test_the_policy_alone_stops_them(self, planted: Callable[..., Visit]) -> None:
        visit = planted(policy=True)
        visit.watch.until("window.alexViolations.length > 0")
        visit.page.wait_for_timeout(SETTLE_MS)
        assert visit.watch.ran == []
        assert "require-trusted-types-for" in visit.watch.violations
