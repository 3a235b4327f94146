"""Import: brokers' files as they are, every row with what becomes of it, and nothing stored before it is confirmed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.site.conftest import LONG_SECONDS, Person
from tests.site.visit import ROOT, Visit

pytestmark = [pytest.mark.local, pytest.mark.browser]

FILES = ROOT / "tests" / "imports" / "files"
UNKNOWN_HEADINGS = "Papier;Antal stk;Kurs USD\nVOO;3;500\nBND;10;70\n"


def stored(person: Person) -> list[dict[str, Any]]:
    with person.api() as api:
        return api.call("GET", "/portfolio")["accounts"]


def read(visit: Visit, file: Path) -> None:
    visit.page.set_input_files("input[type=file]", file)
    expect(visit.page.get_by_text(f"{file.name} has been read.")).to_be_attached()


@pytest.fixture
def visit(ada: Person) -> Visit:
    visit = ada.visit()
    visit.sign_in("/import")
    return visit


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("fidelity-positions-2026.csv", "Fidelity of Sep 30, 2026"),
        ("schwab-positions-all-accounts.csv", "Charles Schwab"),
        ("ibkr-flex.xml", "Interactive Brokers"),
        ("degiro-portfolio-dutch.csv", "DEGIRO"),
        ("ofx-v1-sgml.qfx", "OFX"),
    ],
)
def test_a_brokers_file_is_shown_then_stored(ada: Person, visit: Visit, name: str, shown: str) -> None:
    read(visit, FILES / name)
    expect(visit.page.locator("#read-title")).to_contain_text(shown)
    assert stored(ada) == []

    visit.page.get_by_role("button", name="Store this").click()

    expect(visit.page.get_by_role("heading", name=f"{name} is stored")).to_be_focused()
    assert stored(ada) != []
    visit.is_unharmed()


def test_every_row_has_its_place_and_totals_are_compared(visit: Visit) -> None:
    read(visit, FILES / "ibkr-activity-consolidated.csv")

    expect(visit.page.get_by_role("row", name="Whole file")).to_contain_text("✓ yes")
    expect(visit.page.get_by_role("row", name="ESZ6")).to_contain_text("Left out")
    expect(visit.page.get_by_role("row", name="ESZ6")).to_contain_text("settled daily in cash")
    expect(visit.page.get_by_text("12.5 USD of accrued interest")).to_be_visible()
    assert visit.accessibility() == []
    visit.picture("import")


def test_the_same_file_again_has_nothing_to_store(ada: Person, visit: Visit) -> None:
    file = FILES / "fidelity-positions-2026.csv"
    read(visit, file)
    visit.page.get_by_role("button", name="Store this").click()
    visit.page.get_by_role("button", name="Import another file").click()

    read(visit, file)

    expect(visit.page.get_by_text("has all of this already")).to_be_visible()
    expect(visit.page.get_by_role("button", name="Store this")).to_be_disabled()


def test_a_change_between_showing_and_storing_is_shown_first(ada: Person, visit: Visit) -> None:
    read(visit, FILES / "fidelity-positions-2026.csv")
    with ada.api() as api:
        api.call("POST", "/accounts", {"name": "Meanwhile", "kind": "other", "cash": 5})

    visit.page.get_by_role("button", name="Store this").click()

    expect(visit.page.get_by_text("was changed meanwhile")).to_be_visible()
    expect(visit.page.get_by_text("leaves 1 other account as it is")).to_be_visible()
    assert [account["name"] for account in stored(ada)] == ["Meanwhile"]
    visit.page.get_by_role("button", name="Store this").click()
    expect(visit.page.get_by_role("heading", name="is stored")).to_be_visible()


def test_columns_that_nobody_knows_are_named_by_the_user(ada: Person, visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(UNKNOWN_HEADINGS)
    visit.page.set_input_files("input[type=file]", file)
    expect(visit.page.get_by_role("alert")).to_contain_text("it needs")
    for field, heading in {
        "Symbol": "Papier",
        "Quantity": "Antal stk",
        "Price": "Kurs USD",
        "Currency": "=USD",
    }.items():
        visit.page.get_by_label(field, exact=True).fill(heading)
    assert visit.page.locator("datalist option").count() == 3
    assert visit.accessibility() == []

    visit.page.get_by_role("button", name="Read the file again").click()
    expect(visit.page.get_by_text("own.csv has been read.")).to_be_attached()
    visit.page.get_by_role("button", name="Store this").click()
    expect(visit.page.get_by_role("heading", name="is stored")).to_be_visible()

    ((account,), symbols) = stored(ada), {"VOO": 3, "BND": 10}
    assert {each["symbol"]: each["quantity"] for each in account["positions"]} == symbols


def test_a_refused_file_says_what_to_export_instead(ada: Person, visit: Visit) -> None:
    visit.page.set_input_files("input[type=file]", FILES / "robinhood-activity.csv")

    expect(visit.page.get_by_role("alert")).to_contain_text("history of transactions")
    assert stored(ada) == []


def test_a_file_that_is_too_large_is_not_sent(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "large.csv"
    file.write_bytes(b"x" * 4_000_001)
    before = len(visit.watch.requests)

    visit.page.set_input_files("input[type=file]", file)

    expect(visit.page.get_by_role("alert")).to_contain_text("4 MB is the most")
    assert not [url for url in visit.watch.requests[before:] if "/imports" in url]


def test_a_chosen_file_outlives_an_expired_session(ada: Person, tokens_live: Callable[[int], None]) -> None:
    visit = ada.visit()
    tokens_live(30)
    visit.sign_in("/import")
    read(visit, FILES / "fidelity-positions-2026.csv")
    tokens_live(LONG_SECONDS)
    visit.page.clock.install()
    visit.page.clock.fast_forward("01:00")

    visit.page.get_by_role("button", name="Store this").click()

    expect(visit.page.get_by_text("Your session had expired")).to_be_visible()
    expect(visit.page.get_by_role("heading", name="Fidelity")).to_be_visible()
    expect(visit.page.get_by_role("button", name="Store this")).to_be_enabled()
