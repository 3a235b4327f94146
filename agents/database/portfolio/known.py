"""Known facts about the instruments of a document: the catalogue's, the user's own, and the prices for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from database.data_api import DataApi
from database.rows import Row
from holdings.document import Holding
from holdings.identifiers import cusip_of
from holdings.kinds import InstrumentKind


class KnownInstrument(Row):
    symbol: str
    name: str
    kind: InstrumentKind
    isin: str | None
    cusip: str | None
    own: bool


@dataclass(frozen=True)
class Known:
    """Args:
    instruments: the catalogue's and the user's.
    priced: symbol and currency of the prices that the user brought in.
    """

    instruments: tuple[KnownInstrument, ...]
    priced: frozenset[tuple[str, str]]

    def find(self, holding: Holding, *, own: bool) -> KnownInstrument | None:
        """By the key under which the holding would be kept, else by ISIN or CUSIP."""
        cusip = holding.cusip or (cusip_of(holding.isin) if holding.isin else None)
        found = (self._by_name.get((own, name, each)) for name, each in _names(holding.key, holding.isin, cusip))
        return next(filter(None, found), None)

    @cached_property
    def _by_name(self) -> dict[tuple[bool, str, str], KnownInstrument]:
        """A portfolio has a thousand holdings: each looks its instrument up."""
        return {
            (known.own, name, each): known
            for known in reversed(self.instruments)
            for name, each in _names(known.symbol, known.isin, known.cusip)
        }


def _names(symbol: str, isin: str | None, cusip: str | None) -> Iterator[tuple[str, str]]:
    """What an instrument is found by, in order."""
    for name, each in (("symbol", symbol), ("isin", isin), ("cusip", cusip)):
        if each:
            yield name, each


def known_instruments(db: DataApi, user_id: str, holdings: Iterable[Holding]) -> Known:
    """In one statement."""
    listed = list(holdings)
    numbers = [number for holding in listed for number in (holding.isin, holding.cusip) if number]
    cusips = [cusip for holding in listed if holding.isin and (cusip := cusip_of(holding.isin))]
    rows = db.query(
        "Instruments.known",
        """
        WITH asked AS (SELECT DISTINCT jsonb_array_elements_text(CAST(:keys AS jsonb)) AS key)
        SELECT symbol, name, kind, isin, cusip, owner_id IS NOT NULL AS own, CAST(NULL AS text) AS currency
        FROM instruments
        WHERE (owner_id IS NULL OR owner_id = :user_id)
          AND (symbol IN (SELECT key FROM asked) OR isin IN (SELECT key FROM asked) OR cusip IN (SELECT key FROM asked))
        UNION ALL
        SELECT symbol, '', 'other', NULL, NULL, true, currency FROM prices
        WHERE owner_id = :user_id AND symbol IN (SELECT key FROM asked)
        """,
        user_id=user_id,
        keys=[*(holding.key for holding in listed), *numbers, *cusips],
    )
    return Known(
        tuple(KnownInstrument.model_validate(row) for row in rows if row["currency"] is None),
        frozenset((row["symbol"], row["currency"]) for row in rows if row["currency"] is not None),
    )
