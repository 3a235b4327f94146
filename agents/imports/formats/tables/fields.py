"""What a table's columns can be, and their headings in the languages that people's files have."""

from __future__ import annotations

from collections.abc import Mapping

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
        *("close", "closing", "unit price", "price per share", "mark price", "mark", "nav", "last", "quote"),
        *("last trade",),
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
#: Any of these names an instrument.
IDENTITIES = ("symbol", "isin", "cusip", "name")
#: Currencies that a heading may name, as in `Value (EUR)`.
CODES = frozenset(
    (
        *("AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "GBX", "HKD", "HUF", "ILS", "INR"),
        *("JPY", "KRW", "MXN", "NOK", "NZD", "PLN", "SEK", "SGD", "THB", "TRY", "TWD", "USD", "ZAR"),
    )
)
