"""Dates inside the titles and footers of brokers' files."""

from __future__ import annotations

import re
from datetime import date

#: Not the calendar's, which follow the locale.
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: at for at, name in enumerate(_NAMES, start=1)}
#: Year first, American, and with the month's name: the ways that these files have.
_FORMS = (
    re.compile(r"\b(?P<year>[0-9]{4})[/-](?P<month>[0-9]{1,2})[/-](?P<day>[0-9]{1,2})\b"),
    re.compile(r"\b(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>[0-9]{4})\b"),
    re.compile(r"\b(?P<month>[A-Za-z]{3})[a-z]*[- ](?P<day>[0-9]{1,2})[-, ]+(?P<year>[0-9]{4})\b"),
)


def find_date(text: str) -> date | None:
    """The first date in a text, e.g. in `as of 04:00 PM ET, 2026/09/30` or `Sep-30-2026 4:05 p.m ET`."""
    for form in _FORMS:
        if found := form.search(text):
            month = _MONTHS.get(found["month"].lower()) or int(found["month"] if found["month"].isdigit() else 0)
            try:
                return date(int(found["year"]), month, int(found["day"]))
            except ValueError:
                return None
    return None
