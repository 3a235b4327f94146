"""Request bodies. Unknown fields, NaN, infinity and control characters are refused; every value has bounds."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from agent_runtime.portfolio import Contract, RetirementGoal, Symbol
from database.rows import AccountKind
from holdings.kinds import InstrumentKind


def _without_control_characters(text: str) -> str:
    if any(unicodedata.category(character) == "Cc" and character not in "\n\r\t" for character in text):
        raise ValueError("must not contain control characters")
    return text


Printable = AfterValidator(_without_control_characters)
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Printable]

_MOST = 10**12


def _documented(lowest: dict[str, int], places: int, unit: str) -> WithJsonSchema:
    """The schema of an amount: a number, or its text for clients without exact numbers."""
    number = {"type": "number", **lowest, "exclusiveMaximum": _MOST}
    text = {"type": "string", "pattern": rf"^[0-9]{{1,12}}(\.[0-9]{{1,{places}}})?$"}
    return WithJsonSchema({"anyOf": [number, text], "description": f"{unit}, at most {places} decimal places"})


#: Bounds and decimal places are those of the columns.
Cash = Annotated[Decimal, Field(ge=0, lt=_MOST, decimal_places=2), _documented({"minimum": 0}, 2, "USD")]
Quantity = Annotated[
    Decimal, Field(gt=0, lt=_MOST, decimal_places=8), _documented({"exclusiveMinimum": 0}, 8, "shares or units")
]
UnitPrice = Annotated[Decimal, Field(gt=0, lt=_MOST, decimal_places=6), _documented({"exclusiveMinimum": 0}, 6, "USD")]


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
    cash: Cash = Decimal(0)


class PositionBody(Contract):
    model_config = _example(quantity=2.5, unit_price=70.27)

    quantity: Quantity
    unit_price: UnitPrice | None = None
    """Default: the instrument's price."""


class NewPositionBody(PositionBody):
    """`name` and `kind` describe a symbol that is not in the catalogue. For other symbols they are ignored."""

    model_config = _example(symbol="ARKK", quantity=2.5, unit_price=70.27, name="ARK Innovation ETF", kind="etf")

    symbol: Symbol
    name: Name | None = None
    kind: InstrumentKind = InstrumentKind.OTHER


class AnalyzeBody(Contract):
    """Empty: an analysis always takes the stored portfolio of the token's user."""
