"""One spelling for each instrument: symbols with share classes, ISIN and CUSIP with their check digits."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import reduce

#: A symbol in Alex's spelling. Long enough for an option, which has blanks between its parts.
SYMBOL_PATTERN = r"^[A-Z0-9][A-Z0-9 .\-]{0,38}[A-Z0-9]$|^[A-Z0-9]$"
_SYMBOL = re.compile(SYMBOL_PATTERN)
#: A ticker and one letter for the class, however they are parted.
_CLASS = re.compile(r"([A-Z]{1,5})[ ./\-]([A-K])")
#: Brokers that leave the separator out make these. A list, because other tickers end in the same letters.
_CLOSED_UP = {
    f"{root}{letter}": f"{root}.{letter}"
    for root, letters in {
        **{"BRK": "AB", "BF": "AB", "BIO": "B", "CRD": "AB", "CWEN": "A", "GEF": "B", "HEI": "A", "HUB": "B"},
        **{"LEN": "B", "MOG": "AB", "PBR": "A", "STZ": "B", "TAP": "A", "WSO": "B", "AKO": "AB", "UHAL": "B"},
    }.items()
    for letter in letters
}
_MOST_OF_A_NAME = 40
_ISIN = re.compile(r"[A-Z]{2}[A-Z0-9]{9}[0-9]")
_CUSIP = re.compile(r"[A-Z0-9*@#]{8}[0-9]")
_CUSIP_VALUES = {**{str(digit): digit for digit in range(10)}, "*": 36, "@": 37, "#": 38}


def canonical_symbol(text: str) -> str:
    """Alex's spelling: upper case, single blanks, a dot before a share class.

    `brk/b`, `BRK B`, `BRK-B` and `BRKB` are `BRK.B`. Raises ValueError for what no symbol can be.
    """
    symbol = " ".join(text.upper().split())
    if found := _CLASS.fullmatch(symbol):
        symbol = f"{found[1]}.{found[2]}"
    symbol = _CLOSED_UP.get(symbol, symbol)
    if not _SYMBOL.match(symbol):
        raise ValueError("a symbol has 1 to 40 letters, digits, dots, hyphens and blanks, e.g. VOO or BRK.B")
    return symbol


def symbol_of_name(name: str) -> str:
    """A symbol for what has a name only, e.g. a plan's fund: `VANGUARD-TARGET-RETIREMENT-2050-TRUST`.

    A name that is too long, or has letters that no symbol has, gets a digest at its end: two such names are two
    holdings.
    """
    folded = unicodedata.normalize("NFKD", " ".join(name.upper().split()))
    symbol = re.sub(r"[^A-Z0-9]+", "-", folded.encode("ascii", "ignore").decode()).strip("-")
    lost = any(each.isalnum() and not each.isascii() for each in folded)
    if symbol and not lost and len(symbol) <= _MOST_OF_A_NAME:
        return symbol
    digest = hashlib.sha256(folded.encode()).hexdigest()[:8].upper()
    return "-".join(part for part in (symbol[: _MOST_OF_A_NAME - 9].strip("-"), digest) if part)


def is_isin(text: str) -> bool:
    """ISO 6166: two letters, nine characters, and a check digit by Luhn over letters as numbers (A = 10)."""
    if not _ISIN.fullmatch(text):
        return False
    digits = [int(digit) for character in text for digit in str(int(character, 36))]
    doubled = [sum(divmod(2 * digit, 10)) if at % 2 else digit for at, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def is_cusip(text: str) -> bool:
    """Eight characters and a check digit by Luhn over letters as numbers (A = 10)."""
    if not _CUSIP.fullmatch(text):
        return False
    values = [_CUSIP_VALUES.get(character, ord(character) - 55) for character in text[:8]]
    total = reduce(lambda sum_, at: sum_ + sum(divmod(values[at] * (1 + at % 2), 10)), range(8), 0)
    return (10 - total % 10) % 10 == int(text[8])


def cusip_of(isin: str) -> str | None:
    """The CUSIP inside an ISIN of the United States or Canada."""
    return isin[2:11] if isin[:2] in ("US", "CA") and is_cusip(isin[2:11]) else None
