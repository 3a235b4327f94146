"""A portfolio as a document: what `PUT /api/portfolio` takes, and what a portfolio file holds."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from holdings.amounts import HUNDREDTHS, Money, Price, Quantity, Rate, Value, in_whole_units
from holdings.identifiers import SYMBOL_PATTERN, canonical_symbol, is_cusip, is_isin, symbol_of_name
from holdings.kinds import InstrumentKind
from holdings.options import parse_option

#: Bounds the cost of an analysis, and keeps a portfolio within the Data API's and Lambda's limits.
MAX_ACCOUNTS, MAX_POSITIONS = 20, 1000


class AccountKind(StrEnum):
    TAXABLE = "taxable"
    PLAN_401K = "401k"
    IRA = "ira"
    ROTH_IRA = "roth_ira"
    OTHER = "other"


def _without_control_characters(text: str) -> str:
    if any(unicodedata.category(character) == "Cc" and character not in "\n\r\t" for character in text):
        raise ValueError("must not contain control characters")
    return text


def _visible(text: str) -> str:
    if all(unicodedata.category(character) in _UNSEEN for character in text):
        raise ValueError("must have a character that can be seen")
    return text


#: Categories of characters without a shape: control and format characters, and blanks.
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
Printable = AfterValidator(_without_control_characters)


def symbol_as_written(text: Any) -> Any:
    """Alex's spelling of a symbol or an option, however a broker writes it."""
    if not isinstance(text, str):
        return text
    option = parse_option(text)
    return option.symbol if option else canonical_symbol(text)


def _checked_isin(text: str) -> str:
    if not is_isin(text):
        raise ValueError("must be an ISIN of 12 characters whose check digit is right")
    return text


def _checked_cusip(text: str) -> str:
    if not is_cusip(text):
        raise ValueError("must be a CUSIP of 9 characters whose check digit is right")
    return text


_Upper = StringConstraints(strip_whitespace=True, to_upper=True)
Symbol = Annotated[
    str,
    BeforeValidator(symbol_as_written),
    WithJsonSchema({"type": "string", "pattern": SYMBOL_PATTERN, "maxLength": 40, "description": "ticker, upper case"}),
]
Isin = Annotated[str, _Upper, AfterValidator(_checked_isin)]
Cusip = Annotated[str, _Upper, AfterValidator(_checked_cusip)]
Currency = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Z]{3}$")]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    Printable,
    AfterValidator(_visible),
]


class Part(BaseModel):
    """Rejects unknown fields, NaN and infinity: a typing error must not silently change an analysis."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Holding(Part):
    """A position. A name alone will do where an instrument has neither symbol nor number, e.g. a plan's fund."""

    symbol: Symbol | None = None
    isin: Isin | None = None
    cusip: Cusip | None = None
    name: Name | None = None
    kind: InstrumentKind | None = None
    quantity: Quantity
    unit_price: Price | None = None
    """As quoted: per cent of par for bonds, for one share for options. Required where no other price is known."""
    multiplier: Annotated[Price, Field(lt=10**6)] | None = None
    """Value of a unit at a price of 1. Default: 0.01 for bonds, 100 for options, 1 for everything else."""
    value: Value | None = None
    """As the broker states it: wins over quantity and price."""
    currency: Currency = "USD"
    price_date: date | None = None
    """Default: the day on which it is stored."""
    price_source: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), Printable] = ""

    @model_validator(mode="after")
    def _is_identified(self) -> Holding:
        if self.symbol is None and self.isin is None and self.cusip is None and self.name is None:
            raise ValueError("needs a symbol, an isin, a cusip or a name")
        return self

    @model_validator(mode="after")
    def _is_in_whole_units(self) -> Holding:
        """`GBX` is no currency with rates: what is quoted in pence is kept in pounds."""
        if whole := HUNDREDTHS.get(self.currency):
            self.currency = whole
            # A price that rounds to nothing says nothing.
            self.unit_price = in_whole_units(self.unit_price or Decimal(0)) or None
            self.value = None if self.value is None else in_whole_units(self.value)
        return self

    @property
    def key(self) -> str:
        """The symbol under which Alex keeps the instrument."""
        return self.symbol or self.isin or self.cusip or symbol_of_name(self.name or "")


class Cash(Part):
    currency: Currency
    amount: Money

    @model_validator(mode="after")
    def _is_in_whole_units(self) -> Cash:
        if whole := HUNDREDTHS.get(self.currency):
            self.currency, self.amount = whole, in_whole_units(self.amount)
        return self


def cash_by_currency(dollars: Decimal, balances: list[Cash]) -> dict[str, Decimal]:
    """Amounts of one currency added up; US dollars are always there."""
    amounts = {"USD": dollars}
    for balance in balances:
        amounts[balance.currency] = amounts.get(balance.currency, Decimal(0)) + balance.amount
    return amounts


class HeldAccount(Part):
    id: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100), Printable] = ""
    """As the broker's files write it, or the id under which Alex keeps it: finds the account again."""
    name: Name
    kind: AccountKind
    cash: Money = Decimal(0)
    """US dollars."""
    balances: Annotated[list[Cash], Field(max_length=40)] = []
    """Cash in other currencies."""
    positions: Annotated[list[Holding], Field(max_length=MAX_POSITIONS)] = []

    @property
    def all_cash(self) -> dict[str, Decimal]:
        """Amount by currency."""
        return cash_by_currency(self.cash, self.balances)


class StatedRate(Part):
    """A rate that the user or a broker's file gives."""

    currency: Currency
    quote: Currency
    rate: Rate
    """Units of `quote` for one unit of `currency`."""
    rate_date: date
    source: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Printable]

    @model_validator(mode="after")
    def _leads_elsewhere(self) -> StatedRate:
        if self.currency == self.quote:
            raise ValueError("quote must be another currency")
        return self


class Goal(Part):
    years_until_retirement: Annotated[int, Field(ge=0, le=60)]
    target_annual_income: Annotated[float, Field(ge=1, le=10**9)]
    """A year, in today's money."""
    annual_contribution: Annotated[float, Field(ge=0, le=10**9)] = 0
    """A year, until retirement."""


class PortfolioDocument(Part):
    display_name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), Printable] = ""
    goal: Goal | None = None
    notes: Annotated[str, StringConstraints(max_length=2000), Printable] = ""
    currency: Currency = "USD"
    """Of totals and of the goal."""
    rates: Annotated[list[StatedRate], Field(max_length=200)] = []
    """Kept for this user beside those that are known; an older one does not replace a newer one."""
    accounts: Annotated[list[HeldAccount], Field(min_length=1, max_length=MAX_ACCOUNTS)]

    @model_validator(mode="after")
    def _holds_what_can_be_analysed(self) -> PortfolioDocument:
        count = sum(len(account.positions) for account in self.accounts)
        if count > MAX_POSITIONS:
            raise ValueError(f"accounts hold {count} positions; a portfolio can have at most {MAX_POSITIONS}")
        return self
