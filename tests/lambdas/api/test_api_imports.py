"""`POST /imports`: a broker's file is read, shown and, once confirmed, stored as part of the portfolio."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from database.data_api import DataApi
from tests.imports.compare import expectation, files_of
from tests.lambdas.api_fixtures import Answer, Api

FILES = Path(__file__).parents[2] / "imports" / "files"
FILE = "application/octet-stream"
HOLDINGS = [name for name in files_of("") if not expectation(name).get("refused")]
HISTORIES = [name for name in files_of("") if expectation(name).get("refused")]
TABLE = "Antal,Beteckning,Pris i kronor\n10,VOO,500\n"
MAPPING = {"quantity": "Antal", "symbol": "Beteckning", "price": "Pris i kronor", "currency": "=SEK"}


def sent(api: Api, name: str, content: bytes | None = None, **query: Any) -> Answer:
    """The answer for a file; without content, one of those of the tests."""
    headers = {"If-Match": query.pop("tag")} if "tag" in query else {}
    asked = urlencode({"name": name, **query})
    data = (FILES / name).read_bytes() if content is None else content
    return api("POST", f"/api/imports?{asked}", raw=data, media=FILE, headers=headers)


@pytest.mark.parametrize("name", HOLDINGS)
def test_a_file_is_shown_and_nothing_is_stored_until_it_is_confirmed(api: Api, name: str) -> None:
    before = api("GET", "/api/portfolio")
    shown = sent(api, name)
    assert shown.status == 200, shown.text
    assert (shown.json["changes"], shown.json["stored"]) == (True, False)
    assert shown.headers["etag"] == before.headers["etag"] == api("GET", "/api/portfolio").headers["etag"]

    stored = sent(api, name, store=True, tag=shown.headers["etag"])
    after = api("GET", "/api/portfolio")
    assert (stored.status, stored.headers["etag"]) == (200, after.headers["etag"])
    assert stored.json["portfolio"] == after.json
    assert (after.json["total"], after.json["currency"]) == (
        shown.json["portfolio"]["total"],
        expectation(name)["base_currency"],
    )


@pytest.mark.parametrize("name", HOLDINGS)
def test_the_same_file_again_changes_nothing(api: Api, name: str) -> None:
    first = sent(api, name, store=True)
    again = sent(api, name, store=True)
    assert (again.json["changes"], again.headers["etag"]) == (False, first.headers["etag"])
    assert again.json["replaces"] == [account["id"] for account in again.json["portfolio"]["accounts"]]


@pytest.mark.parametrize("name", HOLDINGS)
def test_a_stored_file_is_worth_what_the_file_says(api: Api, name: str) -> None:
    stated = expectation(name)
    stored = sent(api, name, store=True).json["portfolio"]
    # Two accounts may have the same name.
    found = {(account["external_id"], account["name"]): account for account in stored["accounts"]}
    for account in stated["accounts"]:
        mine = found[account["id"] or "", account["name"]]
        assert {each["currency"]: Decimal(str(each["amount"])) for each in mine["cash"]} == {
            each["currency"]: Decimal(each["amount"]) for each in account["cash"] if Decimal(each["amount"])
        }
        values = sorted(Decimal(str(each["value"])) for each in mine["positions"])
        assert values == sorted(Decimal(each["value"]) for each in account["positions"])
        # A price as it is quoted: a new one must not be worth a hundred times as much. Indexed bonds are worth more.
        for each in mine["positions"]:
            if each["unit_price"] is not None:
                usual = {"bond": "0.01", "treasury": "0.01", "option": "100"}.get(each["kind"], "1")
                times = Decimal(str(each["multiplier"] or usual))
                product = Decimal(str(each["quantity"])) * Decimal(str(each["unit_price"])) * times
                assert Decimal("0.7") < Decimal(str(each["value"])) / product < Decimal("1.5"), each


@pytest.mark.parametrize("name", HISTORIES)
def test_a_history_is_refused_with_one_sentence(api: Api, name: str) -> None:
    refused = sent(api, name)
    assert refused.status == 422
    assert len(refused.json["detail"].splitlines()) == 1
    assert "errors" not in refused.json


def test_other_accounts_and_the_profile_stay(api: Api) -> None:
    own = {"name": "House", "kind": "other", "cash": 10, "positions": [{"symbol": "VTI", "quantity": 2}]}
    goal = {"years_until_retirement": 20, "target_annual_income": 80000}
    body = {"display_name": "Ada", "notes": "n", "goal": goal, "currency": "CHF", "accounts": [own]}
    before = api("PUT", "/api/portfolio", body).json
    after = sent(api, "ibkr-activity-statement.csv", store=True).json["portfolio"]
    assert after["accounts"][0] == before["accounts"][0]
    kept = ("display_name", "notes", "goal", "currency")
    assert {key: after[key] for key in kept} == {key: before[key] for key in kept}
    assert len(after["accounts"]) == 2


def test_other_accounts_keep_the_prices_that_they_were_given(api: Api) -> None:
    """A newer price of a list values them, and stays the list's: its correction counts."""
    old = {"symbol": "VTI", "quantity": 1, "unit_price": 100, "price_date": "2025-01-01", "price_source": "me"}
    none = {"symbol": "VOO", "quantity": 1}
    api("PUT", "/api/portfolio", {"accounts": [{"name": "A", "kind": "ira", "positions": [old, none]}]})
    listed = {"price_date": "2026-11-27", "source": "my list"}
    prices = [{"symbol": symbol, "unit_price": 7, **listed} for symbol in ("VTI", "VOO")]
    api("PUT", "/api/prices", {"prices": prices})
    before = api("GET", "/api/portfolio").json["accounts"][0]
    assert [position["unit_price"] for position in before["positions"]] == [7, 7]

    after = sent(api, "ibkr-activity-statement.csv", store=True).json["portfolio"]["accounts"][0]
    assert after == before
    api("PUT", "/api/prices", {"prices": [{**price, "unit_price": 8} for price in prices]})
    corrected = api("GET", "/api/portfolio").json["accounts"][0]
    assert [position["unit_price"] for position in corrected["positions"]] == [8, 8]


