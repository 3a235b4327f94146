"""The records of a Flex query of Interactive Brokers: the same fields from its XML and from its three CSV layouts.

The library ibflex (MIT) reads the XML layout only, knows no lines, refuses dates of the form dd/MM/yyyy, which queries
offer, expands entities, and cannot be imported without `requests`. Hence the standard library's parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from imports.cells.numbers import DASHES, Convention, number_if_any
from imports.files.elements import Element, read_elements
from imports.files.source import Line, Source
from imports.result import ImportRefused

Section = Literal["positions", "cash", "account", "rates", "total", "other", "heading"]

#: Fields by the CSV's headings, where the XML calls them otherwise. Letters and digits only, in lower case.
_XML_NAMES = {
    "clientaccountid": "accountid",
    "accountalias": "acctalias",
    "currencyprimary": "currency",
    "assetclass": "assetcategory",
    "quantity": "position",
}
_XML_SECTIONS: dict[str, Section] = {
    "OpenPosition": "positions",
    "CashReportCurrency": "cash",
    "AccountInformation": "account",
    "ConversionRate": "rates",
    "EquitySummaryByReportDateInBase": "total",
}
_CSV_SECTIONS: dict[str, Section] = {
    "POST": "positions",
    "CRTT": "cash",
    "ACCT": "account",
    "RATE": "rates",
    "EQUT": "total",
}
_CONTROL = ("BOF", "BOA", "BOS", "EOS", "EOA", "EOF", "MSG", "HEADER", "DATA")


@dataclass(frozen=True, slots=True)
class Record:
    line: int
    section: Section
    title: str
    """The section as the file calls it, e.g. `OpenPosition` or `TRNT`."""
    fields: dict[str, str]
    """By name in lower case, without signs: `fxratetobase`."""

    def get(self, name: str) -> str:
        return self.fields.get(name, "").strip()

    def decimal(self, name: str) -> Decimal | None:
        """Raises ImportRefused if it is no number."""
        try:
            return number_if_any(self.get(name), Convention.RATHER_POINT, DASHES)
        except ValueError as error:
            raise ImportRefused(f"line {self.line}: {name}: {error}") from error


def is_flex_xml(source: Source) -> bool:
    return b"<Flex" in source.content[:2_000].replace(b"\0", b"")


def is_flex_csv(source: Source) -> bool:
    beginning = source.content[:4_000].replace(b'"', b"").replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    return beginning.startswith((b"BOF,", b"HEADER,")) or b"ClientAccountID," in beginning


def xml_records(source: Source) -> Iterator[Record]:
    """Elements without others inside, with attributes. Raises ImportRefused."""
    root = read_elements(source.name, source.text)
    if root.tag == "FlexStatementResponse":
        raise ImportRefused(
            f"{source.name} is an answer of the Flex web service without a statement: download the statement itself"
        )
    for statement in root.each("FlexStatement"):
        shared = _plain(statement.attributes)
        for element in _leaves(statement.children):
            fields = {**shared, **_plain(element.attributes)}
            yield Record(element.line, _XML_SECTIONS.get(element.tag, "other"), element.tag, fields)


def csv_records(source: Source) -> Iterator[Record]:
    """Rows of all sections; headings and control rows as section `heading`. Raises ImportRefused."""
    headings: list[str] = []
    section: Section = "other"
    title = ""
    shared: dict[str, str] = {}
    for line in source.lines():
        if not any(line.cells):
            continue
        cells = list(line.cells)
        role = cells[0]
        if role == "BOF":
            shared = _period(cells)
        if role in ("BOS", "HEADER"):
            title = cells[1] if len(cells) > 1 else ""
        if role in ("HEADER", "DATA"):
            cells = cells[2:]
        if role == "HEADER" or _is_heading(line):
            headings = [_name(cell) for cell in cells]
            section = _section(title if role == "HEADER" or title else "", headings)
            yield Record(line.number, "heading", title, {})
        elif role in _CONTROL and role != "DATA":
            title = "" if role == "EOS" else title
            yield Record(line.number, "heading", title, {})
        else:
            fields = {**shared, **{name: cell for name, cell in zip(headings, cells, strict=False) if name}}
            yield Record(line.number, section, title or section, fields)


def _period(cells: list[str]) -> dict[str, str]:
    """Of `BOF, account, query, number of accounts, from, to, generated, …`."""
    return {"todate": cells[5]} if len(cells) > 5 else {}


def _is_heading(line: Line) -> bool:
    names = {_name(cell) for cell in line.cells}
    return bool(names & {"accountid", "currency", "fromcurrency"}) and not any(
        re.search(r"\d", cell) for cell in line.cells
    )


def _section(title: str, headings: Iterable[str]) -> Section:
    """By its code, else by the columns that only one section has."""
    if title in _CSV_SECTIONS:
        return _CSV_SECTIONS[title]
    names = set(headings)
    if {"tradeprice", "tradedate", "tradeid"} & names or title in ("TRNT", "CTRN"):
        return "other"
    if {"symbol", "position"} <= names and {"markprice", "positionvalue"} & names:
        return "positions"
    if "endingcash" in names:
        return "cash"
    if {"fromcurrency", "tocurrency", "rate"} <= names:
        return "rates"
    return "account" if "accounttype" in names or "customertype" in names else "other"


def _name(heading: str) -> str:
    plain = re.sub(r"[^a-z0-9]", "", heading.lower())
    return _XML_NAMES.get(plain, plain)


def _plain(attributes: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in attributes.items()}


def _leaves(elements: Iterable[Element]) -> Iterator[Element]:
    for element in elements:
        if element.children:
            yield from _leaves(element.children)
        elif element.attributes:
            yield element
