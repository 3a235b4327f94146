"""Which column of a table is which, by its heading or by a user's mapping."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from imports.files.source import Line
from imports.formats.tables.fields import AMOUNTS, CODES, COINS, FIELDS, IDENTITIES, SIGNS
from imports.result import ImportRefused

_CODE_AT_END = re.compile(r"(.*?)(?:\s+in)?[\s(\[]+([A-Z]{3})[)\]]?\s*")
_SIGN = "|".join(re.escape(sign) for sign in SIGNS)
#: `Value (£)`, `Value €`, `Price (pence)`, `Kurswert in Euro`; `$ Market Value`.
_SIGN_AT_END = re.compile(rf"(.*?)(?:\s+in)?[\s(\[]+({_SIGN}|(?<=\()p(?=\))|pence|euro)[)\]]?\s*", re.IGNORECASE)
_SIGN_AT_START = re.compile(rf"\s*({_SIGN})\s+(.*)")
_WORDS = {"p": "GBX", "pence": "GBX", "euro": "EUR"}
#: What a heading adds to another one's for that figure's currency, as in `Market Price Currency`.
_CURRENCY_OF = ("currency", "ccy")
_MOST_CHARACTERS = 80
#: As a user gives it: a column's heading, or `=` and a text that holds for all rows.
CONSTANT = "="
_MAPPABLE = frozenset({"currency", "account", "kind"})


def folded(heading: str) -> str:
    """Lower case, without accents and signs: `Stück/Nominale` is `stuck nominale`."""
    bare = unicodedata.normalize("NFKD", heading.casefold())
    return " ".join(
        re.sub(r"[^a-z0-9]+", " ", "".join(each for each in bare if not unicodedata.combining(each))).split()
    )


@dataclass
class TableColumns:
    heading: Line
    places: dict[str, int] = field(default_factory=dict[str, int])
    """Fields by column."""
    constants: dict[str, str] = field(default_factory=dict[str, str])
    currency_of: dict[str, int] = field(default_factory=dict[str, int])
    """For `price` and `value` where currencies stand beside them: the column."""
    stated_currency: dict[str, str] = field(default_factory=dict[str, str])
    """For `price` and `value` whose heading names a currency, such as `Value (EUR)`."""

    @property
    def holds_coins(self) -> bool:
        """Whether the heading of the symbols says that they are cryptocurrencies'."""
        at = self.places.get("symbol")
        return at is not None and folded(self.heading.cells[at]) in COINS

    @property
    def complete(self) -> bool:
        """Whether rows of it can be holdings: named, counted, and with a price or a value."""
        has = self.places.keys()
        return bool(has & set(IDENTITIES)) and "quantity" in has and bool(has & {"price", "value"})

    @property
    def mapping(self) -> dict[str, str]:
        """Heading, or `=` and the constant, by field."""
        named = {name: self.heading.cells[at] for name, at in self.places.items()}
        return named | {name: f"{CONSTANT}{text}" for name, text in self.constants.items()}

    def get(self, line: Line, name: str) -> str:
        """The cell of a field, or the constant for it; empty if there is neither."""
        at = self.places.get(name)
        if at is None:
            return self.constants.get(name, "")
        return line.cells[at] if at < len(line.cells) else ""

    def set_constant(self, name: str, text: str) -> None:
        """A text that a field has in all rows, also where a column has its heading."""
        self.places.pop(name, None)
        self.constants[name] = text

    def currency(self, line: Line, of: str) -> str:
        """Of the price or the value in a row: beside it, in its heading, or in the table's column."""
        at = self.currency_of.get(of)
        if at is not None and at < len(line.cells) and line.cells[at]:
            return line.cells[at]
        return self.stated_currency.get(of) or self.get(line, "currency")


def find_columns(heading: Line) -> TableColumns:
    """What a row says about columns if it is read as a heading."""
    columns = TableColumns(heading)
    parted = [_parted(cell[:_MOST_CHARACTERS]) for cell in heading.cells]
    names = [folded(name) for name, _ in parted]
    currencies = [at for at, name in enumerate(names) if name in FIELDS["currency"]]
    for each, headings in FIELDS.items():
        found = (names.index(heading) for heading in headings if heading in names)
        at = next((at for at in found if at not in columns.places.values()), None)
        if at is not None:
            columns.places[each] = at
    if "quantity" not in columns.places and {"price", "value"} <= columns.places.keys():
        unused = (at for at, name in enumerate(names) if name in AMOUNTS and at not in columns.places.values())
        if (at := next(unused, None)) is not None:
            columns.places["quantity"] = at
    for each in ("price", "value"):
        at = columns.places.get(each)
        if at is not None and (code := parted[at][1]):
            columns.stated_currency[each] = code
        if at is not None and len(currencies) > 1 and at + 1 in currencies:
            columns.currency_of[each] = at + 1
        beside = (
            names.index(named) for word in _CURRENCY_OF if at is not None and (named := f"{names[at]} {word}") in names
        )
        if (place := next(beside, None)) is not None:
            columns.currency_of[each] = place
    return columns


def mapped_columns(name: str, heading: Line, mapping: Mapping[str, str]) -> TableColumns | None:
    """Columns as a user gave them, and the others as recognised; None if the row lacks one of their headings.

    Raises ImportRefused for a field that there is not.
    """
    columns = find_columns(heading)
    names = [folded(cell) for cell in heading.cells]
    for each, given in mapping.items():
        if each not in FIELDS:
            raise ImportRefused(f"{name}: the mapping's field {each!r} must be one of {', '.join(FIELDS)}")
        if given.startswith(CONSTANT) and each in _MAPPABLE:
            columns.set_constant(each, given.removeprefix(CONSTANT).strip())
            continue
        at = heading.cells.index(given) if given in heading.cells else None
        if at is None:
            at = names.index(folded(given)) if folded(given) in names else None
        if at is None:
            return None
        for other in [other for other, place in columns.places.items() if place == at and other not in mapping]:
            del columns.places[other]
        columns.places[each] = at
    return columns


def _parted(heading: str) -> tuple[str, str]:
    """`Value (EUR)`, `Wert in EUR`, `Value (£)` and `Price (pence)` as heading and currency."""
    found = _CODE_AT_END.fullmatch(heading)
    if found and found[2] in CODES:
        return found[1], found[2]
    if found := _SIGN_AT_END.fullmatch(heading):
        return found[1], _WORDS.get(found[2].lower()) or SIGNS[found[2].upper()]
    if found := _SIGN_AT_START.fullmatch(heading):
        return found[2], SIGNS[found[1]]
    return heading, ""