def test_a_changed_account_keeps_the_name_and_kind_that_its_user_gave_it(api: Api) -> None:
    name = "ibkr-activity-statement.csv"
    account = sent(api, name, store=True).json["portfolio"]["accounts"][0]
    renamed = api("PUT", f"/api/accounts/{account['id']}", {"name": "Mine", "kind": "ira", "cash": 0})
    assert renamed.status == 200, renamed.text
    again = sent(api, name, store=True).json["portfolio"]["accounts"]
    assert [(each["id"], each["name"], each["kind"]) for each in again] == [(account["id"], "Mine", "ira")]
    assert again[0]["cash"] == account["cash"]


def test_a_position_that_is_not_in_the_file_any_more_is_gone(api: Api) -> None:
    content = (FILES / "fidelity-positions-2026.csv").read_bytes()
    sent(api, "a.csv", content, store=True)
    fewer = b"".join(line for line in content.splitlines(keepends=True) if b"BRKB" not in line)
    after = sent(api, "a.csv", fewer, store=True).json["portfolio"]["accounts"][0]
    assert [each["symbol"] for each in after["positions"]] == ["AAPL", "AAPL 2027-01-15 C 250"]


def test_accounts_of_two_brokers_with_one_number_stay_two(api: Api) -> None:
    one, other = "fidelity-positions-2026.csv", "ofx-v1-sgml.qfx"
    sent(api, one, store=True)
    both = sent(api, other, store=True)
    assert [account["external_id"] for account in both.json["portfolio"]["accounts"]] == ["X0000", "X0001", "X0000"]
    assert both.json["warnings"][-1].startswith("The account X0000 is stored from Fidelity's file, too")
    for name in (one, other):
        assert sent(api, name, store=True).json["changes"] is False


