"""Days in cells, titles and footers. Where 3/4 can be two days, the file's other dates decide."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

Order = Literal["day", "month"]

#: Not the calendar's, which follow the locale.
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: at for at, name in enumerate(_NAMES, start=1)}
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})(?:([\-/.])(\d{1,2})\2(\d{1,2})|(\d{2})(\d{2}))(?!\d)")
_YEAR_LAST = re.compile(r"(?<![\d/.])(?<!\d-)(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})\b(?![/.]\d)")
_DAY_AND_NAME = re.compile(r"(?<!\d)(\d{1,2})[\- ]([A-Za-z]{3})[a-z]*[\- ,]+(\d{4}|\d{2})\b")
_NAME_AND_DAY = re.compile(r"(?<![A-Za-z])([A-Za-z]{3})[a-z]*\.?[\- ](\d{1,2})[\-, ]+(\d{4})\b")
_FORMS = (_YEAR_FIRST, _YEAR_LAST, _DAY_AND_NAME, _NAME_AND_DAY)
#: Days since 1899-12-30, as spreadsheet programs count them: of the years from 1982 to 2064.
_SERIAL = re.compile(r"([3-5][0-9]{4})(?:\.[0-9]*)?")
#: Of a line in which a day is looked for, as searches in it may take the square of its length.
_MOST_CHARACTERS = 200


def day_or_month_first(texts: Iterable[str], default: Order = "month") -> Order:
    """Which number comes first, by the dates that leave no choice such as 30/09/2026. A point means day first."""
    for text in texts:
        if found := _YEAR_LAST.match(text.strip()):
            if int(found[1]) > 12 or found[2] == ".":
                return "day"
            if int(found[3]) > 12:
                return "month"
    return default


@lru_cache(maxsize=4096)
def day_of(text: str, order: Order = "month") -> date | None:
    """The day at the beginning of a text; None if there is none. A time after it is left out."""
    plain = text.strip()
    for form in _FORMS:
        if found := form.match(plain):
            return _day(found, order)
    return None


def serial_day(text: str) -> date | None:
    """The day of a spreadsheet's number for it, such as 46295, which a column of days may hold."""
    found = _SERIAL.fullmatch(text.strip())
    return date(1899, 12, 30) + timedelta(days=int(found[1])) if found else None


def day_within(text: str) -> date | None:
    """The first day in a title or footer, within its first 200 characters.

    E.g. in `Depotübersicht vom 30.09.2026 18:00`, `as of 04:00 PM ET, 2026/09/30`, `Sep-30-2026 4:05 p.m ET`.
    """
    for form in _FORMS:
        for found in form.finditer(text[:_MOST_CHARACTERS]):
            if day := _day(found, day_or_month_first([found[0]])):
                return day
    return None


def _day(found: re.Match[str], order: Order) -> date | None:
    form = found.re
    if form is _YEAR_FIRST:
        year, month, day = found[1], found[3] or found[5], found[4] or found[6]
    elif form is _YEAR_LAST:
        month, day, year = (found[1], found[3], found[4]) if order == "month" else (found[3], found[1], found[4])
    elif form is _NAME_AND_DAY:
        month, day, year = found.groups()
    else:
        day, month, year = found.groups()
    try:
        number = int(month) if month.isdigit() else _MONTHS[month.lower()]
        return date(int(year) if len(year) == 4 else 2000 + int(year), number, int(day))
    except (KeyError, ValueError):
        return None
