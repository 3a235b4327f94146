"""Currencies in a text: signs, words and codes."""

from __future__ import annotations

from faithfulness.bag import bag

SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
WORDS = {
    **dict.fromkeys(("dollar", "dollars", "bucks"), "USD"),
    **dict.fromkeys(("euro", "euros"), "EUR"),
    **dict.fromkeys(("pounds", "sterling"), "GBP"),
    **dict.fromkeys(("francs", "franken"), "CHF"),
    "yen": "JPY",
}
#: Known in lower case too.
PLAIN_CODES = frozenset({"usd", "eur", "gbp"})
#: In capitals only: some are words.
CODES = PLAIN_CODES | bag(
    "chf jpy cad aud nzd sek nok dkk pln czk huf ron hkd sgd cny twd krw inr idr thb myr php brl mxn ars clp cop zar "
    "try ils aed sar"
)
#: Currencies that are written with a dollar sign at home.
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN", "CLP", "COP", "ARS"})
_WRITTEN = {"USD": "$", "EUR": "€", "GBP": "£"}


def stated(text: str) -> str:
    """The currency that a token states; empty for one that states none."""
    norm = text.lower()
    if text in SIGNS or norm in WORDS:
        return SIGNS.get(text) or WORDS[norm]
    return text.upper() if norm in CODES and (norm in PLAIN_CODES or text.isupper()) else ""


def differs(written: str, base: str) -> bool:
    """Whether an amount in this currency is none in the base currency. `$` is the sign of several."""
    return written not in ("", base) and not (written == "USD" and base in _DOLLARS)


def sign_of(currency: str) -> str:
    """As it stands before an amount: `$`, `CHF `."""
    return _WRITTEN.get(currency, f"{currency} ")
