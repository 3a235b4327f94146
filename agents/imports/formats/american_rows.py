"""Rows of American brokers: a holding with the broker's own value, or money, in US dollars."""

from __future__ import annotations

from decimal import Decimal

from holdings.kinds import InstrumentKind, multiplier
from imports.book.book import FORMER, NO_UNITS, Account, Book
from imports.book.positions import valued_position
from imports.cells.columns import Columns
from imports.files.source import Line
from imports.instruments.identify import Figures, Instrument
from imports.result import Destiny


def figures_of(columns: Columns, row: Line, value: Decimal | None) -> Figures | None:
    """The numbers of a row with its value, which was read before; None without a quantity. Raises ImportRefused."""
    quantity = columns.number(row, "quantity")
    return Figures(quantity, columns.number(row, "price"), value) if quantity is not None else None


def take_cash(book: Book, account: Account, line: int, what: str, amount: Decimal | None, why: str) -> None:
    """A row that is money: it counts in the account's cash."""
    if amount is None:
        book.note(line, what, Destiny.SKIPPED, "states no amount")
        book.warn(f"Line {line}: {what} states no amount.")
        return
    account.add_cash(book.currency, amount)
    book.note(line, what, Destiny.CASH, why)


def take_holding(
    book: Book, account: Account, line: int, what: str, instrument: Instrument, figures: Figures | None
) -> None:
    """A row with a holding: it becomes a position, or part of one, or is left out with a reason.

    Args:
        what: the row's symbol or name, for the case that it is left out.
        figures: None for a row without a quantity.
    """
    if figures is None:
        book.note(line, what, Destiny.SKIPPED, "states no quantity: not taken")
        book.warn(f"Line {line}: {what} states no quantity, and is left out.")
    elif not instrument.label:
        book.note(line, what, Destiny.SKIPPED, "names no instrument: not taken")
    elif not figures.quantity and figures.value:
        book.note(line, what, Destiny.SKIPPED, NO_UNITS)
        book.warn(f"Line {line}: {what} is left out: {NO_UNITS}.")
    elif not figures.quantity:
        book.note(line, what, Destiny.SKIPPED, FORMER)
    elif figures.value is None and figures.price is None:
        book.note(line, what, Destiny.SKIPPED, "has no price and no value: reported, not valued")
    else:
        _warn_of_doubts(book, line, instrument, figures)
        account.positions.append(
            valued_position(
                instrument.kind,
                figures.quantity,
                price=figures.price,
                value=figures.value,
                currency=book.currency,
                line=line,
                symbol=instrument.symbol,
                as_written=instrument.as_written,
                cusip=instrument.cusip,
                name=instrument.name,
            )
        )


def warn_of_value(book: Book, line: int, label: str, figures: Figures, kind: InstrumentKind) -> None:
    """Tells of a stated value that is far from quantity × price."""
    if figures.factor is None:
        return
    # About 1, and up to 2 for inflation-indexed bonds.
    deviation = figures.factor / multiplier(kind)
    if not Decimal("0.5") < deviation < Decimal(2):
        book.warn(
            f"Line {line}: the value of {label[:60]} is {float(deviation):.4g} times its quantity × price; the "
            "value is taken."
        )


def _warn_of_doubts(book: Book, line: int, instrument: Instrument, figures: Figures) -> None:
    if not instrument.symbol and not instrument.cusip:
        book.warn(f"Line {line}: {instrument.name} has neither ticker nor CUSIP, and is known by its name.")
    warn_of_value(book, line, instrument.label, figures, instrument.kind)
