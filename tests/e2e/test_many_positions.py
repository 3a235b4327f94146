"""A thousand positions, half of them in instruments that nobody has classified, end in a complete job."""

from __future__ import annotations

from typing import Any

import pytest

from planner.batches import MOST_IN_BATCH
from tests.e2e.conftest import Alex

pytestmark = pytest.mark.local

UNKNOWN, CLASSIFIED_BY_KIND = 500, 500


def document() -> dict[str, Any]:
    unknown = [
        {"symbol": f"QZ{n:03}", "quantity": 1 + n, "unit_price": "10.01", "name": f"Fund {n}", "kind": "etf"}
        for n in range(UNKNOWN)
    ]
    coins = [
        {"symbol": f"CO{n:03}", "quantity": "0.5", "unit_price": "2.002", "name": f"Coin {n}", "kind": "crypto"}
        for n in range(CLASSIFIED_BY_KIND)
    ]
    accounts = [
        {"name": "Brokerage", "kind": "taxable", "cash": "10.49", "positions": unknown},
        {"name": "Brokerage", "kind": "taxable", "positions": coins},
    ]
    goal = {"years_until_retirement": 20, "target_annual_income": 40_000, "annual_contribution": 1_000}
    return {"accounts": accounts, "goal": goal}


def test_all_of_them_are_analysed(alex: Alex) -> None:
    with alex.api("many") as api:
        api.call("PUT", "/portfolio", document())
        job = alex.wait_for(api, api.start_analysis())
        again = alex.wait_for(api, api.start_analysis())
    assert (job["status"], job["errors"]) == ("completed", {})
    assert len(job["results"]["tagger"]["classifications"]) == UNKNOWN
    assert job["usage"]["tagger"]["model_calls"] >= UNKNOWN / MOST_IN_BATCH
    assert "2 accounts" in job["results"]["reporter"]["markdown"]
    accounts = next(chart for chart in job["results"]["charter"]["charts"] if chart["key"] == "account")
    assert {point["name"] for point in accounts["data"]} == {"Brokerage", "Brokerage (2)"}
    # What is known is not asked for again.
    assert again["status"] == "completed"
    assert "tagger" not in again["results"]
