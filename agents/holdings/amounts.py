"""Exact amounts: decimals within stated limits, never floats."""

from __future__ import annotations

from decimal import Context, Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema

#: Digits after the point that quantities, and prices and money, may have.
QUANTITY_PLACES, MONEY_PLACES, RATE_PLACES = 18, 12, 18
#: The default keeps 28 digits: fewer than 12 before the point and 18 after it.
_ALL_DIGITS = Context(prec=60)
_MOST = 10**12
_MOST_VALUE = 10**15


def _no_float(value: Any) -> Any:
    """A float's shortest text, which is what was written if it has at most 15 digits."""
    return repr(value) if isinstance(value, float) else value


def _plain(value: Decimal) -> Decimal:
    """Without trailing zeros and exponent: equal amounts have one spelling."""
    if not value.is_finite():
        raise ValueError("must be a finite number")
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize(_ALL_DIGITS)


def rounded(value: Decimal, places: int) -> Decimal:
    """With at most so many digits after the point, and all before it."""
    return value.quantize(Decimal(1).scaleb(-places), context=_ALL_DIGITS)


#: Hundredths in which exchanges quote, and the currency: pence, cents of the rand, agorot.
HUNDREDTHS = {"GBX": "GBP", "ZAC": "ZAR", "ILA": "ILS"}


def in_whole_units(amount: Decimal) -> Decimal:
    """An amount in hundredths, as money."""
    return rounded(amount.scaleb(-2, _ALL_DIGITS), MONEY_PLACES)


def text_of(value: Decimal) -> str:
    """All digits, no exponent."""
    return f"{value:f}"


def exact_number(value: Decimal) -> float | int | str:
    """A JSON number where a client's double keeps every digit, else its text."""
    whole = value == value.to_integral_value()
    number = int(value) if whole else float(value)
    exact = abs(number) < 2**53 if whole else Decimal(repr(number)) == value
    return number if exact else text_of(value)


def _documented(places: int, unit: str, **bounds: int) -> WithJsonSchema:
    """The schema of an amount: a number, or its text for clients without exact numbers."""
    number = {"type": "number", **bounds}
    signed = "" if "minimum" in bounds or "exclusiveMinimum" in bounds else "-?"
    text = {"type": "string", "pattern": rf"^{signed}[0-9]{{1,15}}(\.[0-9]{{1,{places}}})?$"}
    return WithJsonSchema({"anyOf": [number, text], "description": f"{unit}, at most {places} decimal places"})


def _not_zero(value: Decimal) -> Decimal:
    if not value:
        raise ValueError("must not be 0")
    return value


_Exact = (
    BeforeValidator(_no_float),
    AfterValidator(_plain),
    PlainSerializer(exact_number, return_type=float | int | str, when_used="json"),
)
Quantity = Annotated[
    Decimal,
    Field(gt=-_MOST, lt=_MOST, decimal_places=QUANTITY_PLACES),
    *_Exact,
    AfterValidator(_not_zero),
    _documented(QUANTITY_PLACES, "units with sign, face value for bonds"),
]
Price = Annotated[
    Decimal,
    Field(gt=0, lt=_MOST, decimal_places=MONEY_PLACES),
    *_Exact,
    _documented(MONEY_PLACES, "as quoted, in the position's currency", exclusiveMinimum=0),
]
Money = Annotated[
    Decimal,
    Field(gt=-_MOST, lt=_MOST, decimal_places=MONEY_PLACES),
    *_Exact,
    _documented(MONEY_PLACES, "in its currency, negative when borrowed"),
]
Value = Annotated[
    Decimal,
    Field(gt=-_MOST_VALUE, lt=_MOST_VALUE, decimal_places=MONEY_PLACES),
    *_Exact,
    _documented(MONEY_PLACES, "in its currency, with sign"),
]
Rate = Annotated[
    Decimal,
    Field(gt=0, lt=_MOST, decimal_places=RATE_PLACES),
    *_Exact,
    _documented(RATE_PLACES, "units of one currency for one unit of another", exclusiveMinimum=0),
]
Shown = Annotated[Decimal, PlainSerializer(exact_number, return_type=float | int | str, when_used="json")]
"""An amount that was checked before."""
