"""Positions of one instrument in one account and currency are one: lots, venues, cash and margin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from database.portfolio.describe import Described, value_of_holding
from holdings.document import Holding


@dataclass(frozen=True)
class Line:
    """A position of a document."""

    path: str
    """Where it stands, e.g. `accounts[0].positions[3]`."""
    account_id: str
    holding: Holding
    instrument: Described


def merged(lines: Iterable[Line]) -> list[Line]:
    """Quantities and values added up, in the order of the first of each. What adds up to nothing is left out."""
    found: dict[tuple[str, str, bool, str], Line] = {}
    for line in lines:
        key = (line.account_id, line.instrument.symbol, line.instrument.own, line.holding.currency)
        found[key] = replace(line, holding=_sum(found[key], line)) if key in found else line
    return [line for line in found.values() if line.holding.quantity]


def _sum(first: Line, second: Line) -> Holding:
    one, other = first.holding, second.holding
    quantity = one.quantity + other.quantity
    same = (one.unit_price, one.multiplier, one.value) == (other.unit_price, other.multiplier, None)
    if same:
        return one.model_copy(update={"quantity": quantity})
    values = [value_of_holding(holding, first.instrument.kind) for holding in (one, other)]
    known = [value for value in values if value is not None]
    # Only one of the two has a price: it counts for both.
    priced = one if values[0] is not None else other
    if len(known) < len(values):
        return priced.model_copy(update={"quantity": quantity, "value": None})
    newest = max((h for h in (one, other) if h.price_date), key=lambda h: str(h.price_date), default=other)
    return newest.model_copy(update={"quantity": quantity, "value": sum(known)})
