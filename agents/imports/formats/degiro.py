"""DEGIRO: the portfolio as CSV or XLSX, in any language of the site.

Its columns are known by their places, for the headings follow the user's language: product, ISIN, quantity, price,
local value and value in the account's currency, which the last heading names. The local value is two columns, of which
the first is headed and holds the currency; older files have `USD 915.84` in one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from holdings.exact import EXACT
from holdings.identifiers import is_isin
from holdings.kinds import InstrumentKind
from imports.book.book import FORMER, Book
from imports.book.positions import MINOR, Names, symbols, valued_position
from imports.cells.numbers import Convention, convention_of, number_if_any
from imports.files.source import Line, Source
from imports.formats.format import Format
from imports.instruments.fund_names import is_fund
from imports.result import Destiny, ImportedFile, ImportedPosition, ImportRefused

BROKER = "DEGIRO"
_EXPORT = "at DEGIRO, open Portfolio and choose Export"
_PRODUCT = {"product", "produkt", "produit", "producto", "prodotto", "produto", "tuote"}
_DAY = {"date", "datum", "fecha", "data", "dato", "päivämäärä"}
_TIME = {"time", "tijd", "uhrzeit", "heure", "hora", "ora", "czas", "tid", "čas", "klo"}
_BASE = re.compile(r".* \(?([A-Z]{3})\)?$")
_CURRENCY = re.compile(r"[A-Z]{2}[A-Zpc]")
_CASH = "CASH & CASH FUND"
#: Columns by what is in them, for messages: their headings follow the user's language.
_NUMBERS = ("quantity", "price", "local value", "value")
_HALF, _HUNDREDTH = Decimal("0.5"), Decimal("0.01")


@dataclass(frozen=True)
class _Row:
    line: int
    product: str
    isin: str
    symbol: str
    quantity: Decimal | None
    price: Decimal | None
    currency: str
    value: Decimal | None
    in_base: Decimal | None


def recognises(source: Source) -> bool:
    return _is_portfolio(_heading(source)) or _is_history(_heading(source))


def read(source: Source) -> ImportedFile:
    """Raises ImportRefused."""
    if _is_history(_heading(source)):
        raise ImportRefused(
            f"{source.name} is a history of transactions of DEGIRO, no list of holdings: what was held before is not "
            f"in it; {_EXPORT}"
        )
    return _read_portfolio(source, source.lines())


def _is_portfolio(heading: tuple[str, ...]) -> bool:
    """Whether a row has the headings of a portfolio: product, `…/ISIN`, three or more columns, value in a currency."""
    return (
        len(heading) in (6, 7)
        and heading[0].lower() in _PRODUCT
        and heading[1].upper().endswith("ISIN")
        and _BASE.fullmatch(heading[-1]) is not None
    )


def _read_portfolio(source: Source, lines: list[Line]) -> ImportedFile:
    """A portfolio whose first line with any text is the heading. Raises ImportRefused."""
    written = [line for line in lines if not line.blank]
    heading, rows = written[0], written[1:]
    base = _base(heading.cells)
    default = Convention.RATHER_COMMA if base == "EUR" else Convention.RATHER_POINT
    convention = convention_of((cell for row in rows for cell in row.cells[2:]), default)
    book = Book(BROKER, base)
    book.note(heading.number, "headings", Destiny.HEADING, "names the columns")
    account = book.account(None, BROKER)
    total = Decimal(0)
    for line in rows:
        row = _row(source, line, convention, base)
        total = EXACT.add(total, row.in_base or Decimal(0))
        if row.isin or row.quantity is not None:
            if held := _position(row, book):
                account.positions.append(held)
        else:
            account.add_cash(row.currency, row.value or Decimal(0), row.in_base or Decimal(0))
            book.note(row.line, _CASH if row.product.startswith(_CASH) else row.product, Destiny.CASH, "cash")
    book.total = total
    return book.close(source.name)


def _heading(source: Source) -> tuple[str, ...]:
    return next((line.cells for line in source.head() if not line.blank), ())


def _is_history(heading: tuple[str, ...]) -> bool:
    """Of `Transactions.csv` and `Account.csv`: both begin with date and time, and name the ISIN and an order."""
    plain = [cell.lower() for cell in heading]
    return (
        len(plain) >= 10
        and plain[0] in _DAY
        and plain[1] in _TIME
        and any(cell.endswith("isin") for cell in plain)
        and any(cell in _PRODUCT for cell in plain)
    )


def _base(heading: tuple[str, ...]) -> str:
    found = _BASE.fullmatch(heading[-1])
    assert found is not None, "recognised by it"
    return found[1]


def _row(source: Source, line: Line, convention: Convention, base: str) -> _Row:
    cells = (*line.cells, *[""] * 7)
    currency, value, in_base = cells[4], cells[5], cells[6]
    if found := re.fullmatch(r"([A-Z]{2}[A-Zp]) (.*)", currency):
        currency, value, in_base = found[1], found[2], cells[5]
    symbol, _, isin = cells[1].rpartition("|")
    isin = isin.strip()
    if isin and not is_isin(isin):
        isin, symbol = "", isin
    texts = (cells[2], cells[3], value, in_base)
    quantity, price, local, whole = (
        _number(source, line, name, text, convention) for name, text in zip(_NUMBERS, texts, strict=True)
    )
    if not _CURRENCY.fullmatch(currency):
        if local is not None:
            raise ImportRefused(f"{source.name}, line {line.number}: {currency[:20]!r} is no currency")
        currency, local = base, whole
    return _Row(line.number, cells[0], isin, symbol.strip(), quantity, price, currency, local, whole)


def _number(source: Source, line: Line, name: str, text: str, convention: Convention) -> Decimal | None:
    """Raises ImportRefused for a text that is no number, and does not say that there is none."""
    try:
        return number_if_any(text, convention)
    except ValueError as error:
        raise ImportRefused(f"{source.name}, line {line.number}: {name}: {error}") from error


def _position(row: _Row, book: Book) -> ImportedPosition | None:
    if not row.quantity:
        book.note(row.line, row.product, Destiny.SKIPPED, FORMER)
        return None
    names = Names(name=row.product, isin=row.isin or None, value_in_base=row.in_base) | symbols(row.symbol)
    kind, contract = _kind(row)
    try:
        return valued_position(
            kind,
            row.quantity,
            price=row.price,
            value=row.value,
            currency=row.currency,
            line=row.line,
            shares_per_contract=contract,
            **names,
        )
    except ValueError as error:
        raise ImportRefused(f"line {row.line}: {row.product} has {error}") from error


def _kind(row: _Row) -> tuple[InstrumentKind, Decimal | None]:
    """The file names no kinds. Its values say how the price is quoted; the name says which are funds."""
    ratio = Decimal(1)
    if row.price and row.quantity and row.value is not None:
        ratio = row.value / (row.price * row.quantity)
    if row.currency not in MINOR and abs(ratio - _HUNDREDTH) < _HUNDREDTH * _HALF:
        return InstrumentKind.BOND, None
    if ratio >= 5 and not row.isin.startswith(("IE", "LU")):
        return InstrumentKind.OPTION, Decimal(round(ratio))
    return (InstrumentKind.ETF if is_fund(row.product) else InstrumentKind.STOCK), None


FORMAT = Format("DEGIRO portfolio (CSV)", recognises, read)
