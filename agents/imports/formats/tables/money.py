"""Money in a table: its rows of cash, its sums, and what the lines above it state of both."""

from __future__ import annotations

import re
from decimal import Decimal

from holdings.exact import EXACT
from imports.book.positions import MINOR
from imports.cells.columns import plain
from imports.cells.dates import day_within
from imports.cells.numbers import ABSENT_IN_SHEETS, number
from imports.files.source import Line
from imports.formats.tables.currencies import beside, currency_of
from imports.formats.tables.fields import CODES
from imports.formats.tables.figures import Numbers, value_of
from imports.formats.tables.found import DEFAULT_CURRENCY, Table
from imports.result import Destiny

#: At the beginning or the end of a cell: Vanguard Total Bond is a fund.
_SUM = re.compile(
    r"^(?:sub|grand |overall )?-?totals?\b|\btotals?:?$|^summe\b|gesamt|^totaal|^totale\b|^somme\b", re.IGNORECASE
)
_SUM_ALONE = re.compile(r"(?:sub|grand |overall )?-?totals?:?|summe|gesamt|totaal|totale|somme", re.IGNORECASE)
#: Beside an amount on a line above or below the table, without the colon.
_CASH_STATED = re.compile(
    r"(?:total )?cash(?: balance| value)?(?: \(?(?P<currency>[a-z]{3})\)?)?|cash (?:&|and) sweep vehicle"
    r"|barbestand|kontostand"
)
_TOTAL_STATED = re.compile(r"(?:total|account|portfolio)(?: (?:account|portfolio|market))? (?:value|assets|worth)")
_DOLLARS = frozenset({"AUD", "CAD", "HKD", "NZD", "SGD"})
_ACCOUNT_STATED = re.compile(r"(?:account|depot|konto)(?: name| number)?(?:$|: ?(?P<name>.+))", re.IGNORECASE)


def is_sum(table: Table, line: Line) -> bool:
    """Whether a row adds up others. A company may be called Total: it has a symbol, too."""
    quantity = table.columns.get(line, "quantity")
    if quantity.lower() in ABSENT_IN_SHEETS or not any(map(str.isdigit, quantity)):
        return any(_SUM.search(cell) for cell in line.filled[:3])
    symbol = table.columns.get(line, "symbol")
    if symbol and not _SUM_ALONE.fullmatch(symbol):
        return False
    named = any(re.search("[A-Za-z]{4}", cell) for cell in line.filled[1:2])
    return _SUM_ALONE.fullmatch(line.filled[0]) is not None and not named


def take_sum(table: Table, line: Line, label: str) -> None:
    table.book.note(line.number, label, Destiny.TOTAL, "sum")
    value = value_of(table.columns, line, table.convention)
    if value is not None:
        table.sums.append((line, value))


def take_cash(table: Table, line: Line, label: str, numbers: Numbers) -> bool:
    """Counts a row of cash in its account; False if it states no amount."""
    stated = (numbers.value, numbers.quantity, numbers.price)
    amount = next((each for each in stated if each is not None), None)
    if amount is None:
        return False
    stated_in = currency_of(table, line, "value" if numbers.value is not None else "price")
    currency, amount = _in_whole_units(stated_in, amount)
    account = table.account(line)
    if amount:
        account.add_cash(currency, amount)
    table.currencies[currency] += 1
    table.cash_rows += 1
    table.book.note(line.number, label, Destiny.CASH, "cash")
    return True


def take_above(table: Table, line: Line) -> None:
    """A line above the table: the day, the account, a total, or cash, which `close_stated` takes."""
    table.book.as_of = table.book.as_of or day_within(" ".join(line.filled))
    if states_cash(table, line):
        return
    label, amount = plain(line.filled[0]).rstrip(" :"), _amount(table, line)
    if amount is not None and _TOTAL_STATED.fullmatch(label):
        table.sums.append((line, amount))
        table.book.note(line.number, line.filled[0], Destiny.TOTAL, "sum")
        return
    table.book.note(line.number, line.filled[0], Destiny.HEADING, "stands above the table")
    if found := _ACCOUNT_STATED.fullmatch(line.filled[0].rstrip(" :")):
        table.section = (found["name"] or "".join(line.filled[1:2])).strip()


def states_cash(table: Table, line: Line) -> bool:
    """Whether a line beside the table has the word cash and an amount only; it is then taken by `close_stated`."""
    found = _CASH_STATED.fullmatch(plain(line.filled[0]).rstrip(" :"))
    amount = _amount(table, line) if found else None
    if found is None or amount is None:
        return False
    code = (found["currency"] or "").upper()
    code, amount = _in_whole_units(code if code in CODES else beside(line.filled[1]) or "", amount)
    table.stated_cash.append((line, code, amount))
    return True


def close_stated(table: Table) -> None:
    """Counts the cash that lines beside the table state, where it is clear whose it is, and counted once."""
    accounts = table.book.accounts
    stated = [(line, _currency_of_cash(table, line, code), amount) for line, code, amount in table.stated_cash]
    currencies = [currency for _, currency, _ in stated]
    for line, currency, amount in stated:
        label, why = line.filled[0], ""
        if table.cash_rows:
            why = "the table has cash of its own"
        elif len(accounts) > 1 or len(set(currencies)) < len(currencies):
            why = "it is not clear in which account it is"
        if why:
            table.book.note(line.number, label, Destiny.SKIPPED, f"not taken: {why}")
            table.book.warn(f"Line {line.number}, {label[:60]}, is left out: {why}.")
            continue
        account = accounts[0] if accounts else table.account(line)
        account.add_cash(currency, amount)
        table.currencies[currency] += 1
        table.book.note(line.number, label, Destiny.CASH, "cash")


def _in_whole_units(currency: str, amount: Decimal) -> tuple[str, Decimal]:
    """Pounds for pence; all else as it is."""
    return (MINOR[currency][0], EXACT.multiply(amount, Decimal("0.01"))) if currency in MINOR else (currency, amount)


def _amount(table: Table, line: Line) -> Decimal | None:
    """Of a line that has a label and an amount only."""
    if len(line.filled) != 2:
        return None
    try:
        return number(line.filled[1], table.convention)
    except ValueError:
        return None


def _currency_of_cash(table: Table, line: Line, code: str) -> str:
    """As stated, else that of the column of values, else the one that most rows have."""
    stated = table.columns.stated_currency.get("value")
    others = stated or next((currency for currency, _ in table.currencies.most_common(1)), DEFAULT_CURRENCY)
    # A dollar sign may be that of the table's dollars.
    is_any_dollar = code == "USD" and others in _DOLLARS and "US" not in " ".join(line.filled).upper()
    return others if is_any_dollar or not code else code
