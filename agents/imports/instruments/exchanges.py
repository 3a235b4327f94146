"""Symbols with their exchange, as market data sites and terminals write them, in Alex's spelling: `VOD.L`."""

from __future__ import annotations

import re

#: Exchanges of the United States, whose symbols stand alone.
_AMERICAN = frozenset({"NASDAQ", "NYSE", "NYSEARCA", "NYSEAMERICAN", "NYSEMKT", "AMEX", "ARCA", "BATS", "CBOE", "US"})
#: Codes before a colon, by the ending that they become.
_PLACES = {
    **{"LON": "L", "LSE": "L", "XLON": "L", "XETR": "DE", "XETRA": "DE", "ETR": "DE", "FRA": "F", "FWB": "F"},
    **{"EPA": "PA", "AMS": "AS", "EBR": "BR", "TSE": "TO", "TSX": "TO", "ASX": "AX", "SWX": "SW", "SIX": "SW"},
    **{"MIL": "MI", "BIT": "MI", "BME": "MC", "HKG": "HK", "HKEX": "HK", "TYO": "T", "NSE": "NS", "BOM": "BO"},
    **{"STO": "ST", "CPH": "CO", "HEL": "HE", "OSL": "OL", "VIE": "VI"},
}
#: Of a terminal: `VOD LN Equity`.
_COUNTRIES = {
    **{"LN": "L", "GR": "DE", "GY": "DE", "FP": "PA", "NA": "AS", "BB": "BR", "CN": "TO", "CT": "TO", "AU": "AX"},
    **{"SW": "SW", "SE": "SW", "IM": "MI", "SM": "MC", "HK": "HK", "JP": "T", "JT": "T", "SS": "ST", "DC": "CO"},
}
_BEFORE = re.compile(r"(?P<place>[A-Z]{2,12}):\s?(?P<ticker>[A-Z0-9.\-]{1,12})")
_TERMINAL = re.compile(r"(?P<ticker>[A-Z0-9/.\-]{1,12}) (?P<country>[A-Z]{2}) EQUITY")
#: London fills symbols of one or two letters up with a point.
_LONDON = re.compile(r"(?P<ticker>[A-Z]{1,3})\.")
_AMERICAN_ENDING = re.compile(r"(?P<ticker>[A-Z0-9\-]{1,8})\.US")
#: In which an exchange quotes, by the ending of its symbols.
_CURRENCIES = {
    **dict.fromkeys(("DE", "F", "PA", "AS", "BR", "MI", "MC", "HE", "VI", "LS", "IR"), "EUR"),
    **dict.fromkeys(("TO", "V", "NE", "CN"), "CAD"),
    **{"L": "GBX", "SW": "CHF", "T": "JPY", "HK": "HKD", "AX": "AUD", "NS": "INR", "BO": "INR", "SA": "BRL"},
    **{"ST": "SEK", "OL": "NOK", "CO": "DKK", "WA": "PLN", "NZ": "NZD", "SI": "SGD", "JO": "ZAC"},
}


def quoted_currency(symbol: str) -> str | None:
    """The currency in which the exchange in a symbol quotes: `VOD.L` in pence. None if the symbol names no exchange."""
    _, point, ending = listed_symbol(symbol).upper().rpartition(".")
    return _CURRENCIES.get(ending) if point else None


def listed_symbol(written: str) -> str:
    """`NASDAQ:AAPL`, `AAPL US Equity` and `AAPL.US` are `AAPL`, `LON:VOD` is `VOD.L`, and `BP.` is `BP.L`.

    All else is as it is written.
    """
    text = " ".join(written.upper().split())
    if found := _AMERICAN_ENDING.fullmatch(text):
        return found["ticker"]
    if found := _LONDON.fullmatch(text):
        return f"{found['ticker']}.L"
    if found := _BEFORE.fullmatch(text):
        place, endings = found["place"], _PLACES
    elif found := _TERMINAL.fullmatch(text):
        place, endings = found["country"], _COUNTRIES
    else:
        return written
    if place in _AMERICAN:
        return found["ticker"]
    ticker = found["ticker"].rstrip("/.")
    return f"{ticker}.{endings[place]}" if place in endings else written
