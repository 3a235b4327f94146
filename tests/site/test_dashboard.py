"""The dashboard: the first visit, the sample in one click, what it shows of a portfolio, and the goal."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from cli.run.portfolio_file import PortfolioFile
from tests.site.conftest import Person

pytestmark = [pytest.mark.local, pytest.mark.browser]


def test_a_first_visit_gets_a_sample_portfolio_in_one_click(ada: Person) -> None:
    visit = ada.visit()
    visit.sign_in()
    expect(visit.page.get_by_role("heading", name="Welcome")).to_be_visible()
    assert visit.accessibility() == []
    visit.picture("first-visit")

    visit.page.get_by_role("button", name="Try the sample").click()

    expect(visit.page.locator(".value")).to_have_text("$501,020.50")
    expect(visit.page.get_by_text("13 positions in 3 accounts")).to_be_visible()
    expect(visit.page.get_by_role("row", name="Individual Brokerage")).to_contain_text("$197,570.15")
    expect(visit.page.get_by_role("button", name="Start an analysis")).to_be_visible()
    assert visit.accessibility() == []
    visit.picture("dashboard")
    visit.is_unharmed()


def test_a_first_visit_leads_to_a_first_account(ada: Person) -> None:
    visit = ada.visit()
    visit.sign_in()
    visit.page.get_by_role("button", name="Add an account").click()

    visit.page.get_by_role("dialog").get_by_label("Name").fill("First")
    visit.page.get_by_role("dialog").get_by_role("button", name="Store").click()

    expect(visit.page.get_by_role("heading", name="First")).to_be_visible()


def test_the_allocation_is_a_table_and_can_be_split_otherwise(
    ada: Person, sample: Callable[[str], PortfolioFile]
) -> None:
    ada.has(sample("starter"))
    visit = ada.visit()
    visit.sign_in()
    table = visit.page.get_by_role("table", name="Allocation by kind")
    expect(table.get_by_role("row", name="Cash")).to_contain_text("%")

    visit.page.get_by_label("by", exact=True).select_option("Position")

    expect(
        visit.page.get_by_role("table", name="Allocation by position").get_by_role("row", name="VTI")
    ).to_be_visible()


def test_the_goal_is_edited_and_a_wrong_one_is_refused_beside_its_field(
    ada: Person, sample: Callable[[str], PortfolioFile]
) -> None:
    ada.has(sample("starter"))
    visit = ada.visit()
    visit.sign_in()
    visit.page.get_by_role("button", name="Edit", exact=True).click()
    dialog = visit.page.get_by_role("dialog")
    years, income = dialog.get_by_label("Years until retirement"), dialog.get_by_label("Income in retirement")
    expect(income).to_have_value("48000")

    years.fill("soon")
    income.fill("1,250.50")
    dialog.get_by_role("button", name="Store the goal").click()
    expect(years).to_have_attribute("aria-invalid", "true")
    expect(income).to_have_value("1,250.50")
    assert visit.accessibility() == []

    years.fill("12")
    dialog.get_by_role("button", name="Store the goal").click()
    expect(dialog).to_be_hidden()

    expect(visit.page.get_by_text("in 12 years")).to_be_visible()
    expect(visit.page.get_by_role("button", name="Edit", exact=True)).to_be_focused()
    with ada.api() as api:
        goal = api.call("GET", "/user")["goal"]
    assert (goal["years_until_retirement"], goal["target_annual_income"]) == (12, 1250.5)
    visit.is_unharmed()


def test_old_prices_and_what_has_no_value_are_told(ada: Person) -> None:
    with ada.api() as api:
        account = api.call("POST", "/accounts", {"name": "Abroad", "kind": "other"})
        position = {"symbol": "VOO", "quantity": 1, "unit_price": 1, "price_date": "2020-01-31"}
        api.call("POST", f"/accounts/{account['id']}/positions", position)
        foreign = {
            "symbol": "XYZ",
            "name": "Foreign",
            "kind": "stock",
            "quantity": 1,
            "unit_price": 5,
            "currency": "SEK",
        }
        api.call("POST", f"/accounts/{account['id']}/positions", foreign)
    visit = ada.visit()
    visit.sign_in()

    expect(visit.page.get_by_text("more than a month old")).to_be_visible()
    visit.page.get_by_text("1 holding is not in this value").click()
    expect(visit.page.get_by_text("XYZ")).to_be_visible()
