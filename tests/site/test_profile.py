"""The profile, everything as a file, and the end of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.site.conftest import PATIENCE_MS, Person

pytestmark = [pytest.mark.local, pytest.mark.browser]

expect.set_options(timeout=PATIENCE_MS)


def test_name_and_notes_are_stored_and_the_goal_is_kept(ada: Person, sample: Callable[[str], Any]) -> None:
    ada.has(sample("growth"))
    visit = ada.visit()
    visit.sign_in("/profile")
    visit.page.get_by_label("Display name").fill("Ada <Lovelace>")
    visit.page.get_by_label("Notes for the agents").fill("I worry about inflation.")
    visit.page.get_by_role("button", name="Store", exact=True).click()
    expect(visit.page.locator("#page form").get_by_role("status")).to_contain_text("Stored")
    with ada.api() as api:
        stored = api.call("GET", "/user")
    assert (stored["display_name"], stored["notes"]) == ("Ada <Lovelace>", "I worry about inflation.")
    assert stored["goal"]["target_annual_income"] == 96_000
    visit.is_unharmed()


def test_a_change_from_elsewhere_is_shown_and_chosen_from(ada: Person, sample: Callable[[str], Any]) -> None:
    ada.has(sample("growth"))
    visit = ada.visit()
    visit.sign_in("/profile")
    visit.page.get_by_label("Notes for the agents").fill("What I typed.")
    with ada.api() as api:
        api.call("PUT", "/user", {"display_name": "Ada", "notes": "From my telephone."}, {"if-match": "*"})
        visit.page.get_by_role("button", name="Store", exact=True).click()
        conflict = visit.page.get_by_role("alert")
        expect(conflict).to_contain_text("What I typed.")
        expect(conflict).to_contain_text("From my telephone.")
        conflict.get_by_role("button", name="Store what I typed").click()
        expect(visit.page.get_by_label("Notes for the agents")).to_have_value("What I typed.")
        expect(visit.page.locator("#page form").get_by_role("status")).to_contain_text("Stored")
        assert api.call("GET", "/user")["notes"] == "What I typed."


def test_a_goal_that_changed_elsewhere_is_no_conflict_of_the_notes(ada: Person, sample: Callable[[str], Any]) -> None:
    ada.has(sample("growth"))
    goal = {"years_until_retirement": 30, "target_annual_income": 50_000, "annual_contribution": 1_000}
    visit = ada.visit()
    visit.sign_in("/profile")
    visit.page.get_by_label("Notes for the agents").wait_for()
    with ada.api() as api:
        before = api.call("GET", "/user")
        kept = {"display_name": before["display_name"], "notes": before["notes"]}
        api.call("PUT", "/user", {**kept, "goal": goal}, {"if-match": "*"})
        visit.page.get_by_label("Notes for the agents").fill("New notes.")
        visit.page.get_by_role("button", name="Store", exact=True).click()
        expect(visit.page.locator("#page form").get_by_role("status")).to_contain_text("Stored")
        stored = api.call("GET", "/user")
    assert (stored["notes"], stored["goal"]) == ("New notes.", goal)


def test_everything_that_is_stored_is_downloaded_as_one_document(ada: Person, sample: Callable[[str], Any]) -> None:
    job = ada.analysed(sample("growth"))
    with ada.api() as api:
        whole = api.call("GET", "/user/export")
    visit = ada.visit()
    # Pages as those of a user with much more: the first ends before the job.
    first = {**whole, "jobs": [], "next_after": f"jobs.{job['job_id']}"}
    later = {**whole, "profile": None, "accounts": None, "costs": None, "brought_in": None, "instruments": []}
    visit.answers("**/api/user/export", json=first)
    visit.answers("**/api/user/export?after=*", json=later)
    visit.sign_in("/profile")
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name="Download my data").click()
    assert waiting.value.suggested_filename.startswith("alex-")
    assert json.loads(waiting.value.path().read_text(encoding="utf-8")) == whole
    visit.is_unharmed()


def test_deleting_needs_the_word_and_ends_with_a_farewell(ada: Person, sample: Callable[[str], Any]) -> None:
    ada.has(sample("growth"))
    visit = ada.visit()
    visit.sign_in("/profile")
    visit.page.get_by_role("button", name="Delete me…").click()
    dialog = visit.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Delete everything").click(force=True)
    expect(dialog).to_contain_text("Type the word delete to confirm.")
    with ada.api() as api:
        assert api.call("GET", "/accounts")["items"]

        dialog.get_by_label("Type “delete” to confirm").fill("delete")
        dialog.get_by_role("button", name="Delete everything").click()
        expect(visit.page.locator("main")).to_contain_text("Everything about you is deleted")
        expect(visit.page.get_by_role("button", name="Sign in")).to_be_visible()
        assert api.call("GET", "/accounts")["items"] == []
    visit.page.reload()
    expect(visit.page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(visit.page.locator("main")).not_to_contain_text("Everything about you is deleted")
    visit.is_unharmed()
