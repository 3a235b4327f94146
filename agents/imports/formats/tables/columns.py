"""Which column of a table is which, by its heading in the languages that people's files have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from imports.result import ImportRefused
from imports.source import Line

#: Fields by the headings for them, the most telling first. Compared without case, accents and signs.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "symbol": (
        *("symbol", "ticker", "ticker symbol", "stock symbol", "security symbol", "symbol isin", "symbool", "symbole"),
        *("symbool isin", "symbole isin", "kurzel", "simbolo", "instrument", "code", "stock"),
    ),
    "isin": ("isin", "isin code", "code isin", "isin nummer", "isin number"),
    "cusip": ("cusip", "cusip number"),
    "name": (
        *("name", "description", "security name", "security description", "security", "company", "company name"),
        *("product", "holding", "investment", "fund name", "fund", "asset", "asset name", "title"),
        *("bezeichnung", "wertpapiername", "wertpapier", "wertpapierbezeichnung", "produkt", "titel"),
        *("naam", "omschrijving", "produit", "libelle", "nom", "designation", "nombre del valor", "producto", "valor"),
    ),
    "quantity": (
        *("quantity", "qty", "shares", "units", "number of shares", "no of shares", "shares held", "quantity held"),
        *("share balance", "amount of shares", "nominal", "face value", "par value", "holdings", "contracts"),
        *("stuck nominale", "stk nominale", "stuck", "stuckzahl", "anzahl", "nominale", "bestand", "menge"),
        *("aantal", "quantite", "nombre", "nombre de titres", "cantidad", "titulos", "quantita", "quantidade"),
    ),
    "price": (
        *("current price", "last price", "market price", "price", "share price", "closing price", "close price"),
        *(
            "close",
            "closing",
            "unit price",
            "price per share",
            "mark price",
            "mark",
            "nav",
            "last",
            "quote",
            "last trade",
        ),
        *("kurs", "aktueller kurs", "bewertungskurs", "schlusskurs", "preis", "koers", "slotkoers", "cours"),
        *("dernier cours", "cours de cloture", "precio", "ultimo precio", "prezzo", "preco", "cotizacion"),
    ),
    "value": (
        *("market value", "current value", "value", "total value", "position value", "mkt value", "mkt val"),
        *("current market value", "ending value", "kurswert", "marktwert", "depotwert", "aktueller wert", "wert"),
        *("gesamtwert", "waarde", "actuele waarde", "huidige waarde", "lokale waarde", "valeur", "valorisation"),
        *("montant", "valor de mercado", "valor actual", "importe", "valore", "controvalore", "balance", "amount"),
    ),
    "currency": (
        *("currency", "ccy", "cur", "curr", "trading currency", "price currency", "currency code", "wahrung"),
        *("valuta", "devise", "divisa", "moneda", "moeda"),
    ),
    "account": (
        *("account", "account name", "account number", "account id", "account no", "portfolio", "depot", "depotnummer"),
        *("konto", "rekening", "compte", "cuenta", "conto", "conta"),
    ),
    "kind": (
        *("kind", "asset type", "security type", "instrument type", "asset class", "asset category", "type"),
        *("category", "asset kind", "product type", "gattung", "wertpapierart", "wertpapiertyp", "anlageklasse", "art"),
        *("typ", "soort", "categorie", "tipo", "type d actif"),
    ),
    "date": (
        *("price date", "as of date", "as of", "valuation date", "date", "kursdatum", "kurszeit", "stand", "datum"),
        *("bewertungsdatum", "date de cours", "fecha", "data"),
    ),
}
_CODES = frozenset(
    [
        "AUD",
        "BRL",
        "CAD",
        "CHF",
        "CNY",
        "CZK",
        "DKK",
        "EUR",
        "GBP",
        "GBX",
        "HKD",
        "HUF",
        "ILS",
        "INR",
        "JPY",
        "KRW",
        "MXN",
        "NOK",
        "NZD",
        "PLN",
        "SEK",
        "SGD",
        "THB",
        "TRY",
        "TWD",
        "USD",
        "ZAR",
    ]
)
_CODE_AT_END = re.compile(r"(.*?)(?:\s+in)?[\s(\[]+([A-Z]{3})[)\]]?\s*")
_MOST_CHARACTERS = 80
IDENTITIES = ("symbol", "isin", "cusip", "name")
#: As a user gives it: a column's heading, or `=` and a text that holds for all rows.
CONSTANT = "="
_MAPPABLE = frozenset({"currency", "account", "kind"})


def plain(heading: str) -> str:
    """Lower case, without accents and signs: `Stück/Nominale` is `stuck nominale`."""
    bare = unicodedata.normalize("NFKD", heading.casefold())
    return " ".join(
        re.sub(r"[^a-z0-9]+", " ", "".join(each for each in bare if not unicodedata.combining(each))).split()
    )


@dataclass
class Columns:
    heading: Line
    places: dict[str, int] = field(default_factory=dict[str, int])
    """Fields by column."""
    constants: dict[str, str] = field(default_factory=dict[str, str])
    currency_of: dict[str, int] = field(default_factory=dict[str, int])
    """For `price` and `value` where currencies stand beside them: the column."""
    stated_currency: dict[str, str] = field(default_factory=dict[str, str])
    """For `price` and `value` whose heading names a currency, such as `Value (EUR)`."""

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

    def currency(self, line: Line, of: str) -> str:
        """Of the price or the value in a row: beside it, in its heading, or in the table's column."""
        at = self.currency_of.get(of)
        if at is not None and at < len(line.cells) and line.cells[at]:
            return line.cells[at]
        return self.stated_currency.get(of) or self.get(line, "currency")


