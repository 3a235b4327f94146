"""What a broker's file became: accounts with cash and positions, and every row that is neither."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from holdings.kinds import InstrumentKind


class ImportRefused(ValueError):
    """The file cannot be imported. The message is one sentence for its owner: the reason, and what to do instead."""


#: Exact in Python, and the same digits without an exponent in JSON.
Exact = Annotated[Decimal, PlainSerializer(lambda value: f"{value:f}", return_type=str, when_used="json")]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Destiny(StrEnum):
    """What became of a row that is no position."""

    HEADING = "heading"
    """Names columns, an account or the file. Part of the form, nothing to show."""
    CASH = "cash"
    """Counted in an account's cash."""
    MERGED = "merged"
    """Part of a position that is listed, e.g. a lot or the same instrument at another venue."""
    TOTAL = "total"
    """A sum that the file states."""
    SKIPPED = "skipped"
    """Left out, see `why`."""


class ImportedCash(Part):
    currency: str
    """ISO 4217."""
    amount: Exact
    """Negative when borrowed."""
    value_in_base: Exact | None = None
    """Where the file states it."""


class ImportedPosition(Part):
    """One holding of an account. At least one of `symbol`, `isin`, `cusip` and `name` is there."""

    symbol: str | None = None
    """In Alex's spelling: `BRK.B`, `AAPL 2027-01-15 C 250`, `7203.T`."""
    as_written: str | None = None
    """The symbol in the file, where that differs."""
    isin: str | None = None
    cusip: str | None = None
    name: str | None = None
    kind: InstrumentKind
    quantity: Exact
    """With sign: negative for what was sold short or written. Face value for bonds."""
    quoted_price: Exact | None = None
    """As in the file, e.g. per cent of par, or pence."""
    quoted_in: str | None = None
    """Where the price is not in `currency` for one unit: `percent of par`, `pence (GBX)`."""
    unit_price: Exact | None = None
    """Value of one unit of `quantity`, in `currency`."""
    multiplier: Exact | None = None
    """Shares of one contract, for options."""
    value: Exact
    """As the file states it, with sign; else quantity × unit_price."""
    currency: str
    price_date: date | None = None
    """The file's own date for this price; None for `ImportedFile.as_of`."""
    value_in_base: Exact | None = None
    """Where the file states it."""
    line: int
    """First line (1-based), spreadsheet row or XML line of the holding; 0 where the format has no lines."""
    also_on: tuple[int, ...] = ()
    """Lines of further rows of this holding that are added to it, e.g. at another venue."""


class AccountedRow(Part):
    """A row that is no separate position."""

    line: int | None = None
    """1-based; None where the format has no lines."""
    last_line: int | None = None
    """Where several rows share a fate."""
    what: str = Field(max_length=200)
    """Symbol or words of the row."""
    destiny: Destiny
    why: str = Field(max_length=200)


class ImportedAccount(Part):
    id: str | None = None
    """As in the file, where brokers mask it already. None if the file does not name it."""
    name: str
    account_kind: str | None = None
    """taxable | 401k | ira | roth_ira | other, where the file says so."""
    cash: tuple[ImportedCash, ...] = ()
    positions: tuple[ImportedPosition, ...] = ()
    total_in_file: Exact | None = None
    """In the account's currency."""


class Disagreement(Part):
    """A total that the file states and that its rows do not add up to."""

    what: str
    stated: Exact
    read: Exact
    currency: str


class ImportedFile(Part):
    broker: str
    """`Fidelity`, or `CSV` for a file with recognisable columns."""
    as_of: date | None = None
    base_currency: str
    fx_to_base: dict[str, Exact] = {}
    """Base currency for one unit of each currency, where the file states rates."""
    total_in_base: Exact | None = None
    """As the file states it."""
    accounts: tuple[ImportedAccount, ...]
    rows: tuple[AccountedRow, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    warnings: tuple[str, ...] = ()
    """E.g. that a plan's fund has no ticker and must be named. One sentence each."""
    mapping: dict[str, str] | None = None
    """For files with recognisable columns: the heading from which each field was read."""
