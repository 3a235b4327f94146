"""XLSX: the currency in a number's format. The library that reads the cells gives the bare number.

A cell that shows `3.000,50 €` then read as 3000.5, and without a currency it was taken for dollars. Such cells become
texts before the library reads them, as they are in CSV.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape

_FORMAT = re.compile(r"<(?:\w+:)?numFmt\b([^<>]*)>")
_STYLES = "cellXfs"
_STYLE = re.compile(r"<(?:\w+:)?xf\b([^<>]*)>")
_FORMAT_ID = re.compile(r"""\bnumFmtId\s*=\s*["'](\d{1,9})["']""")
_FORMAT_CODE = re.compile(r"""\bformatCode\s*=\s*(?:"([^"]*)"|'([^']*)')""")
#: What a format shows beside the digits: `[$€-407]`, `[$€-de-DE]`, `"EUR"`, `\€`, and a bare sign.
_SHOWN = re.compile(r"\[\$([^\]-]+)(?:-([^\]]*))?\]|\"([^\"]+)\"|\\?([€£$¥₹])")
#: A blank as wide as a sign, a sign that fills the cell, a language without a currency.
_UNSEEN = re.compile(r"[_*].|\[\$-[^\]]*\]")
#: The language of a format in the People's Republic, whose sign is Japan's.
_CHINESE = ("804", "zh-CN")
#: `$` is only what a format states: the built-in formats show the currency of the program's own country.
_CODES = {
    **{"€": "EUR", "£": "GBP", "$": "$", "US$": "$", "CA$": "CAD", "C$": "CAD", "AU$": "AUD", "A$": "AUD"},
    **{"NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "R$": "BRL", "¥": "JPY", "￥": "JPY", "CN¥": "CNY", "₹": "INR"},
    **{"zł": "PLN", "Fr.": "CHF", "SFr.": "CHF"},
    **{code: code for code in ("AUD", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "JPY", "NOK", "NZD")},
    **{code: code for code in ("PLN", "SEK", "SGD", "USD")},
}
_CELL = re.compile(
    rb"<((?:\w+:)?c)\b([^<>]*)>"
    rb"(\s*(?:<(?:\w+:)?f\b[^<>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*)?<(?:\w+:)?v>)([^<]{1,40})(?=</(?:\w+:)?v>)"
)
_STYLE_OF_CELL = re.compile(rb"""(?:^|\s)s\s*=\s*["'](\d{1,9})["']""")
_TYPE_OF_CELL = re.compile(rb"""(?<=\s)t\s*=\s*["'](\w*)["']""")
#: No format of a person is as long.
_MOST_CHARACTERS = 255


def currency_styles(part: bytes) -> dict[bytes, str]:
    """The styles of a workbook's `styles.xml` whose numbers have a currency: the style's number, as cells name it, and
    the currency's code, or `$`."""
    text = part.decode("utf-8", "replace")
    formats: dict[str, str] = {}
    for found in _FORMAT.finditer(text):
        number, code = _FORMAT_ID.search(found[1]), _FORMAT_CODE.search(found[1])
        if number and code and (currency := _currency(unescape(code[1] or code[2] or "")[:_MOST_CHARACTERS])):
            formats[number[1]] = currency
    _, _, styles = text.partition(_STYLES)
    numbers = (_FORMAT_ID.search(found[1]) for found in _STYLE.finditer(styles.partition(_STYLES)[0]))
    return {
        str(at).encode(): formats[number[1]]
        for at, number in enumerate(numbers)
        if number is not None and number[1] in formats
    }


def with_currencies(part: bytes, styles: Mapping[bytes, str], shown: Callable[[float], str]) -> bytes:
    """A sheet in which numbers of these styles are texts with their currency.

    Args:
        part: the sheet's XML.
        styles: as `currency_styles` gives them.
        shown: writes a number.
    """

    def rewritten(cell: re.Match[bytes]) -> bytes:
        style, kind = _STYLE_OF_CELL.search(cell[2]), _TYPE_OF_CELL.search(cell[2])
        currency = styles.get(style[1]) if style else None
        if currency is None or (kind and kind[1] != b"n"):
            return cell[0]
        try:
            text = shown(float(cell[4]))
        except (ValueError, ArithmeticError):
            return cell[0]
        amount = f"{'-' * text.startswith('-')}${text.removeprefix('-')}" if currency == "$" else f"{text} {currency}"
        return b'<%s%s t="str">%s%s' % (cell[1], _TYPE_OF_CELL.sub(b"", cell[2]), cell[3], amount.encode())

    return _CELL.sub(rewritten, part)


def _currency(code: str) -> str | None:
    """Of the format's first section, which is that of positive numbers."""
    for found in _SHOWN.finditer(_UNSEEN.sub("", code.partition(";")[0])):
        if currency := _CODES.get((found[1] or found[3] or found[4]).strip()):
            return "CNY" if currency == "JPY" and (found[2] or "").endswith(_CHINESE) else currency
    return None
