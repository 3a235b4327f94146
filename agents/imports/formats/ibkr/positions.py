"""Interactive Brokers: one holding from the facts that a statement's row and a query's record both have."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from imports.book.book import FORMER, Book
from imports.book.positions import valued_position
from imports.formats.ibkr.kinds import NOTIONAL, kind_of, names_of
from imports.result import Destiny, ImportedPosition, ImportRefused


@dataclass(frozen=True, slots=True)
class Facts:
    line: int
    symbol: str
    """As written; the name, for bonds."""
    category: str
    subtype: str
    description: str
    security_id: str
    """ISIN or CUSIP."""
    exchange: str
    currency: str
    quantity: Decimal | None
    price: Decimal | None
    value: Decimal | None
    multiplier: Decimal | None


def read_position(facts: Facts, book: Book) -> ImportedPosition | None:
    """A holding; None for another row, which is then among the book's rows. Raises ImportRefused."""
    kind = kind_of(facts.category, facts.subtype)
    if kind is None:
        book.note(facts.line, facts.symbol, Destiny.SKIPPED, NOTIONAL)
        book.warn(f"{facts.symbol} is left out: {NOTIONAL}.")
        return None
    if not facts.quantity:
        book.note(facts.line, facts.symbol, Destiny.SKIPPED, FORMER)
        return None
    try:
        return valued_position(
            kind,
            facts.quantity,
            price=facts.price,
            value=facts.value,
            currency=facts.currency,
            line=facts.line,
            shares_per_contract=facts.multiplier,
            **names_of(kind, facts.symbol, facts.description, facts.security_id, facts.exchange),
        )
    except ValueError as error:
        raise ImportRefused(f"line {facts.line}: {facts.symbol} has {error}") from error