def test_a_file_without_a_date_changes_nothing_on_a_later_day(api: Api, db: DataApi, user_id: str) -> None:
    name = "degiro-portfolio.csv"
    sent(api, name, store=True)
    db.execute(
        "Test",
        "UPDATE positions p SET price_date = p.price_date - 3 FROM accounts a "
        "WHERE a.account_id = p.account_id AND a.user_id = :user_id",
        user_id=user_id,
    )
    before = api("GET", "/api/portfolio")
    again = sent(api, name, store=True)
    assert (again.json["changes"], again.headers["etag"]) == (False, before.headers["etag"])

    newer = sent(api, name, (FILES / name).read_bytes().replace(b"200,00", b"210,00"), store=True).json
    dates = {each["price_date"] for each in newer["portfolio"]["accounts"][0]["positions"]}
    assert newer["changes"] is True
    assert dates.isdisjoint(each["price_date"] for each in before.json["accounts"][0]["positions"])


def test_rates_of_the_file_are_the_users(api: Api) -> None:
    (rate,) = sent(api, "ibkr-activity-statement.csv", store=True).json["portfolio"]["rates"]
    assert (rate["currency"], rate["rate"], rate["rate_date"]) == ("USD", 0.875, "2026-09-30")
    assert rate["source"] == "Interactive Brokers' file"


def test_prices_tell_their_day_and_file(api: Api) -> None:
    (account, *_) = sent(api, "fidelity-positions-2026.csv", store=True).json["portfolio"]["accounts"]
    assert {(each["price_date"], each["price_source"]) for each in account["positions"]} == {
        ("2026-09-30", "Fidelity's file of 2026-09-30")
    }


def test_a_file_is_stored_only_on_the_portfolio_that_was_shown(api: Api) -> None:
    shown = sent(api, "fidelity-positions-2026.csv")
    sent(api, "etrade-portfoliodownload.csv", store=True)
    late = sent(api, "fidelity-positions-2026.csv", store=True, tag=shown.headers["etag"])
    assert late.status == 412
    assert len(api("GET", "/api/portfolio").json["accounts"]) == 1


def test_a_mapping_is_remembered_with_the_stored_file(api: Api, api_app: Any) -> None:
    content = TABLE.encode()
    assert sent(api, "mine.csv", content).status == 422
    mapped = sent(api, "mine.csv", content, mapping=json.dumps(MAPPING), store=True)
    assert mapped.status == 200, mapped.text
    again = sent(api, "other name.csv", TABLE.replace("500", "600").encode())
    assert again.status == 200, again.text
    assert again.json["portfolio"]["accounts"][0]["positions"][0]["value"] == 6000
    stranger = api.as_user("somebody else")
    assert sent(stranger, "mine.csv", content).status == 422


@pytest.mark.parametrize("mapping", ["", "x", "[]", '{"quantity": 1}', "null", json.dumps({"quantity": "x" * 201})])
def test_a_wrong_mapping_is_named(api: Api, mapping: str) -> None:
    refused = sent(api, "a.csv", TABLE.encode(), mapping=mapping)
    assert (refused.status, refused.json["errors"][0]["field"]) == (422, "mapping")


@pytest.mark.parametrize("media", ["text/plain", "multipart/form-data", "application/json", "text/csv", None])
def test_a_media_type_that_browsers_send_without_asking_is_refused(api: Api, media: str | None) -> None:
    refused = api("POST", "/api/imports?name=a.csv", raw=b"{}", media=media)
    assert (refused.status, refused.json["detail"]) == (415, "The body must be application/octet-stream.")


def test_a_file_that_is_no_json_takes_no_other_route(api: Api) -> None:
    assert api("PUT", "/api/portfolio", raw=b"{}", media=FILE).status == 415


def test_a_file_over_the_limit_is_refused(api: Api) -> None:
    assert sent(api, "a.csv", b"a,b\n" * 1_000_001).status == 413


def test_more_positions_than_a_portfolio_can_have_are_refused(api: Api) -> None:
    rows = "".join(f"S{number},1,1\n" for number in range(1001))
    refused = sent(api, "a.csv", f"Symbol,Quantity,Price\n{rows}".encode())
    assert (refused.status, refused.json["detail"]) == (
        422,
        "the portfolio would have 1,001 positions: at most 1,000 are allowed",
    )
