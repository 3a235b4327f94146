"""OFX and QFX: investment statements, and the bank accounts in the same file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from holdings.exact import EXACT
from holdings.kinds import InstrumentKind
from imports.book.book import FORMER, Account, Book
from imports.files.source import Source
from imports.formats.format import Format
from imports.formats.ofx.securities import POSITIONS, Securities, read_position, securities
from imports.formats.ofx.tree import Node, is_ofx, read_tree, version
from imports.result import (
    Destiny,
    Disagreement,
    ImportedAccount,
    ImportedFile,
    ImportedPosition,
    ImportRefused,
)
from imports.totals import disagreement, sum_of

_EXPORT = (
    "download the positions of an investment account, e.g. as Quicken (QFX), which lists holdings beside transactions"
)
_ACCOUNT_KINDS = {"401K": "401k", "403B": "other", "IRA": "ira", "ROTH": "roth_ira", "NORMAL": "taxable"}
_TOTAL = re.compile(r"(?:total )?(?:account|portfolio) (?:market )?value|total (?:value|assets)|net (?:account )?value")


def read(source: Source) -> ImportedFile:
    """Raises ImportRefused."""
    ofx = read_tree(source)
    statements = [*ofx.each("INVSTMTRS")]
    if not statements:
        raise ImportRefused(_without_statement(source, ofx))
    if not any(statement.find("INVPOSLIST") for statement in statements):
        raise ImportRefused(f"{source.name} lists transactions, and no positions: {_EXPORT}")
    book = Book(_title(source, ofx), statements[0].get("CURDEF") or "USD")
    book.as_of = max((day for statement in statements if (day := statement.day("DTASOF"))), default=None)
    known = securities(ofx)
    _refuse_repeated(source, statements)
    keys = [_key(statement) or f"investments {number}" for number, statement in enumerate(statements)]
    for key, statement in zip(keys, statements, strict=True):
        _read_account(book, known, statement, key)
    _read_bank_accounts(book, ofx)
    file = book.close(source.name)
    one_each = len(set(keys)) == len(keys)
    compared = zip(statements, file.accounts, strict=False) if one_each else ()
    differing = (_disagreement(statement, account, file) for statement, account in compared)
    return file.model_copy(update={"disagreements": tuple(each for each in differing if each)})


def _key(statement: Node) -> str:
    """Tells accounts apart; empty for one without a number. An account may have a statement for each currency."""
    number = statement.get("INVACCTFROM", "ACCTID")
    return f"{statement.get('INVACCTFROM', 'BROKERID')} {number}" if number else ""


def _refuse_repeated(source: Source, statements: Sequence[Node]) -> None:
    """Two statements of one account would be added up."""
    seen = set[tuple[str, str]]()
    for statement in statements:
        key = _key(statement), statement.get("CURDEF")
        if key[0] and key in seen:
            raise ImportRefused(
                f"{source.name} has two statements of the account {statement.get('INVACCTFROM', 'ACCTID')}: download "
                "those of one day"
            )
        seen.add(key)


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


def _read_account(book: Book, known: Securities, statement: Node, key: str) -> None:
    id_ = statement.get("INVACCTFROM", "ACCTID")
    currency = statement.get("CURDEF") or book.currency
    as_of = statement.day("DTASOF")
    account = book.account(id_ or None, id_ or "OFX", _account_kind(statement), key=key)
    for position in (statement.find("INVPOSLIST") or Node("")).each(*POSITIONS):
        _take_rate(book, position)
        held = read_position(position, known, currency)
        if held is None:
            unique = position.get("INVPOS", "SECID", "UNIQUEID")
            book.note(None, unique or position.tag, Destiny.SKIPPED, FORMER)
        elif held.price_date == as_of:
            account.positions.append(held.model_copy(update={"price_date": None}))
        else:
            account.positions.append(held)
    for list_ in statement.each("INVTRANLIST", "INVOOLIST"):
        entries = sum(1 for child in list_.children if child.children)
        book.note(None, list_.tag, Destiny.SKIPPED, f"{entries} transactions or orders, which are no holdings")
    _take_cash(book, account, statement, currency)
    for balance in statement.each("BAL"):
        book.note(None, f"BALLIST {balance.get('NAME')}", Destiny.TOTAL, "sum")


def _account_kind(statement: Node) -> str | None:
    if statement.find("INV401K") or statement.find("INV401KBAL"):
        return "401k"
    return _ACCOUNT_KINDS.get(statement.get("INVACCTFROM", "USPRODUCTTYPE").upper())


def _take_rate(book: Book, position: Node) -> None:
    """`CURRENCY` of a position: its amounts are in `CURSYM`, of which one unit costs `CURRATE` of the statement's."""
    if (currency := position.find("INVPOS", "CURRENCY")) and (rate := currency.decimal("CURRATE")):
        book.rates.setdefault(currency.get("CURSYM"), rate)


def _take_cash(book: Book, account: Account, statement: Node, currency: str) -> None:
    """Available cash and the margin balance, which is negative for debt."""
    balances = statement.find("INVBAL")
    if balances is None:
        book.warn("The file has no balances (INVBAL): its cash is missing.")
        return
    available, margin = (balances.decimal(tag) or Decimal(0) for tag in ("AVAILCASH", "MARGINBALANCE"))
    amount = margin
    if _is_counted_twice(statement, available, margin, account.positions):
        why = "the same money as the money market fund among the positions"
        book.note(None, "AVAILCASH", Destiny.MERGED, why)
        book.warn(f"Available cash of {available:f} {currency} is {why}: it is counted once.")
    else:
        amount = EXACT.add(available, margin)
        book.note(None, "AVAILCASH", Destiny.CASH, "cash")
    book.note(None, "MARGINBALANCE", Destiny.CASH, "cash, or what the account owes")
    if balances.find("SHORTBALANCE"):
        book.note(None, "SHORTBALANCE", Destiny.SKIPPED, "proceeds of short sales, which are not free cash")
    if amount:
        account.add_cash(currency, amount)


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


def _disagreement(statement: Node, account: ImportedAccount, file: ImportedFile) -> Disagreement | None:
    stated = _stated_total(statement)
    if stated is None:
        return None
    read = sum_of([account], file.base_currency, file.fx_to_base)
    return disagreement(f"total of {account.name}", stated, read, file.base_currency)


def _read_bank_accounts(book: Book, ofx: Node) -> None:
    """The balances of bank accounts beside an investment account. What a credit card owes is left out."""
    for number, statement in enumerate(ofx.each("STMTRS")):
        id_ = statement.get("BANKACCTFROM", "ACCTID")
        amount = statement.decimal("LEDGERBAL", "BALAMT")
        book.note(None, f"LEDGERBAL {id_}", Destiny.CASH, "cash at a bank")
        account = book.account(id_ or None, id_ or "Bank", key=f"bank {number}")
        if amount:
            account.add_cash(statement.get("CURDEF") or book.currency, amount)
    for statement in ofx.each("CCSTMTRS"):
        book.note(None, f"CCSTMTRS {statement.get('CCACCTFROM', 'ACCTID')[-4:]}", Destiny.SKIPPED, "a credit card")


FORMAT = Format("OFX and QFX, versions 1 and 2", is_ofx, read)
