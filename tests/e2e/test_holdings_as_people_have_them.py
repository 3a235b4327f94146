"""Currencies, shorts, options, bonds, fractions and contradictions, from the API to report and charts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.conftest import Alex

pytestmark = pytest.mark.local

DAY = "2026-11-27"
POSITIONS = [
    {"symbol": "VOO", "quantity": 100, "unit_price": 550, "price_date": DAY},
    {"symbol": "VTI", "quantity": -10, "unit_price": 290, "price_date": DAY},
    {"symbol": "AAPL  270115C00250000", "name": "Apple call", "kind": "option", "quantity": -2, "unit_price": "3.1"},
    {"symbol": "912828ZQ6", "name": "US Treasury 2030", "kind": "treasury", "quantity": 10_000, "unit_price": "98.5"},
    {"symbol": "7203.T", "name": "Toyota", "kind": "stock", "quantity": 100, "unit_price": 2500, "currency": "JPY"},
    {"symbol": "NESN", "name": "Nestlé", "kind": "stock", "quantity": 10, "unit_price": 90, "currency": "KZT"},
    {"symbol": "META", "name": "Metadium", "kind": "crypto", "quantity": 1000, "unit_price": "0.02"},
    {"symbol": "OLDX", "name": "Old Fund", "kind": "etf", "quantity": 1, "unit_price": 100, "price_date": "2025-06-30"},
    {"symbol": "SHIB", "name": "Shiba Inu", "kind": "crypto", "quantity": 1_000_000, "unit_price": "0.00001234"},
]
DOCUMENT = {
    "rates": [
        {"currency": "USD", "quote": "EUR", "rate": "0.8", "rate_date": DAY, "source": "test"},
        {"currency": "JPY", "quote": "EUR", "rate": "0.005", "rate_date": DAY, "source": "test"},
    ],
    "currency": "EUR",
    "goal": {"years_until_retirement": 10, "target_annual_income": 40_000},
    "accounts": [
        {"name": "Broker", "kind": "taxable", "cash": -5_000, "positions": POSITIONS},
        {"name": "Bank", "kind": "other", "balances": [{"currency": "EUR", "amount": "470.093845757"}]},
    ],
}
#: (100·550 − 10·290 − 2·100·3.1 + 9,850 + 20 + 100 + 12.34 − 5,000) · 0.8 + 250,000 · 0.005 + 470.09
VALUE = 46_890


@pytest.fixture(scope="module")
def job(running: Alex) -> dict[str, Any]:
    with running.api("as people have them") as api:
        api.call("PUT", "/portfolio", DOCUMENT)
        return running.wait_for(api, api.start_analysis())


def test_the_job_completes(job: dict[str, Any]) -> None:
    assert (job["status"], job["errors"]) == ("completed", {})
    assert {name: job["results"][name]["written"] for name in ("reporter", "charter", "retirement")} == {
        "reporter": "as written",
        "charter": "as written",
        "retirement": "as written",
    }


@pytest.mark.parametrize(
    "said", [f"€{VALUE:,}", "NESN", "Metadium", "Meta Platforms", "2025-06-30", "€3,530 borrowed", "-€2,320"]
)
def test_the_report_says_what_it_rests_on(said: str, job: dict[str, Any]) -> None:
    assert said in job["results"]["reporter"]["markdown"]


def test_the_charts_show_what_is_owed_as_bars(job: dict[str, Any]) -> None:
    charts = {chart["key"]: chart for chart in job["results"]["charter"]["charts"]}
    owed = charts["asset_class"]
    assert owed["type"] in ("bar", "horizontal_bar")
    assert min(point["value"] for point in owed["data"]) < 0
    assert all(round(sum(p["percentage"] for p in chart["data"]), 6) == 100 for chart in charts.values())


def test_the_projection_starts_from_the_whole(job: dict[str, Any]) -> None:
    assert job["results"]["retirement"]["assumptions"]["starting_value"] == pytest.approx(VALUE, abs=1)
