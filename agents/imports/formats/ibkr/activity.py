"""Interactive Brokers: activity statements as CSV, in English.

Positions are the Summary rows of "Open Positions", cash is "Ending Cash" of each currency in "Cash Report". Names and
ISINs come from "Financial Instrument Information", which writes options in another way than "Open Positions".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from imports.book.book import Book
from imports.files.source import Source
from imports.formats.format import Format
from imports.formats.ibkr.kinds import BROKER
from imports.formats.ibkr.positions import Facts, read_position
from imports.formats.ibkr.statement import Row, is_statement, last_day, rows_of
from imports.result import Destiny, ImportedFile, ImportRefused

_POSITIONS = ("Open Positions", "Long Open Positions", "Short Open Positions")
_INSTRUMENTS = "Financial Instrument Information"
_BASE = "Base Currency Summary"
_EXPORT = (
    "export an Activity Statement with the sections Open Positions, Cash Report and Financial Instrument Information"
)


@dataclass
class _Statement:
    """What was read so far."""

    book: Book
    account: str = ""
    instruments: dict[tuple[str, str], Row] = field(default_factory=dict[tuple[str, str], Row])
    positions: list[Row] = field(default_factory=list[Row])
    lots: list[Row] = field(default_factory=list[Row])
    forex: list[Row] = field(default_factory=list[Row])
    cash: dict[str, Decimal] = field(default_factory=dict[str, Decimal])
    cash_in_base: Decimal | None = None
    accrued: Decimal = Decimal(0)


def read_statement(source: Source) -> ImportedFile:
    """Raises ImportRefused for a statement without positions, or in another language than English."""
    read = _Statement(Book(BROKER, ""))
    sections: set[str] = set()
    for row in rows_of(source):
        sections.add(row.section)
        _take(read, row)
    if "Account Information" not in sections:
        raise ImportRefused(
            f"{source.name} is a statement of Interactive Brokers in another language than English, or without account "
            f"information: set its language to English, and {_EXPORT}"
        )
    if not sections & set(_POSITIONS) and not (read.cash and read.book.total is not None):
        raise ImportRefused(f"{source.name} lists trades or other movements, and no Open Positions: {_EXPORT}")
    if not read.book.currency:
        raise ImportRefused(f"{source.name} does not name its Base Currency: {_EXPORT}")
    _close_cash(read)
    _fill_accounts(read)
    return read.book.close(source.name)


def _take(read: _Statement, row: Row) -> None:
    """Puts one row where it belongs, and accounts for it."""
    if row.section in _POSITIONS:
        _take_position(read, row)
    elif row.section == "Cash Report":
        _take_cash(read, row)
    elif row.section == "Forex Balances":
        _take_forex(read, row)
    else:
        if row.section == _INSTRUMENTS and row.role == "Data":
            for symbol in row.get("Symbol").split(","):
                read.instruments[row.get("Asset Category"), symbol.strip()] = row
            read.instruments.setdefault((row.get("Asset Category"), row.get("Description")), row)
        elif row.role == "Data":
            _take_fact(read, row)
        read.book.note(row.line, row.section, Destiny.HEADING, "about the account, or what happened in it")


def _take_fact(read: _Statement, row: Row) -> None:
    match row.section, row.cells[0] if row.cells else "":
        case "Account Information", "Account":
            read.account = row.cells[1].split()[0] if len(row.cells) > 1 and row.cells[1] else ""
        case "Account Information", "Base Currency":
            read.book.currency = "".join(row.cells[1:2])
        case "Statement", "Period":
            read.book.as_of = last_day("".join(row.cells[1:2]))
        case "Net Asset Value", "Total":
            read.book.total = row.decimal("Current Total") if "Current Total" in row.headings else read.book.total
        case "Net Asset Value", what if "Accruals" in what:
            read.accrued += row.decimal("Current Total") or Decimal(0)
        case "Base Currency Exchange Rate", currency:
            rate = row.decimal("Rate")
            if rate is not None:
                read.book.rates[currency] = rate
        case _:
            pass


def _take_position(read: _Statement, row: Row) -> None:
    discriminator = row.get("DataDiscriminator")
    if row.role == "Header":
        read.book.note(row.line, row.section, Destiny.HEADING, "names the columns")
    elif row.role == "Data" and discriminator == "Summary":
        read.positions.append(row)
    elif row.role == "Data" and discriminator == "Lot":
        read.lots.append(row)
    elif row.role in ("Total", "SubTotal"):
        read.book.note(row.line, row.role, Destiny.TOTAL, "sum")
    else:
        read.book.note(row.line, discriminator or row.role, Destiny.SKIPPED, "neither a position nor a lot")


def _take_cash(read: _Statement, row: Row) -> None:
    if row.role != "Data":
        read.book.note(row.line, row.section, Destiny.HEADING, "names the columns")
        return
    what, currency = row.get("Currency Summary"), row.get("Currency")
    if what != "Ending Cash":
        read.book.note(row.line, what, Destiny.SKIPPED, "not what the account holds")
    elif currency == _BASE:
        read.cash_in_base = row.decimal("Total")
        read.book.note(row.line, f"{what}, {_BASE}", Destiny.TOTAL, "sum of the currencies, in the base currency")
    else:
        read.cash[currency] = row.decimal("Total") or Decimal(0)
        read.book.note(row.line, f"{what}, {currency}", Destiny.CASH, "cash")


def _take_forex(read: _Statement, row: Row) -> None:
    if row.role == "Header":
        read.book.note(row.line, row.section, Destiny.HEADING, "names the columns")
        return
    read.forex.append(row)


def _close_cash(read: _Statement) -> None:
    """Where there is no Cash Report, the balances of currencies count, or the sum in the base currency."""
    if not read.cash and read.cash_in_base is not None:
        read.cash[read.book.currency] = read.cash_in_base
    cash_known = bool(read.cash)
    for row in read.forex:
        currency, amount = row.get("Description"), row.decimal("Quantity")
        if row.cells[:1] != ("Total",) and amount is not None:
            if not cash_known:
                read.cash[currency] = amount
            rate = row.decimal("Close Price")
            if rate is not None and currency != read.book.currency:
                read.book.rates.setdefault(currency, rate)
        why = "the same cash as in the Cash Report"
        read.book.note(row.line, row.section, Destiny.MERGED if cash_known else Destiny.CASH, why)
    if not read.cash:
        read.book.warn("The statement has no Cash Report: its cash is missing.")
    if read.accrued:
        read.book.warn(
            f"{read.accrued:f} {read.book.currency} of accrued interest and dividends are no part of the holdings."
        )
        if read.book.total is not None:
            read.book.total -= read.accrued


def _fill_accounts(read: _Statement) -> None:
    """One account, or several where a consolidated statement names them in its positions."""
    first = read.book.account(read.account or None, read.account or BROKER)
    for currency, amount in read.cash.items():
        if amount:
            first.add_cash(currency, amount)
    rows = read.positions or read.lots
    for lot in read.lots if read.positions else ():
        read.book.note(lot.line, "Lot", Destiny.MERGED, "part of the Summary row above")
    for row in rows:
        if position := read_position(_facts(read, row), read.book):
            id_ = row.get("Account") or read.account
            read.book.account(id_ or None, id_ or BROKER).positions.append(position)
    if len(read.book.accounts) > 1:
        read.book.warn(f"The statement states the cash of its accounts together: it is in {read.account}.")


def _facts(read: _Statement, row: Row) -> Facts:
    category, written = row.get("Asset Category"), row.get("Symbol")
    about = read.instruments.get((category, written))
    return Facts(
        line=row.line,
        symbol=written,
        category=category,
        subtype=about.get("Type") if about else "",
        description=about.get("Description") if about else "",
        security_id=about.get("Security ID") if about else "",
        exchange=about.get("Listing Exch") if about else "",
        currency=row.get("Currency"),
        quantity=row.decimal("Quantity"),
        price=row.decimal("Close Price"),
        value=row.decimal("Value"),
        multiplier=row.decimal("Mult", "Multiplier"),
    )


FORMAT = Format("Interactive Brokers activity statement (CSV)", is_statement, read_statement)
