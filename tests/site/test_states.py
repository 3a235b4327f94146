"""What people meet: a waking database, too many requests, no connection, a limit, a page that did not load."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from cli.run.portfolio_file import PortfolioFile
from tests.site.conftest import Person
from tests.site.visit import Visit, abort, answers

pytestmark = [pytest.mark.local, pytest.mark.browser]


def answers_first(visit: Visit, path: str, times: int, status: int, detail: str, **headers: str) -> list[Any]:
    """The first requests are answered so, all others by the API. Returns those that were."""
    answered: list[Any] = []

    def answer(route: Any) -> None:
        if len(answered) >= times:
            route.continue_()
            return
        answered.append(route.request)
        body = json.dumps({"type": "about:blank", "title": "x", "status": status, "detail": detail})
        route.fulfill(status=status, content_type="application/problem+json", body=body, headers=headers)

    visit.page.route(path, answer)
    return answered


def test_a_waking_database_is_told_and_waited_for(ada: Person, sample: Callable[[str], PortfolioFile]) -> None:
    ada.has(sample("starter"))
    visit = ada.visit()
    asleep = answers_first(
        visit, "**/api/portfolio", 2, 503, "The database is not available yet.", **{"retry-after": "1"}
    )

    visit.sign_in()

    expect(visit.page.get_by_text("The database is waking up")).to_be_visible()
    expect(visit.page.locator(".value")).to_be_visible()
    expect(visit.page.get_by_text("The database is waking up")).to_be_hidden()
    assert len(asleep) == 2


def test_too_many_requests_are_told_and_repeated(ada: Person, sample: Callable[[str], PortfolioFile]) -> None:
    ada.has(sample("starter"))
    visit = ada.visit()
    answers_first(visit, "**/api/portfolio", 1, 429, "Too Many Requests")

    visit.sign_in()

    expect(visit.page.get_by_text("Too many requests at once")).to_be_visible()
    expect(visit.page.locator(".value")).to_be_visible()


def test_what_may_not_be_sent_twice_is_sent_once_and_can_be_sent_again(ada: Person) -> None:
    visit = ada.visit()
    visit.sign_in("/accounts")
    refused = answers_first(visit, "**/api/accounts", 1, 503, "Not now.", **{"retry-after": "1"})
    visit.page.get_by_role("button", name="Add an account").click()
    dialog = visit.page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Once")
    dialog.get_by_role("button", name="Store").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Nothing was stored")
    expect(dialog.get_by_label("Name")).to_have_value("Once")
    assert len(refused) == 1

    dialog.get_by_role("button", name="Store").click()

    expect(visit.page.get_by_role("heading", name="Once")).to_be_visible()
    expect(visit.page.locator("section.account")).to_have_count(1)


def test_a_limit_is_told_in_the_words_of_the_api(ada: Person) -> None:
    with ada.api() as api:
        for number in range(20):
            api.call("POST", "/accounts", {"name": f"Account {number}", "kind": "other", "cash": number})
    visit = ada.visit()
    visit.sign_in("/accounts")
    visit.page.get_by_role("button", name="Add an account").click()
    dialog = visit.page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("One too many")
    dialog.get_by_role("button", name="Store").click()

    expect(dialog.get_by_role("alert")).to_contain_text("at most 20 accounts")
    expect(dialog.get_by_label("Name")).to_have_value("One too many")


def test_offline_is_told_and_what_was_typed_can_be_stored_later(
    ada: Person, sample: Callable[[str], PortfolioFile]
) -> None:
    ada.has(sample("starter"))
    visit = ada.visit()
    visit.sign_in("/accounts")
    visit.page.get_by_role("button", name="Add a position").click()
    dialog = visit.page.get_by_role("dialog")
    dialog.get_by_label("Symbol or name").fill("VOO")
    dialog.get_by_label("Quantity").fill("2")

    visit.context.set_offline(True)
    expect(visit.page.get_by_text("You are offline. What you see may be old")).to_be_visible()
    dialog.get_by_role("button", name="Add the position").click()
    expect(dialog.get_by_role("alert")).to_contain_text("You are offline. Nothing was changed.")
    visit.context.set_offline(False)
    expect(visit.page.get_by_text("You are offline. What you see may be old")).to_be_hidden()
    dialog.get_by_role("button", name="Add the position").click()

    expect(visit.page.get_by_role("row", name="VOO")).to_be_visible()


def test_a_page_whose_code_does_not_arrive_says_so(ada: Person) -> None:
    visit = ada.visit()
    visit.sign_in()
    visit.page.route("**/assets/import-*.js", abort)

    visit.page.get_by_role("link", name="Import", exact=True).click()

    expect(visit.page.get_by_role("heading", name="This page did not load")).to_be_visible()
    visit.page.unroute_all()
    visit.page.get_by_role("button", name="Load again").click()
    expect(visit.page.get_by_role("heading", name="Import", level=1)).to_be_visible()


def test_a_page_that_changes_moves_the_focus_and_the_title(ada: Person) -> None:
    visit = ada.visit()
    visit.sign_in()

    visit.page.get_by_role("link", name="Accounts", exact=True).press("Enter")

    expect(visit.page.get_by_role("heading", name="Accounts", level=1)).to_be_focused()
    expect(visit.page).to_have_title("Accounts · Alex")
    visit.go("/no/such/page")
    expect(visit.page.get_by_role("heading", name="No such page")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/accounts", "/import"])
def test_a_phone_shows_every_page_without_scrolling_sideways(
    ada: Person, sample: Callable[[str], PortfolioFile], path: str
) -> None:
    ada.has(sample("hostile-text"))
    visit = ada.visit(viewport={"width": 360, "height": 740}, color_scheme="dark")
    visit.sign_in(path)
    visit.page.wait_for_load_state("networkidle")

    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert visit.accessibility() == []
    visit.picture(f"phone-{path.strip('/') or 'dashboard'}")
    visit.is_unharmed()


def test_a_page_that_breaks_leaves_the_others_as_they_are(ada: Person) -> None:
    visit = ada.visit()
    visit.page.route("**/api/portfolio", answers(json={"accounts": [None]}, headers={"etag": '"1"'}))
    visit.sign_in()
    expect(visit.page.get_by_role("heading", name="This page broke")).to_be_visible()

    visit.page.get_by_role("link", name="Import", exact=True).click()

    expect(visit.page.get_by_role("heading", name="Import", level=1)).to_be_visible()
    assert len(visit.watch.errors) > 0
