"""What clients may send. Unknown fields, NaN, infinity and control characters are refused; everything has bounds."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from agent_runtime.portfolio import Contract, RetirementGoal, Symbol
from database.rows import AccountKind, InstrumentKind


def _without_control_characters(text: str) -> str:
    if any(unicodedata.category(character) == "Cc" and character not in "\n\r\t" for character in text):
        raise ValueError("must not contain control characters")
    return text


Printable = AfterValidator(_without_control_characters)
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Printable]

#: Bounds and decimal places are those of the columns.
Cash = Annotated[Decimal, Field(ge=0, lt=10**12, decimal_places=2, description="USD")]
Quantity = Annotated[Decimal, Field(gt=0, lt=10**12, decimal_places=8)]
UnitPrice = Annotated[Decimal, Field(gt=0, lt=10**12, decimal_places=6, description="USD")]


class GoalBody(RetirementGoal):
    target_annual_income: float = Field(gt=0, le=10**9, description="USD a year, in today's money")
    annual_contribution: float = Field(default=0, ge=0, le=10**9, description="USD a year until retirement")


class UserBody(Contract):
    display_name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), Printable] = ""
    goal: GoalBody | None = None
    notes: Annotated[str, StringConstraints(max_length=2000), Printable] = ""


class AccountBody(Contract):
    name: Name
    kind: AccountKind
    cash: Cash = Decimal(0)


class PositionBody(Contract):
    quantity: Quantity
    unit_price: UnitPrice | None = None
    """Without it, the instrument's price counts."""


class NewPositionBody(PositionBody):
    """`name` and `kind` describe a symbol that is not in the catalogue; for others they are not used."""

    symbol: Symbol
    name: Name | None = None
    kind: InstrumentKind = InstrumentKind.OTHER


class AnalyzeBody(Contract):
    """Nothing: what is analysed is the stored portfolio of the token's user."""
