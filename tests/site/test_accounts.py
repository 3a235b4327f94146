"""Accounts and positions: added, edited, refused, deleted, and changed by two at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from cli.run.portfolio_file import PortfolioFile
from tests.site.conftest import Person
from tests.site.visit import Visit

pytestmark = [pytest.mark.local, pytest.mark.browser]


@pytest.fixture
def starter(ada: Person, sample: Callable[[str], PortfolioFile]) -> Visit:
    """A visit to the accounts of the sample `starter`: 18 VTI and 14.5 BND."""
    ada.has(sample("starter"))
    visit = ada.visit()
    visit.sign_in("/accounts")
    return visit


def row(visit: Visit, symbol: str) -> Any:
    return visit.page.get_by_role("row", name=symbol)


def edit(visit: Visit, symbol: str) -> Any:
    visit.page.get_by_role("button", name=f"Edit {symbol}").click()
    dialog = visit.page.get_by_role("dialog")
    expect(dialog.get_by_label("Quantity")).to_be_visible()
    return dialog


def quantities(person: Person) -> dict[str, Any]:
    with person.api() as api:
        (account,) = api.call("GET", "/portfolio")["accounts"]
        return {position["symbol"]: position["quantity"] for position in account["positions"]}


def test_an_account_and_positions_are_added_by_keyboard_and_search(ada: Person) -> None:
    visit = ada.visit()
    visit.sign_in("/accounts")
    expect(visit.page.get_by_text("No accounts yet")).to_be_visible()
    visit.page.get_by_role("button", name="Add an account").press("Enter")
    dialog = visit.page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Savings")
    dialog.get_by_label("Cash, USD").fill("1,000.10")
    dialog.get_by_role("button", name="Add a currency").click()
    dialog.get_by_label("Currency").fill("eur")
    dialog.get_by_label("Amount").fill("0.000000000001")
    dialog.get_by_role("button", name="Store").press("Enter")
    expect(visit.page.get_by_role("heading", name="Savings")).to_be_visible()

    visit.page.get_by_role("button", name="Add a position to Savings").click()
    symbol = dialog.get_by_label("Symbol or name")
    symbol.press_sequentially("vangu")
    expect(dialog.get_by_role("option", name="VOO")).to_be_visible()
    symbol.press("ArrowDown")
    assert visit.accessibility() == []
    symbol.press("Enter")
    chosen = symbol.input_value()
    dialog.get_by_label("Quantity").fill("0.123456789012345678")
    dialog.get_by_role("button", name="Add the position").click()

    expect(row(visit, chosen)).to_be_visible()
    with ada.api() as api:
        (account,) = api.call("GET", "/portfolio")["accounts"]
    assert account["positions"][0]["quantity"] == "0.123456789012345678"
    assert {each["currency"]: each["amount"] for each in account["cash"]} == {"USD": 1000.1, "EUR": 1e-12}
    assert visit.accessibility() == []
    visit.picture("accounts")
    visit.is_unharmed()


def test_a_position_that_nobody_knows_needs_a_price(ada: Person, starter: Visit) -> None:
    starter.page.get_by_role("button", name="Add a position").click()
    dialog = starter.page.get_by_role("dialog")
    dialog.get_by_label("Symbol or name").fill("zzzz")
    dialog.get_by_label("Name", exact=True).fill("A private company")
    dialog.get_by_label("Quantity").fill("3")
    dialog.get_by_role("button", name="Add the position").click()
    expect(dialog.get_by_label("Price", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_label("Name", exact=True)).to_have_value("A private company")

    dialog.get_by_label("Price", exact=True).fill("12.5")
    dialog.get_by_role("button", name="Add the position").click()

    expect(row(starter, "ZZZZ")).to_contain_text("$37.50")


def test_numbers_are_read_and_shown_as_the_browsers_locale_has_them(
    ada: Person, sample: Callable[[str], PortfolioFile]
) -> None:
    ada.has(sample("starter"))
    visit = ada.visit(locale="de-DE")
    visit.sign_in("/accounts")
    expect(row(visit, "BND")).to_contain_text("14,5")
    dialog = edit(visit, "BND")
    expect(dialog.get_by_label("Quantity")).to_have_value("14,5")

    dialog.get_by_label("Quantity").fill("1.234,25")
    dialog.get_by_role("button", name="Store").click()
    expect(row(visit, "BND")).to_contain_text("1.234,25")

    assert quantities(ada)["BND"] == 1234.25


@pytest.mark.parametrize("typed", ["a few", "1,5", "1,23,456", "0x10"])
def test_what_is_no_number_or_could_be_two_is_refused_and_stays(ada: Person, starter: Visit, typed: str) -> None:
    dialog = edit(starter, "VTI")
    dialog.get_by_label("Quantity").fill(typed)
    dialog.get_by_role("button", name="Store").click()

    expect(dialog.get_by_label("Quantity")).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_label("Quantity")).to_have_value(typed)
    assert quantities(ada)["VTI"] == 18


def test_a_price_shows_its_age_and_a_new_one_is_of_today(ada: Person, starter: Visit) -> None:
    expect(row(starter, "VTI")).to_contain_text("old: Jun 30, 2025")
    dialog = edit(starter, "VTI")
    expect(dialog.get_by_text("Price of Jun 30, 2025, catalogue")).to_be_visible()
    dialog.get_by_role("textbox", name="Price, USD").fill("300.25")
    dialog.get_by_role("button", name="Store").click()

    expect(row(starter, "VTI")).to_contain_text("$5,404.50")
    expect(row(starter, "VTI")).not_to_contain_text("old:")


def test_a_change_of_two_shows_both_versions_and_the_choice(ada: Person, starter: Visit) -> None:
    dialog = edit(starter, "VTI")
    dialog.get_by_label("Quantity").fill("20")
    with ada.api() as api:
        (account,) = api.call("GET", "/portfolio")["accounts"]
        (vti,) = [each for each in account["positions"] if each["symbol"] == "VTI"]
        api.call("PUT", f"/positions/{vti['id']}", {"quantity": 19})

    dialog.get_by_role("button", name="Store").click()
    conflict = dialog.get_by_role("row", name="Quantity")
    expect(conflict).to_contain_text("20")
    expect(conflict).to_contain_text("19")
    assert starter.accessibility() == []
    starter.picture("conflict")
    dialog.get_by_role("button", name="Store what I typed").click()
    expect(dialog).to_be_hidden()

    assert quantities(ada)["VTI"] == 20
    starter.is_unharmed()


def test_of_two_changes_the_stored_one_can_be_kept(ada: Person, starter: Visit) -> None:
    starter.page.get_by_role("button", name="Edit name and cash").click()
    dialog = starter.page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Mine")
    with ada.api() as api:
        (account,) = api.call("GET", "/accounts")["items"]
        api.call("PUT", f"/accounts/{account['id']}", {"name": "Theirs", "kind": "ira", "cash": 1})

    dialog.get_by_role("button", name="Store").click()
    dialog.get_by_role("button", name="Keep what is stored").click()

    expect(starter.page.get_by_role("heading", name="Theirs")).to_be_visible()


def test_positions_and_accounts_are_deleted_after_a_second_question(ada: Person, starter: Visit) -> None:
    dialog = edit(starter, "BND")
    dialog.get_by_role("button", name="Delete").click()
    assert "BND" in quantities(ada)
    dialog.get_by_role("button", name="Really delete").click()
    expect(row(starter, "BND")).to_be_hidden()
    assert quantities(ada) == {"VTI": 18}

    starter.page.get_by_role("button", name="Delete Brokerage").click()
    dialog.get_by_role("button", name="Delete the account").click()

    expect(starter.page.get_by_text("No accounts yet")).to_be_visible()
    starter.is_unharmed()


def test_a_dialog_keeps_the_focus_and_gives_it_back(ada: Person, starter: Visit) -> None:
    edit(starter, "VTI")
    for _ in range(12):
        starter.page.keyboard.press("Tab")
        assert starter.page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )

    starter.page.keyboard.press("Escape")

    expect(starter.page.get_by_role("dialog")).to_be_hidden()
    expect(starter.page.get_by_role("button", name="Edit VTI")).to_be_focused()
