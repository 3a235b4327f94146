"""The portfolios whose analyses are counted: the samples, and one of so many classified positions."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from agent_runtime.portfolio.snapshot import Account, Instrument, Portfolio, Position, RetirementGoal

_ROOT = Path(__file__).resolve().parents[2]
_CATALOGUE = _ROOT / "agents/database/seed/instruments.json"
#: Numbers of positions, for how tokens grow.
SIZES = (10, 100, 500)
_ACCOUNTS = (("Brokerage", "taxable"), ("401(k)", "401k"), ("Roth IRA", "roth_ira"))


def _catalogue() -> dict[str, dict[str, Any]]:
    return {row["symbol"]: row for row in json.loads(_CATALOGUE.read_text(encoding="utf-8"))}


def _position(given: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    """As the database values it: the catalogue's price, unless the file has one."""
    symbol = given["symbol"]
    row = known.get(symbol, {"name": symbol, "kind": "other", "classification": None})
    own = "unit_price" in given
    return {
        "instrument": {
            "symbol": symbol,
            "name": given.get("name", row["name"]),
            "kind": given.get("kind", row["kind"]),
            "classification": row["classification"],
        },
        "quantity": given["quantity"],
        "unit_price": given["unit_price"] if own else row["unit_price"],
        "price_date": "2026-01-02" if own else row["price_date"],
        "price_source": "client" if own else "catalogue",
    }


def samples() -> dict[str, Portfolio]:
    """The samples that have a value, by name, classified as far as the catalogue goes.

    Notes that a guardrail refuses are left out: a refused analysis has no tokens.
    """
    known, found = _catalogue(), dict[str, Portfolio]()
    for path in sorted((_ROOT / "samples/portfolios").glob("*.json")):
        plain = json.loads(path.read_text(encoding="utf-8"))
        accounts = [
            {**account, "positions": [_position(one, known) for one in account.get("positions", [])]}
            for account in plain["accounts"]
        ]
        notes = "" if path.stem.startswith("hostile") else plain.get("notes", "")
        portfolio = Portfolio.model_validate({"accounts": accounts, "goal": plain.get("goal"), "notes": notes})
        if portfolio.value > 0:
            found[path.stem] = portfolio
    return found


def of_size(positions: int) -> Portfolio:
    """Three accounts with so many positions of the catalogue's kinds and splits, all classified."""
    rows = [row for row in _catalogue().values() if row["classification"]]
    accounts = [Account(name=name, kind=kind, cash=Decimal(5_000)) for name, kind in _ACCOUNTS]
    for number in range(positions):
        row = rows[number % len(rows)]
        instrument = Instrument(
            symbol=row["symbol"] if number < len(rows) else f"{row['symbol'][:5]}{number}",
            name=row["name"],
            kind=row["kind"],
            classification=row["classification"],
        )
        one = Position(
            instrument=instrument,
            quantity=Decimal(positions - number),
            unit_price=row["unit_price"],
            price_date=row["price_date"],
            price_source="catalogue",
        )
        accounts[number % len(accounts)].positions.append(one)
    goal = RetirementGoal(years_until_retirement=20, target_annual_income=80_000, annual_contribution=20_000)
    return Portfolio(accounts=accounts, goal=goal, notes="I would like to retire early.")


def sized() -> dict[str, Portfolio]:
    """One of each size, by name."""
    return {f"{size} positions": of_size(size) for size in SIZES}
