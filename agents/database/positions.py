"""Positions: how much of an instrument an account holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from pydantic import computed_field

from database.data_api import DataApi
from database.errors import AlreadyThere, Changed, LimitReached, NotOwned
from database.portfolio.describe import Described, describe, missing_price
from database.portfolio.known import known_instruments
from database.portfolio.rows import Incomplete, instrument_row, position_row
from database.rows import Amount, VersionedRow
from holdings.document import MAX_POSITIONS, Holding
from holdings.kinds import InstrumentKind
from holdings.stored import CatalogueEntry


class Position(VersionedRow):
    position_id: str
    account_id: str
    symbol: str
    name: str
    kind: InstrumentKind
    isin: str | None
    cusip: str | None
    in_catalogue: CatalogueEntry | None
    """What the catalogue knows under the symbol of a user's own instrument."""
    quantity: Amount
    unit_price: Amount | None
    """As quoted, in `currency`: the newest that is known, see the view `held`."""
    stated_value: Amount | None
    """As the broker states it."""
    multiplier: Amount | None
    currency: str
    price_date: date
    price_source: str
    face: str

    @computed_field
    @property
    def tag(self) -> str:
        return f"{self.version}.{self.face}"


class Positions:
    """Every method takes the user first, and raises NotOwned for an account or position that the user does not have.

    Methods that change a position take `tags`. If the position's `tag` is not among them, they change nothing and raise
    Changed; with None they do not compare.
    """

    def __init__(self, db: DataApi) -> None:
        self._db = db

    def list_for(self, user_id: str, account_id: UUID) -> list[Position]:
        """By symbol and currency."""
        rows = self._db.query(
            "Positions.list_for",
            """
            SELECT h.* FROM accounts a LEFT JOIN held h USING (account_id)
            WHERE a.account_id = :account_id AND a.user_id = :user_id ORDER BY h.symbol, h.currency
            """,
            account_id=account_id,
            user_id=user_id,
        )
        if not rows:
            raise NotOwned("account")
        # An account without positions is one row without a position.
        return [Position.model_validate(row) for row in rows if row["position_id"]]

    def get(self, user_id: str, position_id: UUID) -> Position:
        rows = self._db.query(
            "Positions.get",
            "SELECT * FROM held h WHERE h.position_id = :position_id AND h.user_id = :user_id",
            position_id=position_id,
            user_id=user_id,
        )
        if not rows:
            raise NotOwned("position")
        return Position.model_validate(rows[0])

    def add(self, user_id: str, account_id: UUID, holding: Holding) -> Position:
        """Adds a position, and its instrument or a newer description of it.

        Raises:
            Incomplete: the position has no price, and none is known.
            AlreadyThere: the account holds the instrument in this currency.
            LimitReached: the user holds `MAX_POSITIONS`. The limit holds under concurrent requests too.
        """
        instrument = describe(holding, known_instruments(self._db, user_id, [holding]))
        if problem := missing_price(holding, instrument):
            raise Incomplete([("unit_price", problem)])
        added = self._db.query(
            "Positions.add",
            """
            SELECT * FROM add_holding(
                :user_id, CAST(:given AS jsonb), CAST(:instrument AS jsonb), CAST(:most AS integer)
            )
            """,
            user_id=user_id,
            given=position_row(str(account_id), holding, instrument),
            instrument=instrument_row(holding, instrument) if instrument.own else None,
            most=MAX_POSITIONS,
        )
        if not added:
            raise self._reason(user_id, account_id, instrument, holding.currency)
        return Position.model_validate(added[0])

    def update(
        self,
        user_id: str,
        position_id: UUID,
        quantity: Decimal,
        unit_price: Decimal | None = None,
        tags: list[str] | None = None,
        *,
        value: Decimal | None = None,
        multiplier: Decimal | None = None,
        price_date: date | None = None,
        price_source: str = "",
    ) -> Position:
        """Without price and value, the position keeps what it has: a stated value in proportion to the quantity."""
        updated = self._db.execute(
            "Positions.update",
            """
            UPDATE positions p
            SET quantity = :quantity,
                multiplier = coalesce(CAST(:multiplier AS numeric), p.multiplier),
                unit_price = CASE WHEN n.brings THEN CAST(:unit_price AS numeric) ELSE p.unit_price END,
                stated_value = CASE WHEN n.brings THEN CAST(:value AS numeric)
                    ELSE round(p.stated_value * :quantity / p.quantity, 12) END,
                price_date = CASE WHEN n.brings THEN coalesce(CAST(:price_date AS date), CAST(now() AS date))
                    ELSE coalesce(p.price_date, CAST(p.updated_at AS date)) END,
                price_source = CASE WHEN n.brings THEN CAST(:price_source AS text) ELSE p.price_source END
            FROM held h, (
                SELECT coalesce(CAST(:unit_price AS numeric), CAST(:value AS numeric)) IS NOT NULL AS brings
            ) n
            WHERE p.position_id = :position_id AND h.position_id = p.position_id AND h.user_id = :user_id
              AND coalesce(CAST(:tags AS jsonb) @> to_jsonb(p.version || '.' || h.face), true)
            """,
            position_id=position_id,
            user_id=user_id,
            quantity=quantity,
            unit_price=unit_price,
            value=value,
            multiplier=multiplier,
            price_date=price_date,
            price_source=price_source,
            tags=tags,
        )
        found = self.get(user_id, position_id)
        if not updated:
            raise Changed("position")
        return found

    def delete(self, user_id: str, position_id: UUID, tags: list[str] | None = None) -> None:
        deleted = self._db.execute(
            "Positions.delete",
            """
            DELETE FROM positions p USING held h
            WHERE p.position_id = :position_id AND h.position_id = p.position_id AND h.user_id = :user_id
              AND coalesce(CAST(:tags AS jsonb) @> to_jsonb(p.version || '.' || h.face), true)
            """,
            position_id=position_id,
            user_id=user_id,
            tags=tags,
        )
        if not deleted:
            self.get(user_id, position_id)
            raise Changed("position")

    def _reason(self, user_id: str, account_id: UUID, instrument: Described, currency: str) -> Exception:
        """The reason why nothing was added."""
        held = self.list_for(user_id, account_id)
        if any((position.symbol, position.currency) == (instrument.symbol, currency) for position in held):
            return AlreadyThere(f"The account holds {instrument.symbol} already; change that position instead.")
        return LimitReached(f"A user can have at most {MAX_POSITIONS} positions.")
