"""Numbers, times and JSON as Go reads and writes them: what a stack file's values look like to the program."""

from __future__ import annotations

import calendar
import datetime
import json
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_MIN_INT, _MAX_INT, _MAX_UINT = -(2**63), 2**63 - 1, 2**64 - 1
_BASES = {"0x": 16, "0b": 2, "0o": 8, "0": 8}
_INTEGER = re.compile(r"(?P<sign>[+-]?)(?P<base>0[xXbBoO]|0(?=\d))?(?P<digits>[0-9a-fA-F]+)")
_TIME = re.compile(
    r"(?P<date>\d{4}-\d{1,2}-\d{1,2})"
    r"(?:(?:(?:[Tt](?P<zoned>\d{1,2}:\d{1,2}:\d{1,2}(?:[.,]\d+)?)(?P<zone>Z|[+-]\d\d:\d\d))"
    r"| +(?P<utc>\d{1,2}:\d{1,2}:\d{1,2}(?:[.,]\d+)?)))?"
)
#: Go's encoder escapes these, so that JSON is safe inside HTML.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


@dataclass(frozen=True)
class GoTime:
    """A time, in the text form of Go's `Time.String`."""

    text: str


def parse_int(text: str) -> int | None:
    """`strconv.ParseInt(text, 0, 64)`, then `ParseUint`: a base by prefix, a leading zero means octal."""
    match = _INTEGER.fullmatch(text)
    if match is None:
        return None
    try:
        value = int(match["digits"], _BASES[(match["base"] or "").lower()] if match["base"] else 10)
    except ValueError:
        return None
    value = -value if match["sign"] == "-" else value
    return value if _MIN_INT <= value <= (_MAX_INT if match["sign"] else _MAX_UINT) else None


def parse_float(text: str) -> float | None:
    """None for a text that is no number, or out of range."""
    try:
        value = float(text)
    except ValueError:
        return None
    # The engine writes a value and reads it again, by which a negative zero loses its sign.
    return None if math.isinf(value) or "_" in text else value or 0.0


def parse_time(text: str) -> GoTime | None:
    """A date, or a date and time, in the forms that yaml.v3 accepts."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match["date"].split("-"))
    clock, _, fraction = (match["zoned"] or match["utc"] or "0:0:0").replace(",", ".").partition(".")
    hour, minute, second = (int(part) for part in clock.split(":"))
    in_range = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    if not in_range or hour > 23 or minute > 59 or second > 59:
        return None
    fraction = fraction[:9].rstrip("0")
    moment = f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}{'.' if fraction else ''}{fraction}"
    return GoTime(f"{moment} {_zone(match['zone'] or 'Z', (year, month, day, hour, minute, second))}")


def _zone(zone: str, moment: tuple[int, int, int, int, int, int]) -> str:
    """Offset and name. Go names a zone only if it is UTC, or this machine's at that time."""
    if zone == "Z":
        return "+0000 UTC"
    offset = zone.replace(":", "")
    seconds = (int(offset[1:3]) * 3600 + int(offset[3:]) * 60) * (-1 if offset[0] == "-" else 1)
    at = datetime.datetime(*moment, tzinfo=datetime.timezone(datetime.timedelta(seconds=seconds)))
    here = at.astimezone()
    return f"{offset} {here.tzname() if here.utcoffset() == at.utcoffset() else offset}"


def is_integer(text: str) -> bool:
    """Whether `strconv.Atoi` accepts the text."""
    return re.fullmatch(r"[+-]?[0-9]+", text) is not None and _MIN_INT <= int(text) <= _MAX_INT


def to_json(value: Any) -> str:
    """`json.Marshal`: keys sorted, no blanks, Go's form of numbers. Raises ValueError for infinity and NaN."""
    if isinstance(value, dict):
        members = (f"{to_json(key)}:{to_json(item)}" for key, item in sorted(value.items()))
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(to_json(item) for item in value) + "]"
    if isinstance(value, str):
        return "".join(_ESCAPES.get(letter, letter) for letter in json.dumps(value, ensure_ascii=False))
    return _number(value) if isinstance(value, float) else json.dumps(value)


def _number(value: float) -> str:
    if math.isinf(value) or math.isnan(value):
        raise ValueError(f"{value} is no number in JSON")
    if value != 0 and not 1e-6 <= abs(value) < 1e21:
        digits, _, exponent = repr(value).partition("e")
        return f"{digits.removesuffix('.0')}e{int(exponent):+03d}".replace("e-0", "e-")
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
