"""Exchange rates in the European Central Bank's files: eurofxref-daily.xml, eurofxref.csv and eurofxref-hist.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from xml.etree import ElementTree

from pydantic import ValidationError

from holdings.document import StatedRate
from holdings.expectations import expected

SOURCE = "European Central Bank"
_CUBE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"
#: The files of 25 years have 7 MB.
_MOST_BYTES = 20_000_000
#: Of the daily file and of the history.
_DATES = ("%d %B %Y", "%Y-%m-%d")


class NotEcb(ValueError):
    """The file is none of these. The message is one sentence for its owner."""


def ecb_rates(content: bytes) -> list[StatedRate]:
    """The rates of the file's newest day: units of each currency for one euro.

    Raises:
        NotEcb: the file has another shape, or is damaged.
    """
    if len(content) > _MOST_BYTES:
        raise NotEcb("has more than 20 MB, which no file of the ECB has")
    if content.startswith(b"PK"):
        raise NotEcb("is packed: unpack it first")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotEcb("is no text in UTF-8") from error
    day, rates = _newest(_days_of_xml(text) if text.lstrip().startswith("<") else _days_of_csv(text))
    try:
        return [
            StatedRate.model_validate(
                {"currency": "EUR", "quote": currency, "rate": rate, "rate_date": day, "source": SOURCE}
            )
            for currency, rate in rates.items()
        ]
    except ValidationError as error:
        raise NotEcb(f"has a rate of {day.isoformat()} that is none: {expected(error.errors()[0])}") from error


Day = tuple[date, dict[str, str]]
"""Rates by currency, as written."""


def _newest(days: Iterator[Day]) -> Day:
    found = max(days, key=lambda day: day[0], default=None)
    if found is None or not found[1]:
        raise NotEcb("has no rates: it must be eurofxref-daily.xml, eurofxref.csv or eurofxref-hist.csv of the ECB")
    return found


def _days_of_xml(text: str) -> Iterator[Day]:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise NotEcb("declares entities, which no file of the ECB does")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - entities cannot be declared
    except ElementTree.ParseError as error:
        raise NotEcb(f"is damaged XML: {error}") from error
    for cube in root.iter(_CUBE):
        if time := cube.get("time"):
            yield _date(time), {each.get("currency", ""): each.get("rate", "") for each in cube.findall(_CUBE)}


def _days_of_csv(text: str) -> Iterator[Day]:
    """A column for each currency; days without a rate for it have `N/A`, and lines end with a comma."""
    rows = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True)
    heading = [cell.strip() for cell in next(rows, [])]
    if not heading or heading[0] != "Date":
        return
    for row in rows:
        if row and row[0].strip():
            pairs = zip(heading[1:], (cell.strip() for cell in row[1:]), strict=False)
            known = {currency: rate for currency, rate in pairs if currency and rate not in ("", "N/A")}
            yield _date(row[0].strip()), known


def _date(text: str) -> date:
    for form in _DATES:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise NotEcb(f"has a day that is none: {text[:20]!r}")
