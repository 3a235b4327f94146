"""Sign-in: reload, expired and revoked sessions, sign-out here and in another tab; nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Alex
from tests.site.conftest import LONG_SECONDS, Person, administer
from tests.site.visit import abort, answers

pytestmark = [pytest.mark.local, pytest.mark.browser]

EXPIRED = "Your session had expired"
#: What the API's answer makes of the pages of a user without data.
NOTHING, WELCOME = "No accounts yet", "Welcome. What would you like"


def not_confirmed(message: Any) -> bool:
    return "could not be confirmed" in message.text


def for_another_release(request: Any) -> bool:
    return "=of-another-release" in request.url


def storage(page: Any, kind: str) -> dict[str, str]:
    return page.evaluate(f"Object.fromEntries(Object.entries({kind}))")


def test_the_first_page_asks_to_sign_in_and_passes_axe(ada: Person) -> None:
    visit = ada.visit()
    visit.page.goto(visit.site)

    expect(visit.page.get_by_role("button", name="Sign in")).to_be_visible()
    assert visit.accessibility() == []
    visit.picture("signed-out")
    visit.is_unharmed()


def test_a_sign_in_ends_on_the_page_that_was_asked_for_and_leaves_no_code_behind(ada: Person) -> None:
    visit = ada.visit()

    visit.sign_in("/accounts")

    expect(visit.page.get_by_role("heading", name="Accounts", level=1)).to_be_visible()
    assert visit.page.url == f"{visit.site}/accounts"
    expect(visit.page.get_by_text(NOTHING)).to_be_visible()
    visit.is_unharmed()


def test_no_token_is_stored_in_the_browser(ada: Person) -> None:
    visit = ada.visit()
    visit.sign_in()
    expect(visit.page.get_by_text(WELCOME)).to_be_visible()

    local, tab = storage(visit.page, "localStorage"), storage(visit.page, "sessionStorage")

    # Configuration and discovery document, which are public; a flag; whose drafts the tab has.
    assert local.keys() == {"alex.issuer", "alex.signed_in"}
    assert tab.keys() == {"alex.drafts_of"}
    assert "eyJ" not in str((local, tab))
    assert visit.page.evaluate("document.cookie") == ""


def test_a_reload_needs_no_second_sign_in(ada: Person) -> None:
    visit = ada.visit()
    visit.sign_in("/accounts")

    visit.page.reload(wait_until="commit")

    expect(visit.page.get_by_role("heading", name="Accounts", level=1)).to_be_visible()
    expect(visit.page.get_by_text(NOTHING)).to_be_visible()
    expect(visit.page.get_by_text(EXPIRED)).to_be_hidden()


def test_a_live_session_needs_no_news_of_the_configuration_to_leave_for_the_issuer(ada: Person) -> None:
    visit = ada.visit()
    visit.sign_in("/accounts")
    visit.page.route("**/configuration.json", abort)

    visit.page.reload(wait_until="commit")

    expect(visit.page.get_by_text(NOTHING)).to_be_visible()


def test_a_configuration_with_another_client_is_followed_after_a_reload(ada: Person) -> None:
    visit = ada.visit()
    visit.sign_in("/accounts")
    stored = visit.page.evaluate("fetch('/configuration.json').then(found => found.json())")
    visit.page.route("**/configuration.json", answers(json={**stored, "client_id": "of-another-release"}))

    visit.page.reload(wait_until="commit")

    visit.page.wait_for_url("**/authorize?client_id=of-another-release&**", wait_until="commit")


def test_a_kept_configuration_that_the_issuer_refuses_is_given_up(ada: Person) -> None:
    visit = ada.visit()
    visit.sign_in("/accounts")
    visit.page.route("**/configuration.json", abort)
    with visit.page.expect_console_message(not_confirmed):
        visit.page.reload(wait_until="commit")
    visit.page.evaluate(
        """() => {
          const kept = JSON.parse(localStorage.getItem("alex.issuer"));
          kept.configuration.client_id = "of-long-ago";
          localStorage.setItem("alex.issuer", JSON.stringify(kept));
        }"""
    )
    visit.page.reload(wait_until="commit")
    visit.page.wait_for_url("**/authorize?client_id=of-long-ago&**", wait_until="commit")
    visit.page.unroute("**/configuration.json")

    visit.page.goto(f"{visit.site}/accounts", wait_until="commit")

    expect(visit.page.get_by_text(NOTHING)).to_be_visible()


@pytest.mark.parametrize("changed", [{"client_id": "of-another-release"}, {"audience": "of-another-release"}])
def test_an_api_that_refuses_what_was_kept_leads_to_another_sign_in(ada: Person, changed: dict[str, str]) -> None:
    visit = ada.visit()
    visit.sign_in("/accounts")
    stored = visit.page.evaluate("fetch('/configuration.json').then(found => found.json())")
    visit.page.route("**/configuration.json", answers(json={**stored, **changed}))
    visit.page.route("**/api/**", answers(status=401, json={"message": "Unauthorized"}))

    with visit.page.expect_request(for_another_release):
        visit.page.reload(wait_until="commit")


@pytest.mark.parametrize("kept", ["no JSON", "{}", '{"configuration": {"issuer": "x"}, "server": {}, "at": 9e15}'])
def test_a_kept_configuration_of_another_form_is_read_again(ada: Person, kept: str) -> None:
    visit = ada.visit()
    visit.sign_in("/accounts")
    expect(visit.page.get_by_text(NOTHING)).to_be_visible()
    visit.page.route("**/configuration.json", abort)
    with visit.page.expect_console_message(not_confirmed):
        visit.page.reload(wait_until="commit")
    visit.page.evaluate("kept => localStorage.setItem('alex.issuer', kept)", kept)
    visit.page.unroute("**/configuration.json")

    visit.page.reload(wait_until="commit")

    expect(visit.page.get_by_text(NOTHING)).to_be_visible()


def test_a_request_of_an_earlier_release_is_not_taken_for_an_answer(ada: Person) -> None:
    visit = ada.visit()
    visit.page.goto(visit.site)
    visit.page.evaluate("""sessionStorage.setItem("alex.sign_in", '{"verifier": "v", "configuration": {}}')""")

    visit.page.goto(f"{visit.site}/signed-in?code=any&state=any")

    expect(visit.page.get_by_role("alert")).to_contain_text("not started in this tab")


def test_a_program_that_cannot_be_loaded_is_said(ada: Person) -> None:
    visit = ada.visit()
    visit.page.route("**/assets/app-*.js", abort)

    visit.page.goto(visit.site)

    expect(visit.page.get_by_text("Alex could not be loaded")).to_be_visible()


def test_back_after_a_reload_does_not_lead_to_the_issuer(ada: Person) -> None:
    visit = ada.visit()
    visit.sign_in()
    visit.page.get_by_role("link", name="Import").click()
    expect(visit.page.get_by_role("heading", name="Import", level=1)).to_be_visible()
    visit.page.reload(wait_until="commit")
    expect(visit.page.get_by_role("heading", name="Import", level=1)).to_be_visible()

    visit.page.go_back(wait_until="commit")

    expect(visit.page.get_by_role("heading", name="Dashboard", level=1)).to_be_visible()


def test_an_expired_token_leads_back_to_what_was_typed(ada: Person, tokens_live: Callable[[int], None]) -> None:
    visit = ada.visit()
    tokens_live(30)
    visit.sign_in("/accounts")
    visit.page.get_by_role("button", name="Add an account").click()
    dialog = visit.page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Typed before the end")
    dialog.get_by_label("Cash, USD").fill("12.34")
    tokens_live(LONG_SECONDS)

    visit.page.clock.install()
    visit.page.clock.fast_forward("01:00")
    dialog.get_by_role("button", name="Store").click()

    expect(visit.page.get_by_text(EXPIRED)).to_be_visible()
    expect(dialog.get_by_label("Name")).to_have_value("Typed before the end")
    expect(dialog.get_by_label("Cash, USD")).to_have_value("12.34")
    dialog.get_by_role("button", name="Store").click()
    expect(visit.page.get_by_role("heading", name="Typed before the end")).to_be_visible()


def test_a_revoked_session_asks_again_and_then_shows_the_same_page(ada: Person, alex: Alex) -> None:
    visit = ada.visit()
    visit.sign_in("/accounts")
    expect(visit.page.get_by_text(NOTHING)).to_be_visible()
    administer(alex, revoke=ada.user.subject)

    visit.page.reload(wait_until="commit")

    visit.page.get_by_role("button", name=f"Continue as {visit.name}", exact=True).click()
    expect(visit.page.get_by_role("heading", name="Accounts", level=1)).to_be_visible()
    assert visit.page.url == f"{visit.site}/accounts"


def test_cancelling_at_the_issuer_says_so(ada: Person) -> None:
    visit = ada.visit()
    visit.page.goto(visit.site)
    visit.page.get_by_role("button", name="Sign in").click()
    visit.page.get_by_role("button", name="Cancel").click()

    expect(visit.page.get_by_role("alert")).to_contain_text("You did not sign in")
    expect(visit.page.get_by_role("button", name="Sign in")).to_be_visible()


def test_an_answer_that_this_tab_did_not_ask_for_is_not_taken(ada: Person) -> None:
    visit = ada.visit()
    visit.page.goto(f"{visit.site}/signed-in?code=stolen&state=guessed")

    expect(visit.page.get_by_role("alert")).to_contain_text("not started in this tab")
    assert visit.page.url == f"{visit.site}/"


def test_an_api_that_refuses_a_new_token_is_told_and_not_asked_for_ever(ada: Person) -> None:
    visit = ada.visit()
    visit.page.route("**/api/**", answers(status=401, json={"message": "Unauthorized"}))
    visit.page.goto(visit.site)
    visit.page.get_by_role("button", name="Sign in").click()
    visit.page.get_by_role("button", name=f"Continue as {visit.name}", exact=True).click()

    expect(visit.page.get_by_role("alert")).to_contain_text("does not accept this sign-in")


def test_signing_out_ends_the_issuers_session_and_drops_what_was_typed(ada: Person) -> None:
    visit = ada.visit()
    visit.sign_in("/accounts")
    visit.page.get_by_role("button", name="Add an account").click()
    visit.page.get_by_role("dialog").get_by_label("Name").fill("Never stored")
    visit.page.keyboard.press("Escape")
    visit.page.get_by_role("button", name="Sign out").click()

    visit.page.get_by_role("button", name="Sign in").click()

    expect(visit.page.get_by_role("button", name=f"Continue as {visit.name}", exact=True)).to_be_visible()
    visit.page.goto(visit.site)
    assert "Never stored" not in str(storage(visit.page, "sessionStorage"))


def test_signing_out_in_another_tab_signs_this_one_out(ada: Person) -> None:
    visit = ada.visit()
    visit.sign_in()
    other = visit.context.new_page()
    other.goto(visit.site, wait_until="commit")
    expect(other.get_by_text(WELCOME)).to_be_visible()

    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("button", name="Sign in")).to_be_visible()

    expect(visit.page.get_by_role("alert")).to_contain_text("You signed out in another tab")
    expect(visit.page.get_by_role("button", name="Sign out")).to_be_hidden()


def test_an_issuer_out_of_reach_is_said_in_words(ada: Person, alex: Alex) -> None:
    visit = ada.visit()
    visit.page.goto(visit.site)
    visit.page.route(f"{alex.stack.issuer.url}/**", abort)

    visit.page.get_by_role("button", name="Sign in").click()

    expect(visit.page.get_by_role("alert")).to_contain_text("the sign-in service cannot be reached")
    assert visit.watch.errors == []
