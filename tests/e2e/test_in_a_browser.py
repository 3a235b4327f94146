"""Hostile texts in a real browser: the site, the API's answers and the trace page show them, and nothing runs.

`make browser` runs this. It needs a Chromium, which no Python package index has.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cli.trace.html import trace_html
from cli.trace.model import trace_from_api
from local.aws.edge import edge
from local.traces.timestamps import iso_utc
from tests.attack.browser import HOW_TO_GET_IT, Watch, browser, chromium
from tests.attack.corpus import payloads

pytestmark = [pytest.mark.local, pytest.mark.browser]

USER = "browser-user"
#: Payloads that the API accepts: without control characters.
TEXTS = [text for text in payloads("cross_site_scripting") if not any(c < " " or "\x7f" <= c < "\xa0" for c in text)]
ALL = "\n".join(TEXTS)
#: Time for late effects: failing images, frames, timers.
SETTLE_MS = 500


@pytest.fixture(scope="session", autouse=True)
def _a_browser_is_there() -> None:
    """Exit with one line before anything is deployed."""
    if chromium() is None:
        pytest.exit(HOW_TO_GET_IT, returncode=1)


@pytest.fixture(scope="module")
def site(running: Any) -> Iterator[str]:
    with edge(running.stack) as url:
        yield url


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def watched(context: Any, site: str) -> Iterator[Watch]:
    page = context.new_page()
    yield Watch(page, site)
    page.close()


@pytest.fixture(scope="module")
def job(running: Any, sample: Any) -> dict[str, Any]:
    """A job with payloads in all texts of the user and in all results of the agents."""
    with running.api(USER) as api:
        api.call("PUT", "/user", {"display_name": TEXTS[0], "notes": ALL[:2000]})
        for number, text in enumerate(TEXTS[:19]):
            account = api.call("POST", "/accounts", {"name": text, "kind": "other", "cash": 100})
            position = {"symbol": f"XSS{number}", "name": text, "kind": "stock", "quantity": 1, "unit_price": 10}
            api.call("POST", f"/accounts/{account['id']}/positions", position)
        ended = running.wait_for(api, api.start_analysis())
        _replace_results(running, ended["job_id"])
        stored = api.job(ended["job_id"])
    assert stored["results"]["reporter"]["markdown"] == ALL
    return stored


def _replace_results(running: Any, job_id: str) -> None:
    """Write as the superuser: the payloads would fail every check of a report."""
    hostile = {"markdown": ALL, "words": 1, "sections": TEXTS, "charts": [{"title": text} for text in TEXTS]}
    error = {"kind": "internal", "message": ALL}
    with closing(running.stack.postgres.connect("alex")) as connection, connection.cursor() as cursor:
        cursor.execute("DELETE FROM job_results WHERE job_id = %s", [job_id])
        cursor.execute(
            "INSERT INTO job_results (job_id, agent, output, usage) VALUES (%s, 'reporter', %s, '{}')",
            [job_id, json.dumps(hostile)],
        )
        cursor.execute(
            "UPDATE jobs SET status = 'partial', summary = %s, errors = %s WHERE job_id = %s",
            [ALL, json.dumps({"reporter": error, "planner": error}), job_id],
        )


def sign_in(watch: Watch, site: str, token: str) -> None:
    watch.page.goto(site)
    watch.page.fill("#token", token)
    watch.page.click("#sign-in")
    watch.page.wait_for_selector("#jobs button")


def open_report(watch: Watch) -> str:
    watch.page.click("#jobs button")
    watch.page.wait_for_selector("#report-section:not([hidden])")
    watch.page.wait_for_timeout(SETTLE_MS)
    return watch.page.text_content("#report")


def test_a_report_of_payloads_is_shown_as_text(
    watched: Watch, site: str, running: Any, job: dict[str, Any], tmp_path: Path
) -> None:
    sign_in(watched, site, running.stack.token(USER))

    shown = open_report(watched)

    assert shown == ALL
    assert "<script>ran('script')</script>" in watched.page.inner_text("#report")
    assert watched.ran == []
    assert watched.violations == []
    assert watched.errors == []
    folder = Path(__file__).parents[2] / "build" / "browser"
    folder.mkdir(parents=True, exist_ok=True)
    watched.page.screenshot(path=folder / "report.png", full_page=True)


def test_an_api_whose_every_answer_is_hostile_is_shown_as_text(watched: Watch, site: str) -> None:
    items = [{"job_id": text, "status": text, "created_at": text} for text in TEXTS]
    page = watched.page
    page.route("**/api/jobs", lambda route: route.fulfill(json={"items": items}))
    page.route("**/api/jobs/*", lambda route: route.fulfill(json={"status": ALL, "results": {}}))
    page.route("**/api/analyze", lambda route: route.fulfill(status=409, json={"detail": ALL}))

    sign_in(watched, site, TEXTS[0])
    assert page.locator("#jobs button").count() == len(TEXTS)
    assert open_report(watched) == f"No report: the analysis is {ALL}."
    page.click("#analyze")
    watched.until("document.querySelector('#message').textContent.length > 100")
    page.wait_for_timeout(SETTLE_MS)

    assert page.text_content("#message") == ALL
    assert watched.ran == []
    assert watched.violations == []


@pytest.mark.parametrize(
    "path", ["user", "accounts", "instruments", "jobs", "jobs/{job_id}", "{payload}", "jobs/{payload}"]
)
def test_an_answer_of_the_api_opened_as_a_page_runs_nothing(
    watched: Watch, site: str, running: Any, job: dict[str, Any], path: str
) -> None:
    watched.page.set_extra_http_headers({"authorization": f"Bearer {running.stack.token(USER)}"})
    payload = "<script>ran('reflected')<%2Fscript>"

    watched.page.goto(f"{site}/api/{path.format(job_id=job['job_id'], payload=payload)}")
    watched.page.wait_for_timeout(SETTLE_MS)

    assert watched.page.evaluate("document.contentType") in ("application/json", "application/problem+json")
    assert watched.ran == []


def test_an_address_with_a_payload_runs_nothing(watched: Watch, site: str) -> None:
    for text in TEXTS[::4]:
        watched.page.goto(f"{site}/?q={text}#{text}")
    watched.page.wait_for_timeout(SETTLE_MS)
    assert watched.ran == []


def test_the_page_of_a_trace_shows_payloads_and_runs_nothing(context: Any, tmp_path: Path) -> None:
    file = tmp_path / "trace.html"
    file.write_text(trace_html(trace_from_api("t" * 32, _hostile_trace())), encoding="utf-8")
    watched = Watch(context.new_page(), file.as_uri())

    watched.page.goto(file.as_uri())
    watched.page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
    watched.page.wait_for_timeout(SETTLE_MS)

    text = watched.page.text_content("body")
    assert all(payload in text for payload in TEXTS)
    assert watched.ran == []
    assert watched.errors == []
    watched.page.close()


def _hostile_trace() -> list[dict[str, Any]]:
    times = {"startTime": iso_utc(1_767_225_600_000_000), "endTime": iso_utc(1_767_225_601_000_000)}
    root = {"id": "root", "parentObservationId": None, "type": "SPAN", "name": "Job"}
    agents = [
        {"id": str(number), "parentObservationId": "root", "type": kind, "name": text, "model": text}
        for number, text in enumerate(TEXTS)
        for kind in [("AGENT", "GENERATION", "TOOL", "EVENT")[number % 4]]
    ]
    hostile = {"input": ALL, "output": {ALL: ALL}, "level": "ERROR", "statusMessage": ALL, "userId": ALL}
    metadata = {"job_id": TEXTS[0], "agent": ALL, "status": ALL}
    return [{"traceId": "t" * 32, **times, **hostile, **each, "metadata": metadata} for each in [root, *agents]]


class TestTheTestsCanFail:
    """The site with a planted fault: text becomes markup."""

    @pytest.fixture
    def planted(self, watched: Watch, site: str) -> Callable[..., Watch]:
        def plant(*, policy: bool) -> Watch:
            def page(route: Any) -> None:
                answer = route.fetch()
                dropped = () if policy else ("content-security-policy",)
                kept = {name: value for name, value in answer.headers.items() if name not in dropped}
                body = answer.text()
                if route.request.url.endswith("/app.js"):
                    mistake = body.replace('element("report").textContent', 'element("report").innerHTML')
                    assert mistake != body
                    body = mistake
                route.fulfill(response=answer, headers=kept, body=body)

            watched.page.route(lambda url: url.startswith(site) and "/api/" not in url, page)
            return watched

        return plant

    def test_without_a_policy_the_payloads_run(
        self, planted: Callable[..., Watch], site: str, running: Any, job: dict[str, Any]
    ) -> None:
        watch = planted(policy=False)
        sign_in(watch, site, running.stack.token(USER))
        open_report(watch)
        assert {"img", "details", "srcdoc"} <= set(watch.ran)
        assert [what for what in watch.ran if "foreign.example" in what]

    def test_the_policy_alone_stops_them(
        self, planted: Callable[..., Watch], site: str, running: Any, job: dict[str, Any]
    ) -> None:
        watch = planted(policy=True)
        sign_in(watch, site, running.stack.token(USER))
        watch.page.click("#jobs button")
        watch.until("window.alexViolations.length > 0")
        watch.page.wait_for_timeout(SETTLE_MS)
        assert watch.ran == []
        assert "require-trusted-types-for" in watch.violations
