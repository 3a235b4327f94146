"""Interactive Brokers: the open positions of a Flex query, in SUMMARY rows, LOT rows or both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from imports.book.book import Book
from imports.formats.ibkr.flex_records import Record
from imports.formats.ibkr.positions import Facts, read_position
from imports.result import Destiny, ImportedPosition


def read_positions(book: Book, positions: Sequence[Record], lots: Sequence[Record]) -> Iterator[ImportedPosition]:
    """SUMMARY rows, and the lots of instruments without one. Raises ImportRefused."""
    summed = {_instrument(record) for record in positions}
    rows = [*positions]
    for lot in lots:
        if _instrument(lot) in summed:
            book.note(lot.line, "LOT", Destiny.MERGED, "part of the SUMMARY row")
        else:
            rows.append(lot)
    for record in rows:
        if position := read_position(_facts(record), book):
            yield position


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
