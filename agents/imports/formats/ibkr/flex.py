"""Interactive Brokers: Flex queries, as XML and as CSV.

A query delivers SUMMARY rows, LOT rows or both; LOT rows count where there is no SUMMARY. Several statements of one
account, as queries by day deliver, are one account on its last day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from imports.book.book import Book
from imports.cells.dates import Order, day_of, day_or_month_first
from imports.files.source import Source
from imports.formats.format import Format
from imports.formats.ibkr.flex_positions import read_positions
from imports.formats.ibkr.flex_records import Record, csv_records, is_flex_csv, is_flex_xml, xml_records
from imports.formats.ibkr.kinds import BROKER
from imports.result import Destiny, Disagreement, ImportedFile, ImportRefused
from imports.totals import disagreement, sum_of

_EXPORT = "run a Flex query with the sections Account Information, Cash Report and Open Positions (options: Summary)"
_SUMS = ("BASE_SUMMARY",)


@dataclass
class _Account:
    name: str = ""
    base: str = ""
    positions: list[Record] = field(default_factory=list[Record])
    lots: list[Record] = field(default_factory=list[Record])
    cash: list[Record] = field(default_factory=list[Record])
    sum_of_cash: Record | None = None
    total: Record | None = None


@dataclass
class _Query:
    order: Order
    book: Book = field(default_factory=lambda: Book(BROKER, ""))
    accounts: dict[str, _Account] = field(default_factory=dict[str, _Account])
    bases: set[str] = field(default_factory=set[str])


def read_xml(source: Source) -> ImportedFile:
    """Raises ImportRefused for a query with neither positions nor cash."""
    return _file(source, list(xml_records(source)))


def read_csv(source: Source) -> ImportedFile:
    """Raises ImportRefused for a query with neither positions nor cash."""
    return _file(source, list(csv_records(source)))


def _file(source: Source, records: list[Record]) -> ImportedFile:
    order = day_or_month_first(record.get(name) for record in records for name in ("todate", "reportdate"))
    query = _Query(order)
    last = _last_days(records, order)
    for record in records:
        _take(query, record, last)
    if not any(account.positions or account.lots or account.cash for account in query.accounts.values()):
        raise ImportRefused(f"{source.name} lists trades or other movements, and neither positions nor cash: {_EXPORT}")
    query.book.as_of = max(last.values(), default=None)
    query.book.currency = _base(source, query)
    query.book.rates.pop(query.book.currency, None)
    with_cash = any(account.cash or account.sum_of_cash for account in query.accounts.values())
    for id_, account in query.accounts.items():
        _fill_account(query, id_, account, with_cash=with_cash)
    read = query.book.close(source.name)
    return read.model_copy(update={"disagreements": _differs(query, read)})


def _last_days(records: Iterable[Record], order: Order) -> dict[str, date]:
    """For each account, the last day on which positions or cash are stated."""
    days: dict[str, date] = {}
    for record in records:
        day = _day(record, order) if record.section in ("positions", "cash") else None
        if day is not None:
            account = record.get("accountid")
            days[account] = max(day, days.get(account, day))
    return days


def _day(record: Record, order: Order) -> date | None:
    return day_of(record.get("reportdate"), order) or day_of(record.get("todate"), order)


def _take(query: _Query, record: Record, last: dict[str, date]) -> None:
    id_ = record.get("accountid")
    day = _day(record, query.order)
    if record.section in ("positions", "cash", "total") and day is not None and day < last.get(id_, day):
        query.book.note(record.line, record.title, Destiny.SKIPPED, "an earlier day")
        return
    account = (
        query.accounts.setdefault(id_, _Account()) if record.section not in ("heading", "other", "rates") else None
    )
    match record.section, account:
        case "positions", _Account():
            detail = record.get("levelofdetail").upper()
            (account.lots if detail == "LOT" else account.positions).append(record)
        case "cash", _Account():
            _take_cash(query, account, record)
        case "account", _Account():
            account.name, account.base = record.get("acctalias"), record.get("currency")
            query.bases.add(account.base)
            query.book.note(record.line, record.title, Destiny.HEADING, "about the account")
        case "total", _Account():
            account.total = record
            query.book.note(record.line, record.title, Destiny.TOTAL, "sum")
        case "rates", _:
            _take_rate(query, record)
            query.book.note(record.line, record.title, Destiny.HEADING, "a rate of exchange")
        case "heading", _:
            query.book.note(record.line, record.title or "headings", Destiny.HEADING, "names columns or sections")
        case _:
            query.book.note(record.line, record.title, Destiny.SKIPPED, "neither a position nor cash")


def _take_cash(query: _Query, account: _Account, record: Record) -> None:
    currency = record.get("currency")
    if currency in _SUMS or record.get("levelofdetail").lower() == "basecurrency":
        account.sum_of_cash = account.sum_of_cash or record
        query.book.note(record.line, currency, Destiny.TOTAL, "sum of the currencies")
    else:
        account.cash.append(record)
        query.book.note(record.line, f"cash, {currency}", Destiny.CASH, "cash")


def _take_rate(query: _Query, record: Record) -> None:
    rate = record.decimal("rate")
    if rate is not None and record.get("tocurrency") in query.bases:
        query.book.rates[record.get("fromcurrency")] = rate


def _base(source: Source, query: _Query) -> str:
    """Of the account information, else the currency whose rate is 1."""
    query.bases.discard("")
    if len(query.bases) > 1:
        raise ImportRefused(
            f"{source.name} has accounts in several base currencies ({', '.join(sorted(query.bases))}): "
            "run the query for each account"
        )
    records = [each for account in query.accounts.values() for each in (*account.positions, *account.lots)]
    for record in records:
        if (rate := record.decimal("fxratetobase")) is not None:
            query.book.rates.setdefault(record.get("currency"), rate)
    ones = query.bases or {record.get("currency") for record in records if record.decimal("fxratetobase") == 1}
    if len(ones) != 1:
        raise ImportRefused(f"{source.name} does not name its base currency: {_EXPORT}")
    return next(iter(ones))


def _fill_account(query: _Query, id_: str, account: _Account, *, with_cash: bool) -> None:
    """Its cash and positions.

    Args:
        with_cash: whether the query has a Cash Report of any account.
    """
    cash = [(record.get("currency"), record.decimal("endingcash")) for record in account.cash]
    if not cash and account.sum_of_cash is not None:
        cash = [(query.book.currency, account.sum_of_cash.decimal("endingcash"))]
    if not cash and not with_cash:
        query.book.warn(f"The query has no Cash Report: the cash of {id_} is missing.")
    filled = query.book.account(id_ or None, account.name or id_ or BROKER)
    for currency, amount in cash:
        if amount:
            filled.add_cash(currency, amount)
    filled.positions.extend(read_positions(query.book, account.positions, account.lots))


def _differs(query: _Query, file: ImportedFile) -> tuple[Disagreement, ...]:
    """Each account's sum of cash, and its total where the query states one."""
    base, found = file.base_currency, list[Disagreement | None]()
    for read, account in zip(file.accounts, query.accounts.values(), strict=True):
        cash_only = read.model_copy(update={"positions": ()})
        if account.sum_of_cash and (stated := account.sum_of_cash.decimal("endingcash")) is not None:
            found.append(
                disagreement(f"cash of {read.name}", stated, sum_of([cash_only], base, query.book.rates), base)
            )
        if account.total and (stated := account.total.decimal("total")) is not None:
            for accrued in ("interestaccruals", "dividendaccruals"):
                stated -= account.total.decimal(accrued) or 0
            found.append(disagreement(f"total of {read.name}", stated, sum_of([read], base, query.book.rates), base))
    return tuple(each for each in found if each)


XML = Format("Interactive Brokers Flex query (XML)", is_flex_xml, read_xml)
CSV = Format("Interactive Brokers Flex query (CSV)", is_flex_csv, read_csv)
