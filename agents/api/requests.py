"""Request bodies. Unknown fields, NaN, infinity and control characters are refused; every value has bounds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints

from agent_runtime.portfolio.snapshot import Contract, RetirementGoal
from database.job import Rating
from holdings.amounts import Money, Price, Quantity, Value
from holdings.document import (
    AccountKind,
    Cash,
    Currency,
    Holding,
    Name,
    PortfolioDocument,
    Printable,
    StatedRate,
    Symbol,
    cash_by_currency,
)
from holdings.kinds import InstrumentKind


def _example(**fields: Any) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": [fields]})


class GoalBody(RetirementGoal):
    # A divisor of the portfolio's value: with a fraction of a cent, the quotient could be infinite.
    target_annual_income: float = Field(ge=1, le=10**9, description="USD a year, in today's money")
    annual_contribution: float = Field(default=0, ge=0, le=10**9, description="USD a year until retirement")


class UserBody(Contract):
    model_config = _example(
        display_name="Ada",
        goal={"years_until_retirement": 20, "target_annual_income": 80000, "annual_contribution": 5000},
        notes="I worry about inflation.",
    )

    display_name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), Printable] = ""
    goal: GoalBody | None = None
    notes: Annotated[str, StringConstraints(max_length=2000), Printable] = ""


class AccountBody(Contract):
    model_config = _example(name="Brokerage", kind="taxable", cash=100.25)

    name: Name
    kind: AccountKind
    cash: Money = Decimal(0)
    """US dollars."""
    balances: Annotated[list[Cash], Field(max_length=40)] = Field(default_factory=list[Cash])
    """Cash in other currencies."""

    @property
    def dollars_and_others(self) -> tuple[Decimal, dict[str, Decimal]]:
        amounts = cash_by_currency(self.cash, self.balances)
        return amounts.pop("USD"), amounts


class PositionBody(Contract):
    """Without `unit_price` and `value`, the position keeps its last price with its date."""

    model_config = _example(quantity=2.5, unit_price=70.27)

    quantity: Quantity
    unit_price: Price | None = None
    value: Value | None = None
    multiplier: Annotated[Price, Field(lt=10**6)] | None = None
    price_date: date | None = None
    price_source: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), Printable] = ""


class NewPositionBody(Holding):
    """What the body says of the instrument counts for the caller's analyses only."""

    model_config = _example(symbol="ARKK", quantity=2.5, unit_price=70.27, name="ARK Innovation ETF", kind="etf")


class InstrumentBody(Contract):
    model_config = _example(name="ARK Innovation ETF", kind="etf")

    name: Name
    kind: InstrumentKind


class PortfolioBody(PortfolioDocument):
    model_config = _example(
        currency="USD",
        accounts=[
            {"name": "Brokerage", "kind": "taxable", "cash": 100.25, "positions": [{"symbol": "VOO", "quantity": 3}]}
        ],
    )


class PriceItem(Contract):
    symbol: Symbol
    currency: Currency = "USD"
    unit_price: Price
    price_date: date
    source: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Printable]


class PricesBody(Contract):
    model_config = _example(
        prices=[{"symbol": "VOO", "unit_price": 570.1, "price_date": "2026-11-27", "source": "my list"}]
    )

    prices: Annotated[list[PriceItem], Field(min_length=1, max_length=2000)]


class RatesBody(Contract):
    model_config = _example(
        rates=[{"currency": "EUR", "quote": "USD", "rate": 1.1575, "rate_date": "2026-11-27", "source": "ECB"}]
    )

    rates: Annotated[list[StatedRate], Field(min_length=1, max_length=500)]


class FeedbackBody(Contract):
    model_config = _example(rating="up", comment="The report answers what I wanted to know.")

    rating: Rating
    comment: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), Printable] = ""


class AnalyzeBody(Contract):
    """Empty: an analysis always takes the stored portfolio of the token's user."""
