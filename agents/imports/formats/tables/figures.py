"""The numbers of a table's row, with the signs and words that people and brokers write beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from imports.cells.numbers import ABSENT_IN_SHEETS, Convention, number_if_any
from imports.files.source import Line
from imports.formats.tables.columns import TableColumns

NUMBERS = ("quantity", "price", "value")
_UNIT = re.compile(r"\s*(?:stk\.?|stück|st\.|shares?|shs\.?|units?|pcs\.?)", re.IGNORECASE)
#: Of a column that says which side a holding is on. Whoever sold a lot, or sold short, has that much less.
_SOLD = frozenset({"short", "s", "sell", "sold", "withdrawal"})


@dataclass(frozen=True)
class Numbers:
    quantity: Decimal | None
    """With sign."""
    price: Decimal | None
    value: Decimal | None
    in_percent: bool
    """Whether the price is written in per cent, as German banks do for bonds: `98,50 %`."""


def numbers_of(columns: TableColumns, line: Line, convention: Convention) -> Numbers:
    """The numbers of a row. Raises ValueError for a cell that is none, with the field's name."""
    price_text = unquoted(columns.get(line, "price"))
    in_percent = price_text.endswith("%")
    quantity = _number("quantity", _without_unit(unquoted(columns.get(line, "quantity"))), convention)
    price = _number("price", price_text.removesuffix("%").rstrip(), convention)
    value = _number("value", unquoted(columns.get(line, "value")), convention)
    if quantity is not None and quantity > 0 and columns.get(line, "side").casefold() in _SOLD:
        quantity = -quantity
    return Numbers(quantity, price, value, in_percent)


def value_of(columns: TableColumns, line: Line, convention: Convention) -> Decimal | None:
    """A row's value; None where there is none, or no number."""
    try:
        return _number("value", unquoted(columns.get(line, "value")), convention)
    except ValueError:
        return None


def unquoted(text: str) -> str:
    """`="00123"` is how spreadsheets keep a text from being a number. All else that begins with = is left as it is."""
    return text[2:-1] if text.startswith('="') and text.endswith('"') and len(text) > 3 else text


def _without_unit(text: str) -> str:
    """`10 Stk.` and `5 shares` are 10 and 5."""
    words = text.rsplit(maxsplit=1)
    return words[0] if len(words) == 2 and _UNIT.fullmatch(words[1]) else text


def _number(name: str, text: str, convention: Convention) -> Decimal | None:
    try:
        return number_if_any(text, convention, ABSENT_IN_SHEETS)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error
