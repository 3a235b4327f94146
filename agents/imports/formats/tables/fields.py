"""What a table's columns can be, and their headings in the languages that people's files have."""

from __future__ import annotations

from collections.abc import Mapping

#: Headings of a symbol that is a cryptocurrency's.
COINS = ("coin", "cryptocurrency", "crypto")


def _headings(*lines: str) -> tuple[str, ...]:
    """Headings between semicolons."""
    return tuple(heading.strip() for line in lines for heading in line.split(";"))


#: Fields by the headings for them, the most telling first. Compared without case, accents and signs.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "symbol": _headings(
        "symbol; ticker; ticker symbol; stock symbol; security symbol; symbol isin; symbool; symbole; symbool isin",
        "symbole isin; kurzel; simbolo; equity symbol; financial instrument; instrument; code; stock; slice",
        *COINS,
    ),
    "isin": _headings("isin; isin code; code isin; isin nummer; isin number; isin wkn; wkn isin"),
    "cusip": _headings("cusip; cusip number"),
    "name": _headings(
        "name; description; security name; security description; security; company; company name; product; holding",
        "investment; fund name; fund; asset; asset name; title; equity description; instrument name; stock name",
        "holding name; investment name; investment option; instrument; stock; bezeichnung; wertpapiername; wertpapier",
        "wertpapierbezeichnung; produkt; titel; naam; omschrijving; produit; libelle; nom; designation",
        "nombre del valor; producto; valor; titolo; denominazione; descrizione; strumento",
    ),
    "quantity": _headings(
        "quantity; qty; shares; units; number of shares; no of shares; shares held; quantity held; share balance",
        "amount of shares; nominal; face value; par value; holdings; contracts; units held; units shares",
        "owned quantity; quantity owned; shares owned; units owned; stuck nominale; stk nominale; stuck nom; stuck",
        "stuckzahl; anzahl; nominale; bestand; menge; aantal; quantite; nombre; nombre de titres; cantidad; titulos",
        "quantita; quantidade; position; pos",
    ),
    "price": _headings(
        "current price; last price; market price; price; share price; closing price; close price; close; closing",
        "unit price; price per share; mark price; mark; nav; last; quote; last trade; latest price; price now",
        "unit value; ltp; lastprice; currentprice; kurs; aktueller kurs; akt kurs; letzter kurs; bewertungskurs",
        "schlusskurs; preis; koers; slotkoers; huidige koers; laatste koers; cours; dernier cours; cours de cloture",
        "precio; ultimo precio; prezzo; ultimo prezzo; prezzo di mercato; p zo di mercato; preco; cotizacion",
    ),
    "value": _headings(
        "market value; current value; value; total value; position value; mkt value; mkt val; current market value",
        "total market value; cur val; mark value; ending value; kurswert; marktwert; depotwert; aktueller wert; wert",
        "gesamtwert; waarde; actuele waarde; huidige waarde; lokale waarde; marktwaarde; valeur; valorisation; montant",
        "valor de mercado; valor actual; importe; valore; valore di mercato; controvalore; balance; amount",
    ),
    "currency": _headings(
        "currency; ccy; cur; curr; trading currency; price currency; currency code; wahrung; valuta; devise; divisa",
        "moneda; moeda; base ccy; base currency",
    ),
    "account": _headings(
        "account; account name; account number; account id; account no; portfolio; depot; depotnummer; konto; rekening",
        "compte; cuenta; conto; conta",
    ),
    # Where another column names the account.
    "account_number": _headings("account number; account id; account no; depotnummer; kontonummer"),
    "side": _headings("position direction; direction; long short; l s; side; transaction type"),
    "kind": _headings(
        "kind; asset type; security type; instrument type; asset class; asset category; type; category; asset kind",
        "product type; gattung; wertpapierart; wertpapiertyp; anlageklasse; art; typ; soort; categorie; tipo",
        "type d actif",
    ),
    "date": _headings(
        "price date; as of date; as of; valuation date; date; kursdatum; kurszeit; stand; datum; bewertungsdatum",
        "date de cours; pricing date; fecha; data",
    ),
}
#: Headings of values, and of units only where a price and a value stand beside them.
AMOUNTS = ("amount", "balance")
#: Any of these names an instrument.
IDENTITIES = ("symbol", "isin", "cusip", "name")
#: Signs and words of currencies, the longer ones first: other dollars end in the sign of the American one.
SIGNS = {
    **{"CA$": "CAD", "C$": "CAD", "AU$": "AUD", "A$": "AUD", "NZ$": "NZD", "HK$": "HKD", "US$": "USD", "S$": "SGD"},
    **{"R$": "BRL", "SFR.": "CHF", "FR.": "CHF", "ZŁ": "PLN"},
    **{"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"},
}
#: Currencies that a heading may name, as in `Value (EUR)`.
CODES = frozenset(
    (
        *("AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "GBX", "HKD", "HUF", "ILS", "INR"),
        *("JPY", "KRW", "MXN", "NOK", "NZD", "PLN", "SEK", "SGD", "THB", "TRY", "TWD", "USD", "ZAR"),
        *("AED", "ARS", "BGN", "CLP", "COP", "EGP", "IDR", "ISK", "MYR", "PEN", "PHP", "RON", "RUB", "SAR", "UAH"),
    )
)
