"""Prices by meter, from `prices.csv`: US dollars in us-east-1, each with its source and the day it was seen."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("prices.csv")
#: The region whose prices the file holds.
REGION = "us-east-1"


@dataclass(frozen=True)
class Price:
    meter: str
    usd: float
    """For one unit."""
    unit: str
    free: float
    """Units that an account gets free each month."""
    source: str
    seen: date


@cache
def prices() -> dict[str, Price]:
    """By meter."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["meter"]: _price(row) for row in csv.DictReader(file)}


def _price(row: dict[str, str]) -> Price:
    return Price(
        row["meter"],
        float(row["usd"]),
        row["unit"],
        float(row["free"]),
        row["source"],
        date.fromisoformat(row["seen"]),
    )
