"""The catalogue: well-known instruments, kept in `seed/instruments.json` and written by the migrator."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from agent_runtime.portfolio.snapshot import Classification, Contract, Symbol
from database.data_api import DataApi
from holdings.document import Cusip
from holdings.kinds import InstrumentKind

FILE = Path(__file__).with_name("seed") / "instruments.json"


class Seed(Contract):
    """One instrument of the file."""

    symbol: Symbol
    name: str = Field(min_length=1, max_length=200)
    kind: InstrumentKind
    cusip: Cusip
    """Finds the instrument in files that give a CUSIP, or an ISIN, which contains it."""
    classification: Classification
    unit_price: Annotated[Decimal, Field(gt=0)]
    """USD, at the close of `price_date`."""
    price_date: date
    source: str = Field(min_length=1)


def load_seeds(file: Path = FILE) -> list[Seed]:
    """Raises ValidationError for a malformed file."""
    return TypeAdapter(list[Seed]).validate_json(file.read_bytes())


def seed_instruments(db: DataApi, seeds: list[Seed]) -> int:
    """Adds and updates instruments; returns the number of instruments in the file.

    Args:
        db: as the user that owns the schema. No other may write the catalogue.
        seeds: the whole catalogue. Instruments that it no longer names stay, because positions may hold them.
    """
    db.execute(
        "Seeds.upsert",
        """
        INSERT INTO instruments (symbol, name, kind, cusip, classification, unit_price, price_date, source)
        SELECT symbol, name, kind, cusip, classification, unit_price, price_date, source
        FROM jsonb_to_recordset(CAST(:seeds AS jsonb)) AS seed (
            symbol text, name text, kind text, cusip text, classification jsonb, unit_price numeric, price_date date,
            source text
        )
        ON CONFLICT (symbol, owner_id) DO UPDATE
        SET name = excluded.name, kind = excluded.kind, cusip = excluded.cusip,
            classification = excluded.classification, unit_price = excluded.unit_price,
            price_date = excluded.price_date, source = excluded.source
        """,
        seeds=[seed.model_dump(mode="json") for seed in seeds],
    )
    return len(seeds)
