"""OFX and QFX: investment statements, and the bank accounts that stand in the same file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from holdings.kinds import InstrumentKind
from imports.cells.numbers import EXACT
from imports.formats.format import Format
from imports.formats.ofx.securities import POSITIONS, Securities, read_position, securities
from imports.formats.ofx.tree import Node, is_ofx, read_tree, version
from imports.holding import merged
from imports.result import (
    AccountedRow,
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

_EXPORT = (
    "download the positions of an investment account, e.g. as Quicken (QFX), which lists holdings beside transactions"
)
_ACCOUNT_KINDS = {"401K": "401k", "403B": "other", "IRA": "ira", "ROTH": "roth_ira", "NORMAL": "taxable"}
_TOTAL = re.compile(r"(?:total )?(?:account|portfolio) (?:market )?value|total (?:value|assets)|net (?:account )?value")


@dataclass
class _Reading:
    known: Securities
    rows: list[AccountedRow] = field(default_factory=list[AccountedRow])
    rates: dict[str, Decimal] = field(default_factory=dict[str, Decimal])
    warnings: list[str] = field(default_factory=list[str])
    disagreements: list[Disagreement] = field(default_factory=list[Disagreement])

    def add(self, what: str, destiny: Destiny, why: str) -> None:
        self.rows.append(AccountedRow(what=what[:200], destiny=destiny, why=why))


def _read(source: Source) -> ImportedFile:
    ofx = read_tree(source)
    statements = [*ofx.each("INVSTMTRS")]
    if not statements:
        raise ImportRefused(_without_statement(source, ofx))
    if not any(statement.find("INVPOSLIST") for statement in statements):
        raise ImportRefused(f"{source.name} lists transactions, and no positions: {_EXPORT}")
    reading = _Reading(securities(ofx))
    base = statements[0].get("CURDEF") or "USD"
    accounts = [_account(reading, statement, base) for statement in statements]
    accounts += _bank_accounts(reading, ofx, base)
    days = [day for statement in statements if (day := statement.day("DTASOF"))]
    as_of = max(days, default=None)
    return ImportedFile(
        broker=_title(source, ofx),
        as_of=as_of,
        base_currency=base,
        fx_to_base=reading.rates,
        accounts=tuple(accounts),
        rows=tuple(reading.rows),
        disagreements=tuple(reading.disagreements),
        warnings=tuple(reading.warnings),
    )


def _title(source: Source, ofx: Node) -> str:
    """`OFX 1.0.2`, and `(QFX)` for Quicken's flavour, which names the bank by Intuit's number."""
    quicken = any(True for _ in ofx.each("INTU.BID"))
    return f"OFX {version(source)}".strip() + (" (QFX)" if quicken else "")


def _without_statement(source: Source, ofx: Node) -> str:
    for status in ofx.each("STATUS"):
        if status.get("SEVERITY").upper() == "ERROR":
            said = status.get("MESSAGE") or f"code {status.get('CODE')}"
            return f"{source.name} is an error that the broker answered ({said[:100]}): download it again"
    return f"{source.name} has no investment statement, only a bank's or nothing: {_EXPORT}"


def _account(reading: _Reading, statement: Node, base: str) -> ImportedAccount:
    id_ = statement.get("INVACCTFROM", "ACCTID")
    currency = statement.get("CURDEF") or base
    as_of = statement.day("DTASOF")
    found: list[ImportedPosition] = []
    for position in (statement.find("INVPOSLIST") or Node("")).each(*POSITIONS):
        _rate(reading, position)
        holding = read_position(position, reading.known, currency)
        if holding is None:
            unique = position.get("INVPOS", "SECID", "UNIQUEID")
            reading.add(unique or position.tag, Destiny.SKIPPED, "0 units: a former holding")
        elif holding.price_date == as_of:
            found.append(holding.model_copy(update={"price_date": None}))
        else:
            found.append(holding)
    for list_ in statement.each("INVTRANLIST", "INVOOLIST"):
        entries = sum(1 for child in list_.children if child.children)
        reading.add(list_.tag, Destiny.SKIPPED, f"{entries} transactions or orders, which are no holdings")
    account = ImportedAccount(
        id=id_ or None,
        name=id_ or "OFX",
        account_kind=_account_kind(statement),
        cash=_cash(reading, statement, currency, found),
        positions=tuple(_without_own_lines(merged(found))),
    )
    _compare(reading, statement, account, base)
    return account


def _without_own_lines(positions: list[ImportedPosition]) -> Iterator[ImportedPosition]:
    """The format has no lines, so there are none on which a holding is also."""
    for position in positions:
        yield position.model_copy(update={"also_on": ()}) if position.also_on else position


def _account_kind(statement: Node) -> str | None:
    if statement.find("INV401K") or statement.find("INV401KBAL"):
        return "401k"
    return _ACCOUNT_KINDS.get(statement.get("INVACCTFROM", "USPRODUCTTYPE").upper())


def _rate(reading: _Reading, position: Node) -> None:
    """`CURRENCY` of a position: its amounts are in `CURSYM`, of which one unit costs `CURRATE` of the statement's."""
    if (currency := position.find("INVPOS", "CURRENCY")) and (rate := currency.decimal("CURRATE")):
        reading.rates.setdefault(currency.get("CURSYM"), rate)


