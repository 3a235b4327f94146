"""Instruments: the catalogue that comes with Alex, and the users' own."""

from __future__ import annotations

import re
from datetime import date

from agent_runtime.portfolio.snapshot import Classification
from database.data_api import DataApi
from database.errors import AlreadyThere, NotOwned
from database.rows import Amount, Row
from holdings.kinds import InstrumentKind

#: What parts words, to Python and to PostgreSQL in every locale.
_BETWEEN_WORDS = r"[ -/:-@\[-`{-~]+"


def _spellings(word: str) -> list[str]:
    """A word in lower case, and as PostgreSQL leaves a word in capitals in the locale C: only A to Z are lowered."""
    return list(dict.fromkeys([word, "".join(each if each.isascii() else each.upper() for each in word)]))


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

    def search(self, user_id: str, text: str, limit: int) -> list[StoredInstrument]:
        """Instruments whose symbol begins with the text, or whose name has a word beginning with each word of it.

        The symbol itself comes first, then symbols that begin with the text, then names. The statement reads what the
        user sees, which is bounded: the catalogue, and 2,000 own instruments.
        """
        rows = self._db.query(
            "Instruments.search",
            """
            SELECT found.* FROM (
                SELECT DISTINCT ON (symbol) * FROM instruments
                WHERE owner_id IS NULL OR owner_id = :user_id
                ORDER BY symbol, owner_id NULLS LAST
            ) found CROSS JOIN (SELECT CAST(:symbol AS text) AS symbol, CAST(:words AS jsonb) AS words) asked
            WHERE starts_with(found.symbol, asked.symbol) OR asked.words <> '[]' AND NOT EXISTS (
                SELECT FROM jsonb_array_elements(asked.words) spellings WHERE NOT EXISTS (
                    SELECT FROM jsonb_array_elements_text(spellings) word
                    WHERE strpos(' ' || regexp_replace(lower(found.name), :between, ' ', 'g'), ' ' || word) > 0
                )
            )
            ORDER BY found.symbol = asked.symbol DESC, starts_with(found.symbol, asked.symbol) DESC, found.symbol
            LIMIT :limit
            """,
            user_id=user_id,
            symbol=text.strip().upper(),
            words=[_spellings(word) for word in re.split(_BETWEEN_WORDS, text.lower()) if word],
            between=_BETWEEN_WORDS,
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
