"""Days as files write them. Where 3/4 can be two days, the file's other dates decide."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

Order = Literal["day", "month"]

_SLASHED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})\b")
_ISO = re.compile(r"(\d{4})[\-/.]?(\d{2})[\-/.]?(\d{2})(?!\d)")
_NAMED = re.compile(r"(\d{1,2})[\- ]([A-Za-z]{3})[a-z]*[\- ,]+(\d{4}|\d{2})\b")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})\b")


def day_or_month_first(texts: Iterable[str], default: Order = "month") -> Order:
    """Which number comes first, by the dates that leave no choice such as 30/09/2026. A point means day first."""
    for text in texts:
        if found := _SLASHED.match(text.strip()):
            if int(found[1]) > 12 or "." in found[0]:
                return "day"
            if int(found[2]) > 12:
                return "month"
    return default


def day_of(text: str, order: Order = "month") -> date | None:
    """The day at the beginning of a text; None if there is none. A time after it is left out."""
    plain = text.strip()
    if found := _ISO.match(plain):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _SLASHED.match(plain):
        first, second = int(found[1]), int(found[2])
        month, day = (second, first) if order == "day" else (first, second)
        return _day(_year(found[3]), month, day)
    if found := _NAMED.match(plain):
        return _named(found[1], found[2], found[3])
    if found := _MONTH_FIRST.match(plain):
        return _named(found[2], found[1], found[3])
    return None


def day_within(text: str) -> date | None:
    """The first day in a line such as `Depotübersicht vom 30.09.2026 18:00`, within its first 200 characters."""
    text = text[:200]
    for pattern in (_ISO, _SLASHED, _NAMED, _MONTH_FIRST):
        for found in pattern.finditer(text):
            if day := day_of(found[0], day_or_month_first([found[0]])):
                return day
    return None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _named(day: str, month: str, year: str) -> date | None:
    try:
        return datetime.strptime(f"{day} {month.title()} {_year(year)}", "%d %b %Y").date()
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
