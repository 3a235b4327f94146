"""Interactive Brokers: Flex queries, as XML and as CSV.

A query delivers SUMMARY rows, LOT rows or both; LOT rows count where there is no SUMMARY. Several statements of one
account, as queries by day deliver, are one account on its last day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from imports.cells.dates import Order, day_of, day_or_month_first
from imports.formats.format import Format
from imports.formats.ibkr.flex_records import Record, csv_records, is_flex_csv, is_flex_xml, xml_records
from imports.formats.ibkr.kinds import BROKER
from imports.formats.ibkr.positions import Facts, read_position
from imports.holding import merged
from imports.ledger import Ledger
from imports.result import (
    Destiny,
    Disagreement,
    ImportedAccount,
    ImportedCash,
    ImportedFile,
    ImportedPosition,
    ImportRefused,
)
from imports.source import Source
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
    ledger: Ledger = field(default_factory=Ledger)
    accounts: dict[str, _Account] = field(default_factory=dict[str, _Account])
    rates: dict[str, Decimal] = field(default_factory=dict[str, Decimal])
    bases: set[str] = field(default_factory=set[str])
    warnings: list[str] = field(default_factory=list[str])


def _read_xml(source: Source) -> ImportedFile:
    return _file(source, list(xml_records(source)))


def _read_csv(source: Source) -> ImportedFile:
    return _file(source, list(csv_records(source)))


def _file(source: Source, records: list[Record]) -> ImportedFile:
    order = day_or_month_first(record.get(name) for record in records for name in ("todate", "reportdate"))
    query = _Query(order)
    last = _last_days(records, order)
    for record in records:
        _take(query, record, last)
    if not any(account.positions or account.lots or account.cash for account in query.accounts.values()):
        raise ImportRefused(f"{source.name} lists trades or other movements, and neither positions nor cash: {_EXPORT}")
    base = _base(source, query)
    query.rates.pop(base, None)
    accounts = tuple(_account(query, id_, account, base) for id_, account in query.accounts.items())
    return ImportedFile(
        broker=BROKER,
        as_of=max(last.values(), default=None),
        base_currency=base,
        fx_to_base=query.rates,
        accounts=accounts,
        rows=query.ledger.rows(),
        disagreements=_differs(query, accounts, base),
        warnings=tuple(query.warnings),
    )


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
        query.ledger.add(record.line, record.title, Destiny.SKIPPED, "an earlier day")
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
            query.ledger.add(record.line, record.title, Destiny.HEADING, "about the account")
        case "total", _Account():
            account.total = record
            query.ledger.add(record.line, record.title, Destiny.TOTAL, "sum")
        case "rates", _:
            _take_rate(query, record)
            query.ledger.add(record.line, record.title, Destiny.HEADING, "a rate of exchange")
        case "heading", _:
            query.ledger.add(record.line, record.title or "headings", Destiny.HEADING, "names columns or sections")
        case _:
            query.ledger.add(record.line, record.title, Destiny.SKIPPED, "neither a position nor cash")


def _take_cash(query: _Query, account: _Account, record: Record) -> None:
    currency = record.get("currency")
    if currency in _SUMS or record.get("levelofdetail").lower() == "basecurrency":
        account.sum_of_cash = account.sum_of_cash or record
        query.ledger.add(record.line, currency, Destiny.TOTAL, "sum of the currencies")
    else:
        account.cash.append(record)
        query.ledger.add(record.line, f"cash, {currency}", Destiny.CASH, "cash")


def _take_rate(query: _Query, record: Record) -> None:
    rate = record.decimal("rate")
    if rate is not None and record.get("tocurrency") in query.bases:
        query.rates[record.get("fromcurrency")] = rate


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
            query.rates.setdefault(record.get("currency"), rate)
    ones = query.bases or {record.get("currency") for record in records if record.decimal("fxratetobase") == 1}
    if len(ones) != 1:
        raise ImportRefused(f"{source.name} does not name its base currency: {_EXPORT}")
    return next(iter(ones))


def _account(query: _Query, id_: str, account: _Account, base: str) -> ImportedAccount:
    cash = [(record.get("currency"), record.decimal("endingcash")) for record in account.cash]
    if not cash and account.sum_of_cash is not None:
        cash = [(base, account.sum_of_cash.decimal("endingcash"))]
    if not cash and any(each.cash or each.sum_of_cash for each in query.accounts.values()) is False:
        query.warnings.append(f"The query has no Cash Report: the cash of {id_} is missing.")
    return ImportedAccount(
        id=id_ or None,
        name=account.name or id_ or BROKER,
        cash=tuple(ImportedCash(currency=currency, amount=amount) for currency, amount in cash if amount),
        positions=tuple(_positions(query, account)),
    )


def _positions(query: _Query, account: _Account) -> list[ImportedPosition]:
    """SUMMARY rows, and the lots of instruments without one."""
    summed = {_instrument(record) for record in account.positions}
    rows = [*account.positions]
    for lot in account.lots:
        if _instrument(lot) in summed:
            query.ledger.add(lot.line, "LOT", Destiny.MERGED, "part of the SUMMARY row")
        else:
            rows.append(lot)
    found = [read_position(_facts(record), query.ledger, query.warnings) for record in rows]
    return merged(position for position in found if position is not None)


def _instrument(record: Record) -> tuple[str, ...]:
    identity = record.get("conid") or record.get("isin") or record.get("symbol")
    return identity, record.get("currency"), record.get("assetcategory"), record.get("side")


def _facts(record: Record) -> Facts:
    return Facts(
        line=record.line,
        symbol=record.get("symbol"),
        category=record.get("assetcategory"),
        subtype=record.get("subcategory"),
        description=record.get("description"),
        security_id=record.get("isin") or record.get("cusip") or record.get("securityid"),
        exchange=record.get("listingexchange"),
        currency=record.get("currency"),
        quantity=record.decimal("position"),
        price=record.decimal("markprice"),
        value=record.decimal("positionvalue"),
        multiplier=record.decimal("multiplier"),
    )


def _differs(query: _Query, accounts: tuple[ImportedAccount, ...], base: str) -> tuple[Disagreement, ...]:
    """Each account's sum of cash, and its total where the query states one."""
    found: list[Disagreement | None] = []
    for read, account in zip(accounts, query.accounts.values(), strict=True):
        cash_only = read.model_copy(update={"positions": ()})
        if account.sum_of_cash and (stated := account.sum_of_cash.decimal("endingcash")) is not None:
            found.append(disagreement(f"cash of {read.name}", stated, sum_of([cash_only], base, query.rates), base))
        if account.total and (stated := account.total.decimal("total")) is not None:
            for accrued in ("interestaccruals", "dividendaccruals"):
                stated -= account.total.decimal(accrued) or 0
            found.append(disagreement(f"total of {read.name}", stated, sum_of([read], base, query.rates), base))
    return tuple(each for each in found if each)


XML = Format("Interactive Brokers Flex query (XML)", is_flex_xml, _read_xml)
CSV = Format("Interactive Brokers Flex query (CSV)", is_flex_csv, _read_csv)