def _cash(
    reading: _Reading, statement: Node, currency: str, positions: list[ImportedPosition]
) -> tuple[ImportedCash, ...]:
    """Available cash and the margin balance, which is negative for what the account owes."""
    balances = statement.find("INVBAL")
    if balances is None:
        reading.warnings.append("The file has no balances (INVBAL): its cash is missing.")
        return ()
    available, margin = (balances.decimal(tag) or Decimal(0) for tag in ("AVAILCASH", "MARGINBALANCE"))
    amount = margin
    if _is_counted_twice(statement, available, margin, positions):
        why = "the same money as the money market fund among the positions"
        reading.add("AVAILCASH", Destiny.MERGED, why)
        reading.warnings.append(f"Available cash of {available:f} {currency} is {why}: it is counted once.")
    else:
        amount = EXACT.add(available, margin)
        reading.add("AVAILCASH", Destiny.CASH, "cash")
    reading.add("MARGINBALANCE", Destiny.CASH, "cash, or what the account owes")
    if balances.find("SHORTBALANCE"):
        reading.add("SHORTBALANCE", Destiny.SKIPPED, "proceeds of short sales, which are not free cash")
    return (ImportedCash(currency=currency, amount=amount),) if amount else ()


def _is_counted_twice(statement: Node, available: Decimal, margin: Decimal, positions: list[ImportedPosition]) -> bool:
    """Brokers that sweep cash into a fund state it as available cash too. The stated total decides if there is one."""
    swept = [each for each in positions if available and each.value == available and each.unit_price == 1]
    if not swept:
        return False
    total = EXACT.add(sum((each.value for each in positions), Decimal(0)), margin)
    stated = _stated_total(statement)
    if stated is None:
        return swept[0].kind in (InstrumentKind.MONEY_MARKET, InstrumentKind.MUTUAL_FUND)
    return abs(stated - total) < abs(stated - total - available)


def _stated_total(statement: Node) -> Decimal | None:
    for balance in statement.each("BAL"):
        if balance.get("BALTYPE").upper() == "DOLLAR" and _TOTAL.fullmatch(balance.get("NAME").strip().lower()):
            return balance.decimal("VALUE")
    return None


def _compare(reading: _Reading, statement: Node, account: ImportedAccount, base: str) -> None:
    for balance in statement.each("BAL"):
        reading.add(f"BALLIST {balance.get('NAME')}", Destiny.TOTAL, "sum")
    stated = _stated_total(statement)
    if stated is not None:
        read = sum_of([account], base, reading.rates)
        if differs := disagreement(f"total of {account.name}", stated, read, base):
            reading.disagreements.append(differs)


def _bank_accounts(reading: _Reading, ofx: Node, base: str) -> Iterator[ImportedAccount]:
    """The balances of bank accounts beside an investment account. What a credit card owes is left out."""
    for statement in ofx.each("STMTRS"):
        id_ = statement.get("BANKACCTFROM", "ACCTID")
        amount = statement.decimal("LEDGERBAL", "BALAMT")
        reading.add(f"LEDGERBAL {id_}", Destiny.CASH, "cash at a bank")
        cash = ImportedCash(currency=statement.get("CURDEF") or base, amount=amount or Decimal(0))
        yield ImportedAccount(id=id_ or None, name=id_ or "Bank", cash=(cash,) if amount else ())
    for statement in ofx.each("CCSTMTRS"):
        reading.add(f"CCSTMTRS {statement.get('CCACCTFROM', 'ACCTID')[-4:]}", Destiny.SKIPPED, "a credit card")


FORMAT = Format("OFX and QFX, versions 1 and 2", is_ofx, _read)
