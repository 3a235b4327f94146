"""The portfolio as one resource: exact, all or nothing, and the user's own in what it says of instruments."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from database.data_api import DataApi
from tests.lambdas.api_fixtures import Answer, Api

pytestmark = pytest.mark.local

CASES = Path(__file__).resolve().parents[1] / "portfolios"


def case(name: str) -> str:
    return (CASES / f"{name}.json").read_text()


def put(api: Api, document: dict[str, Any] | str, **headers: str) -> Answer:
    raw = document if isinstance(document, str) else json.dumps(document)
    return api(
        "PUT", "/api/portfolio", raw=raw, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def stored(api: Api, document: dict[str, Any] | str) -> dict[str, Any]:
    answer = put(api, document)
    assert answer.status == 200, answer.text
    return answer.json


def one(**position: Any) -> dict[str, Any]:
    return {"accounts": [{"name": "a", "kind": "taxable", "positions": [position]}]}


def holdings(portfolio: dict[str, Any]) -> list[dict[str, Any]]:
    return [position for account in portfolio["accounts"] for position in account["positions"]]


@pytest.mark.parametrize("name", ["half", "noprice", "stale3"])
def test_a_refused_portfolio_changes_nothing(api: Api, name: str) -> None:
    stored(api, one(symbol="VOO", quantity=3))
    before = api("GET", "/api/portfolio")

    answer = put(api, case(name))

    symbol = "XYZW" if name == "stale3" else "ZZZQ"
    place = 1 if name == "half" else 0
    assert answer.status == 422
    assert answer.json["errors"] == [
        {
            "field": f"accounts[0].positions[{place}].unit_price",
            "message": f"is required, because no price of {symbol} in USD is known",
        }
    ]
    after = api("GET", "/api/portfolio")
    assert (after.json, after.headers["etag"]) == (before.json, before.headers["etag"])


def test_more_than_a_thousand_positions_are_refused_before_anything_changes(api: Api) -> None:
    stored(api, one(symbol="VOO", quantity=3))
    accounts = [
        {
            "name": f"{a}",
            "kind": "ira",
            "positions": [{"name": f"{a} {n}", "quantity": 1, "value": 1} for n in range(501)],
        }
        for a in range(2)
    ]

    answer = put(api, {"accounts": accounts})

    assert answer.status == 422
    assert "at most 1000" in answer.json["errors"][0]["message"]
    assert [held["symbol"] for held in holdings(api("GET", "/api/portfolio").json)] == ["VOO"]


def test_a_thousand_positions_are_stored_and_read(api: Api) -> None:
    positions = [
        {"name": f"Fund {'ü' * 150} {n}", "symbol": f"F{n}", "quantity": n + 1, "value": 1} for n in range(1000)
    ]

    portfolio = stored(api, {"accounts": [{"name": "a", "kind": "ira", "positions": positions}]})

    assert (len(holdings(portfolio)), portfolio["total"]) == (1000, 1000)
    assert stored(api, {"accounts": [{"name": "a", "kind": "ira", "positions": positions}]}) == portfolio


def test_the_newest_description_counts_and_is_classified_anew(api: Api, db: DataApi, user_id: str) -> None:
    stored(api, case("stale1"))
    split = '{"asset_classes": {"crypto": 100}}'
    db.execute(
        "Test", "UPDATE instruments SET classification = CAST(:s AS jsonb) WHERE owner_id = :u", s=split, u=user_id
    )

    (held,) = holdings(stored(api, case("stale2")))

    assert (held["name"], held["kind"], held["unit_price"]) == ("Xyzw Aggregate Bond Fund", "bond_fund", 50)
    assert api("GET", "/api/instruments/XYZW").json["classification"] is None


def test_no_user_decides_what_another_sees(api: Api) -> None:
    other = api.as_user(f"other-{uuid4()}")
    stored(other, case("stale1"))
    price = {"symbol": "XYZW", "unit_price": 7, "price_date": "2026-11-27", "source": "other"}
    assert other("PUT", "/api/prices", {"prices": [price]}).status == 200
    rate = {"currency": "EUR", "quote": "USD", "rate": 2, "rate_date": "2026-11-27", "source": "other"}
    assert other("PUT", "/api/rates", {"rates": [rate]}).status == 200

    assert put(api, case("stale3")).status == 422
    portfolio = stored(api, one(name="Euro", quantity=1, value=5, currency="EUR"))
    assert [each["reason"] for each in portfolio["unvalued"]] == ["no exchange rate from EUR to USD is known"]


def test_a_contradiction_with_the_catalogue_is_the_users_own_instrument_and_shown(api: Api) -> None:
    (held,) = holdings(stored(api, case("metacoin")))

    assert (held["name"], held["kind"], held["value"]) == ("Metadium", "crypto", 20)
    assert held["differs_from"] == "Meta Platforms, Inc. Class A (stock)"
    assert api("GET", "/api/instruments/META").json["name"] == "Metadium"
    assert api.as_user("somebody")("GET", "/api/instruments/META").json["name"] == "Meta Platforms, Inc. Class A"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("bond", Decimal(9850)), ("option", Decimal(2000)), ("shib", Decimal("12.34"))),
        *(("eth18", Decimal("370.370367036")), ("cash3", Decimal("470.093845757")), ("small", Decimal("10.49"))),
    ],
)
def test_what_people_hold_has_its_value_to_the_last_digit(api: Api, name: str, value: Decimal) -> None:
    answer = put(api, case(name))

    assert answer.status == 200, answer.text
    assert Decimal(str(json.loads(answer.text, parse_float=Decimal)["total"])) == value


def test_money_market_funds_are_known_by_their_names(api: Api) -> None:
    assert {held["kind"] for held in holdings(stored(api, case("mm")))} == {"money_market"}


def test_a_short_position_counts_with_its_sign(api: Api) -> None:
    portfolio = stored(api, case("short"))

    assert portfolio["total"] < 0
    assert holdings(portfolio)[0]["quantity"] == -10


@pytest.mark.parametrize("name", ["slash", "space"])
def test_the_spellings_of_a_share_class_are_the_catalogues_instrument(api: Api, name: str) -> None:
    (held,) = holdings(stored(api, case(name)))

    assert (held["symbol"], held["price_source"]) == ("BRK.B", "catalogue")


def test_positions_of_one_instrument_in_an_account_are_added_up(api: Api) -> None:
    lots = [
        {"symbol": "VOO", "quantity": 10, "unit_price": 500},
        {"symbol": "voo", "quantity": 5, "unit_price": 600},
        {"symbol": "BRK/B", "quantity": 1},
        {"symbol": "BRK B", "quantity": 2},
    ]

    portfolio = stored(api, {"accounts": [{"name": "a", "kind": "ira", "positions": lots}]})

    found = {held["symbol"]: (held["quantity"], held["value"]) for held in holdings(portfolio)}
    assert found["VOO"] == (15, 8000)
    assert found["BRK.B"][0] == 3


def test_numbers_of_twenty_digits_keep_them(api: Api) -> None:
    raw = '{"accounts": [{"name": "a", "kind": "ira", "cash": 12345678901.123456789012, "positions": []}]}'

    answer = put(api, raw)

    assert answer.json["accounts"][0]["cash"][0]["amount"] == "12345678901.123456789012"
    account = api("GET", "/api/accounts").json["items"][0]
    assert account["cash"] == "12345678901.123456789012"


def test_totals_are_in_the_base_currency_at_a_rate_with_source_and_date(api: Api) -> None:
    document = one(symbol="7203.T", name="Toyota", kind="stock", quantity=100, unit_price=2700, currency="JPY")
    document["accounts"][0]["balances"] = [{"currency": "EUR", "amount": "10.5"}, {"currency": "GBP", "amount": 1}]
    document["currency"] = "EUR"
    document["rates"] = [
        {"currency": "EUR", "quote": "JPY", "rate": 180, "rate_date": "2026-11-27", "source": "ECB"},
    ]

    portfolio = stored(api, document)

    assert (portfolio["currency"], portfolio["total"]) == ("EUR", 1510.5)
    (rate,) = portfolio["rates"]
    assert (rate["currency"], rate["rate_date"], rate["source"]) == ("JPY", "2026-11-27", "ECB")
    assert [(each["what"], each["currency"]) for each in portfolio["unvalued"]] == [("cash", "GBP")]


def test_the_newest_dated_price_counts_and_old_ones_are_marked(api: Api) -> None:
    dated = one(symbol="XYZW", quantity=2, unit_price=5, price_date="2026-01-31", price_source="statement")
    (held,) = holdings(stored(api, dated))
    assert (held["unit_price"], held["price_source"], held["stale"]) == (5, "statement", True)

    for price, day, stored_prices in ((7, "2026-11-27", 1), (9, "2025-01-01", 0)):
        item = {"symbol": "XYZW", "unit_price": price, "price_date": day, "source": "list"}
        assert api("PUT", "/api/prices", {"prices": [item]}).json == {"stored": stored_prices}

    (held,) = holdings(api("GET", "/api/portfolio").json)
    assert (held["unit_price"], held["price_source"], held["price_date"], held["stale"]) == (
        7,
        "list",
        "2026-11-27",
        False,
    )


def test_accounts_keep_their_ids_and_an_equal_portfolio_changes_nothing(api: Api) -> None:
    first = put(api, case("same3"))
    again = put(api, case("same3"), if_match=first.headers["etag"])

    assert first.status == again.status == 200
    assert again.headers["etag"] == first.headers["etag"]
    assert again.json == first.json
    assert len({account["id"] for account in first.json["accounts"]}) == 3


def test_a_portfolio_that_changed_meanwhile_is_not_overwritten(api: Api) -> None:
    tag = put(api, one(symbol="VOO", quantity=1)).headers["etag"]
    stored(api, one(symbol="VOO", quantity=2))

    assert put(api, one(symbol="VTI", quantity=1), if_match=tag).status == 412
    assert holdings(api("GET", "/api/portfolio").json)[0]["quantity"] == 2
    assert api("GET", "/api/portfolio", headers={"if-none-match": tag}).status == 200


def test_an_instrument_can_be_corrected_and_deleted(api: Api) -> None:
    stored(api, case("stale1"))
    corrected = api("PUT", "/api/instruments/XYZW", {"name": "Xyzw Fund", "kind": "etf"})
    assert (corrected.status, corrected.json["name"], corrected.json["own"]) == (200, "Xyzw Fund", True)
    assert api("DELETE", "/api/instruments/XYZW").status == 409
    stored(api, one(symbol="VOO", quantity=1))
    assert api("DELETE", "/api/instruments/XYZW").status == 204
    assert api("GET", "/api/instruments/XYZW").status == 404
    assert api("DELETE", "/api/instruments/VOO").status == 403


@pytest.mark.parametrize("number", [{"isin": "US0378331005"}, {"cusip": "037833100"}])
def test_an_isin_or_cusip_of_the_catalogue_is_its_instrument(api: Api, number: dict[str, str]) -> None:
    (held,) = holdings(stored(api, one(**number, quantity=10, unit_price=200)))

    assert (held["symbol"], held["differs_from"]) == ("AAPL", None)


def test_of_two_rates_of_a_pair_the_newer_counts(api: Api) -> None:
    rates = [
        {"currency": "EUR", "quote": "USD", "rate": rate, "rate_date": day, "source": "me"}
        for rate, day in ((2, "2026-11-27"), (3, "2026-11-26"))
    ]
    document = {**one(name="Euro", quantity=1, value=5, currency="EUR"), "rates": rates}

    assert stored(api, document)["total"] == 10
    assert api("PUT", "/api/rates", {"rates": rates}).json == {"stored": 0}
