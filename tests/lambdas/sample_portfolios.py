"""The portfolios of `samples/portfolios` as agents see them, classified as far as the catalogue goes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from agent_runtime.portfolio.snapshot import Portfolio
from local.fake_model.known_instruments import known

ROOT = Path(__file__).resolve().parents[2]
_SEED = {row["symbol"]: row for row in json.loads((ROOT / "agents/database/seed/instruments.json").read_text())}


def _position(given: dict[str, Any]) -> dict[str, Any]:
    symbol = given["symbol"]
    row = _SEED.get(symbol, {"name": symbol, "kind": "other", "classification": None, "unit_price": 0})
    split = row["classification"]
    if split is None and (entry := known(symbol)):
        split = {"asset_classes": entry.asset_classes, "regions": entry.regions, "sectors": entry.sectors}
    instrument = {"symbol": symbol, "name": given.get("name", row["name"]), "kind": given.get("kind", row["kind"])}
    price = given.get("unit_price", row["unit_price"])
    return {
        "instrument": instrument | {"classification": split},
        "quantity": given["quantity"],
        "unit_price": float(price),
    }


def _portfolio(path: Path) -> Portfolio:
    plain = json.loads(path.read_text(encoding="utf-8"))
    accounts = [
        {**account, "positions": [_position(one) for one in account.get("positions", [])]}
        for account in plain["accounts"]
    ]
    return Portfolio.model_validate({"accounts": accounts, "goal": plain.get("goal"), "notes": plain.get("notes", "")})


def samples() -> dict[str, Portfolio]:
    """By name, those that have a value and whose notes no guardrail refuses."""
    found = {path.stem: _portfolio(path) for path in sorted((ROOT / "samples/portfolios").glob("*.json"))}
    return {
        name: portfolio.model_copy(update={"notes": ""}) if name.startswith("hostile") else portfolio
        for name, portfolio in found.items()
        if portfolio.value > 0
    }
