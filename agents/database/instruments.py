"""Instruments: the catalogue that comes with Alex, and the users' own."""

from __future__ import annotations

from datetime import date

from agent_runtime.portfolio import Classification
from database.data_api import DataApi
from database.errors import AlreadyThere, NotOwned
from database.rows import Amount, Row
from holdings.kinds import InstrumentKind


class StoredInstrument(Row):
    instrument_id: str
    symbol: str
    name: str
    kind: InstrumentKind
    classification: Classification | None
    """None until the InstrumentTagger has classified it."""
    rationale: str
    """The InstrumentTagger's reason; empty for the catalogue, which has a source instead."""
    unit_price: Amount
    """USD."""
    price_date: date | None
    source: str
    owner_id: str | None
    version: int

    @property
    def own(self) -> bool:
        """The user's, and not the catalogue's."""
        return self.owner_id is not None


class Instruments:
    """A user sees the catalogue and their own instruments. The user's own wins where both have a symbol: it is there
    because its description contradicts the catalogue's."""

    def __init__(self, db: DataApi) -> None:
        self._db = db

    def list_for(self, user_id: str, limit: int, after: str | None = None) -> list[StoredInstrument]:
        """By symbol, beginning after the symbol `after`, which need not exist."""
        rows = self._db.query(
            "Instruments.list_for",
            """
            SELECT DISTINCT ON (symbol) * FROM instruments
            WHERE (owner_id IS NULL OR owner_id = :user_id) AND symbol > coalesce(CAST(:after AS text), '')
            ORDER BY symbol, owner_id NULLS LAST LIMIT :limit
            """,
            user_id=user_id,
            after=after,
            limit=limit,
        )
        return [StoredInstrument.model_validate(row) for row in rows]

    def own(self, user_id: str, limit: int, after: str | None = None) -> list[StoredInstrument]:
        """The user's own by symbol, beginning after the symbol `after`, which need not exist."""
        rows = self._db.query(
            "Instruments.own",
            """
            SELECT * FROM instruments WHERE owner_id = :user_id AND symbol > coalesce(CAST(:after AS text), '')
            ORDER BY symbol LIMIT :limit
            """,
            user_id=user_id,
            after=after,
            limit=limit,
        )
        return [StoredInstrument.model_validate(row) for row in rows]

    def find(self, user_id: str, symbol: str) -> StoredInstrument | None:
        rows = self._db.query(
            "Instruments.find",
            """
            SELECT * FROM instruments WHERE symbol = :symbol AND (owner_id IS NULL OR owner_id = :user_id)
            ORDER BY owner_id NULLS LAST LIMIT 1
            """,
            user_id=user_id,
            symbol=symbol,
        )
        return StoredInstrument.model_validate(rows[0]) if rows else None

    def redescribe(self, user_id: str, symbol: str, name: str, kind: InstrumentKind) -> StoredInstrument:
        """Corrects the user's own instrument, which is classified anew if that changes it. Raises NotOwned."""
        rows = self._db.query(
            "Instruments.redescribe",
            """
            UPDATE instruments SET name = CAST(:name AS text), kind = CAST(:kind AS text),
                classification = CASE WHEN (name, kind) = (:name, :kind) THEN classification END,
                rationale = CASE WHEN (name, kind) = (:name, :kind) THEN rationale ELSE '' END
            WHERE owner_id = :user_id AND symbol = :symbol RETURNING *
            """,
            user_id=user_id,
            symbol=symbol,
            name=name,
            kind=kind,
        )
        if not rows:
            raise NotOwned("instrument")
        return StoredInstrument.model_validate(rows[0])

    def delete(self, user_id: str, symbol: str) -> None:
        """Removes the user's own instrument. Raises NotOwned, or AlreadyThere while a position holds it."""
        (row,) = self._db.query(
            "Instruments.delete", "SELECT drop_instrument(:user_id, :symbol) AS gone", user_id=user_id, symbol=symbol
        )
        if row["gone"]:
            return
        found = self.find(user_id, symbol)
        if found is None or not found.own:
            raise NotOwned("instrument")
        raise AlreadyThere(f"A position holds {symbol}; delete the position first.")
