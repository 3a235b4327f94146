"""The fake model's knowledge of well-known instruments, from `known_instruments.json` beside this file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

Split = dict[str, int]


@dataclass(frozen=True)
class Known:
    """Classification of an instrument, with its splits in percent."""

    what: str
    asset_classes: Split
    regions: Split
    sectors: Split


@lru_cache
def _catalogue() -> dict[str, Any]:
    return json.loads(Path(__file__).with_name("known_instruments.json").read_text(encoding="utf-8"))


def known_symbols() -> list[str]:
    catalogue = _catalogue()
    return [*catalogue["funds"], *catalogue["same_as"], *catalogue["stocks"]]


def known(symbol: str) -> Known | None:
    """The catalogue's entry for a symbol, or None."""
    catalogue = _catalogue()
    fund = catalogue["funds"].get(catalogue["same_as"].get(symbol, symbol))
    if fund:
        return Known(**fund)
    stock = catalogue["stocks"].get(symbol)
    if stock:
        return Known(stock["what"], {"equity": 100}, {stock["region"]: 100}, {stock["sector"]: 100})
    return None