def find_columns(heading: Line) -> Columns:
    """What a row says about columns if it is read as a heading."""
    columns = Columns(heading)
    parted = [_parted(cell[:_MOST_CHARACTERS]) for cell in heading.cells]
    names = [plain(name) for name, _ in parted]
    currencies = [at for at, name in enumerate(names) if name in FIELDS["currency"]]
    for each, headings in FIELDS.items():
        found = (names.index(heading) for heading in headings if heading in names)
        at = next((at for at in found if at not in columns.places.values()), None)
        if at is not None:
            columns.places[each] = at
    for each in ("price", "value"):
        at = columns.places.get(each)
        if at is not None and (code := parted[at][1]):
            columns.stated_currency[each] = code
        if at is not None and len(currencies) > 1 and at + 1 in currencies:
            columns.currency_of[each] = at + 1
    return columns


def mapped_columns(name: str, heading: Line, mapping: Mapping[str, str]) -> Columns | None:
    """Columns as a user gave them, and the others as recognised; None if the row lacks one of their headings.

    Raises ImportRefused for a field that there is not.
    """
    columns = find_columns(heading)
    names = [plain(cell) for cell in heading.cells]
    for each, given in mapping.items():
        if each not in FIELDS:
            raise ImportRefused(f"{name}: the mapping's field {each!r} must be one of {', '.join(FIELDS)}")
        if given.startswith(CONSTANT) and each in _MAPPABLE:
            columns.places.pop(each, None)
            columns.constants[each] = given.removeprefix(CONSTANT).strip()
            continue
        at = heading.cells.index(given) if given in heading.cells else None
        if at is None:
            at = names.index(plain(given)) if plain(given) in names else None
        if at is None:
            return None
        for other in [other for other, place in columns.places.items() if place == at and other not in mapping]:
            del columns.places[other]
        columns.places[each] = at
    return columns


def _parted(heading: str) -> tuple[str, str]:
    """`Value (EUR)` and `Wert in EUR` as heading and currency."""
    found = _CODE_AT_END.fullmatch(heading)
    return (found[1], found[2]) if found and found[2] in _CODES else (heading, "")
