"""The search for an instrument to add: by the beginning of its symbol, or of words of its name."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote

import pytest

from tests.lambdas.api_fixtures import Api

pytestmark = pytest.mark.local


def add(api: Api, symbol: str, name: str, kind: str = "etf") -> None:
    account = api("POST", "/api/accounts", {"name": "Any", "kind": "taxable"}).json["id"]
    body = {"symbol": symbol, "quantity": 1, "unit_price": 1, "name": name, "kind": kind}
    answer = api("POST", f"/api/accounts/{account}/positions", body)
    assert answer.status == 201, answer.text


def found(api: Api, text: str, limit: int = 100) -> list[str]:
    page: Any = api("GET", f"/api/instruments?search={quote(text)}&limit={limit}").json
    assert page["next_after"] is None
    return [item["symbol"] for item in page["items"]]


@pytest.fixture
def own(api: Api) -> Api:
    for symbol, name in (
        ("ZZQ", "Quokka Trust (Growth)"),
        ("ZZQB", "Élan-Vital Quokka 100%_Fund"),
        ("QUOKKA", "Another Thing"),
        ("ZZ.B", "Nothing of it"),
    ):
        add(api, symbol, name)
    return api


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("zzq", ["ZZQ", "ZZQB"]),
        ("ZZ.", ["ZZ.B"]),
        ("quokka", ["QUOKKA", "ZZQ", "ZZQB"]),
        ("  Quok ", ["QUOKKA", "ZZQ", "ZZQB"]),
        ("growth quokka", ["ZZQ"]),
        ("vital", ["ZZQB"]),
        ("ÉLAN", ["ZZQB"]),
        ("élan", ["ZZQB"]),
        ("uokka", []),
        ("100%", ["ZZQB"]),
        ("ZZQ%", []),
        ("%", []),
        ("_", []),
        ("(", []),
        ("'; DROP TABLE instruments; --", []),
    ],
)
def test_instruments_are_found_by_symbol_and_by_words_of_the_name(own: Api, text: str, symbols: list[str]) -> None:
    assert found(own, text) == symbols


def test_the_symbol_itself_comes_first_and_the_limit_cuts_the_rest(own: Api) -> None:
    assert found(own, "zzq", 1) == ["ZZQ"]
    assert found(own, "quokka", 2) == ["QUOKKA", "ZZQ"]


def test_the_catalogue_is_searched_and_a_strangers_instruments_are_not(own: Api) -> None:
    assert found(own, "vti")[0] == "VTI"
    assert "VTI" in found(own, "total stock")
    stranger = own.as_user(f"stranger-{uuid.uuid4()}")
    assert found(stranger, "quokka") == []


def test_the_callers_own_description_is_found_and_not_the_catalogues(own: Api) -> None:
    add(own, "VTI", "Wombat Basket", "crypto")
    assert found(own, "wombat") == ["VTI"]
    assert "VTI" not in found(own, "total stock")
