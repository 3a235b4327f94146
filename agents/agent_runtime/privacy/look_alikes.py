"""What looks like personal data or a credential and is none: instruments, years and amounts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from holdings.identifiers import is_isin

#: Characters of the shortest IBAN, Norway's. An ISIN has twelve.
_SHORTEST_IBAN = 15
_ISIN_LENGTH = 12
#: First digits of payment cards: 3 to 6, and Mastercard's 2221 to 2720. Years and round amounts begin otherwise, or
#: fail the check digit.
_ISSUED = re.compile(r"[3-6]|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)")
#: Companies whose name begins like that of a person.
_COMPANIES = re.compile(
    r"(?:Dr\.? (?:Pepper|Reddy|Martens)|Mr\.? (?:Cooper Group|Price Group|Bricolage)|Mrs\.? (?:Fields|Bectors))\b"
)
_SPLITS = {"asset_classes", "regions", "sectors"}


def is_iban(text: str) -> bool:
    """Whether this has the length of one and does not begin with an ISIN. Its check digits do not matter: a mistyped
    number tells as much as a right one."""
    plain = text.replace(" ", "")
    return len(plain) >= _SHORTEST_IBAN and not is_isin(text[:_ISIN_LENGTH])


def is_card_number(text: str) -> bool:
    """Whether the digits begin like a card's and have its check digit (Luhn)."""
    digits = [int(character) for character in text if character.isdecimal()]
    doubled = [sum(divmod(2 * digit, 10)) if at % 2 else digit for at, digit in enumerate(reversed(digits))]
    return _ISSUED.match("".join(map(str, digits))) is not None and sum(doubled) % 10 == 0


def is_person(text: str) -> bool:
    """Whether a title and a name belong to a person: "Dr. Reddy" is a company."""
    return _COMPANIES.match(text) is None


def is_classification(value: Any) -> bool:
    """Whether this is what a symbol stands for: `TOKEN` and `PWD` are symbols of funds."""
    if not isinstance(value, Mapping):
        return False
    keys = set(cast(Mapping[str, Any], value))
    return keys >= _SPLITS or "classification" in keys
