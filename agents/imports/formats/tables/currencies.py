"""The currency of a row's price or value: stated by the table, or beside the amount."""

from __future__ import annotations

import re

from imports.book.positions import MINOR
from imports.files.source import Line
from imports.formats.tables.fields import CODES, SIGNS
from imports.formats.tables.figures import unquoted
from imports.formats.tables.found import DEFAULT_CURRENCY, Table
from imports.instruments.exchanges import quoted_currency
from imports.result import ImportRefused

_CURRENCY = re.compile(r"[A-Z]{3}|GBp|ZAc")
_NAMED = {"EURO": "EUR", "EUROS": "EUR", "US DOLLAR": "USD", "PENCE": "GBX", "P": "GBX"}
_PENCE = re.compile(r".*\d ?p")
#: A code beside the number: `EUR 300.00`, `300.00 EUR`.
_CODE = re.compile(r"([A-Z]{3})\s*[-+(]?[\d.,].*|.*[\d.,]\)?\s*([A-Z]{3})")


def currency_of(table: Table, line: Line, of: str) -> str:
    """The currency of a row's `price` or `value`.

    It is the one of the column or the heading, else the one in the amount's cell or in the other amount's, else that of
    the other amount's heading, else that of the exchange in the symbol, else US dollars; both are said. Raises
    ImportRefused for a text that is no currency.
    """
    stated = table.columns.currency(line, of).strip()
    code = stated if stated in MINOR else stated.upper()
    if code:
        code = SIGNS.get(code) or _NAMED.get(code, code)
        if not _CURRENCY.fullmatch(code):
            raise ImportRefused(f"{table.source.name}, line {line.number}: {stated[:20]!r} is no currency such as EUR")
        return code
    for name in ("price", "value") if of == "price" else ("value", "price"):
        if found := beside(table.columns.get(line, name)):
            return found
    for heading in table.columns.stated_currency.values():
        return heading
    if quoted := quoted_currency(unquoted(table.columns.get(line, "symbol"))):
        table.quoted_on_exchanges = True
        # What is quoted in hundredths is worth whole units.
        return MINOR.get(quoted, (quoted,))[0] if of == "value" else quoted
    table.guessed_currency = True
    return DEFAULT_CURRENCY


def beside(text: str) -> str | None:
    """The currency in an amount's cell. A bare dollar sign counts as the American one."""
    found = _CODE.fullmatch(text.strip())
    code = (found[1] or found[2]) if found else ""
    if _PENCE.fullmatch(text.strip()):
        return "GBX"
    return code if code in CODES else next((currency for sign, currency in SIGNS.items() if sign in text.upper()), None)
