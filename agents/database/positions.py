"""Positions: how much of an instrument an account holds."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid4

from database.data_api import DataApi
from database.errors import AlreadyThere, Changed, LimitReached, NotOwned
from database.instruments import StoredInstrument
from database.rows import Amount, VersionedRow
from holdings.kinds import InstrumentKind

#: Per user, over all accounts; see `MAX_ACCOUNTS`.
MAX_POSITIONS = 500


class Position(VersionedRow):
    position_id: str
    account_id: str
    symbol: str
    name: str
    kind: InstrumentKind
    quantity: Amount
    unit_price: Amount
    """USD; the instrument's price unless the position has its own."""
    instrument_version: int

    @property
    def tag(self) -> str:
        return f"{self.version}.{self.instrument_version}"


class Positions:
    """Every method takes the user first, and raises NotOwned for an account or position that the user does not have.

    Methods that change a position take `tags`. If the position's `tag` is not among them, they change nothing and raise
    Changed; with None they do not compare.
    """

    def __init__(self, db: DataApi) -> None:
        self._db = db

    def list_for(self, user_id: str, account_id: UUID) -> list[Position]:
        """By symbol."""
        rows = self._db.query(
            "Positions.list_for",
            """
            SELECT p.position_id, a.account_id, i.symbol, i.name, i.kind, p.quantity,
                   coalesce(p.unit_price, i.unit_price) AS unit_price, p.version, i.version AS instrument_version,
                   p.created_at, p.updated_at
            FROM accounts a LEFT JOIN positions p USING (account_id) LEFT JOIN instruments i USING (instrument_id)
            WHERE a.account_id = :account_id AND a.user_id = :user_id ORDER BY i.symbol
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
            """
            SELECT p.position_id, p.account_id, i.symbol, i.name, i.kind, p.quantity,
                   coalesce(p.unit_price, i.unit_price) AS unit_price, p.version, i.version AS instrument_version,
                   p.created_at, p.updated_at
            FROM positions p JOIN accounts a USING (account_id) JOIN instruments i USING (instrument_id)
            WHERE p.position_id = :position_id AND a.user_id = :user_id
            """,
            position_id=position_id,
            user_id=user_id,
        )
        if not rows:
            raise NotOwned("position")
        return Position.model_validate(rows[0])

    def add(
        self,
        user_id: str,
        account_id: UUID,
        instrument: StoredInstrument,
        quantity: Decimal,
        unit_price: Decimal | None,
    ) -> Position:
        """Raises AlreadyThere if the account holds the instrument, LimitReached if the user holds `MAX_POSITIONS`.

        The limit holds under concurrent requests too.
        """
        added = self._db.query(
            "Positions.add",
            """
            SELECT * FROM add_position(
                :user_id, :position_id, :account_id, :instrument_id, CAST(:quantity AS numeric),
                CAST(:unit_price AS numeric), CAST(:most AS integer)
            )
            """,
            position_id=uuid4(),
            account_id=account_id,
            user_id=user_id,
            instrument_id=UUID(instrument.instrument_id),
            quantity=quantity,
            unit_price=unit_price,
            most=MAX_POSITIONS,
        )
        if not added:
            raise self._reason(user_id, account_id, instrument)
        price = added[0]["unit_price"] or instrument.unit_price
        shown = {"symbol": instrument.symbol, "name": instrument.name, "kind": instrument.kind, "unit_price": price}
        return Position.model_validate({**added[0], **shown, "instrument_version": instrument.version})

    def update(
        self,
        user_id: str,
        position_id: UUID,
        quantity: Decimal,
        unit_price: Decimal | None,
        tags: list[str] | None = None,
    ) -> Position:
        """Without `unit_price`, the position takes its instrument's price."""
        rows = self._db.query(
            "Positions.update",
            """
            UPDATE positions p SET quantity = :quantity, unit_price = CAST(:unit_price AS numeric)
            FROM accounts a, instruments i
            WHERE p.position_id = :position_id AND a.account_id = p.account_id AND a.user_id = :user_id
              AND i.instrument_id = p.instrument_id
              AND coalesce(CAST(:tags AS jsonb) @> to_jsonb(p.version || '.' || i.version), true)
            RETURNING p.position_id, p.account_id, i.symbol, i.name, i.kind, p.quantity,
                      coalesce(p.unit_price, i.unit_price) AS unit_price, p.version, i.version AS instrument_version,
                      p.created_at, p.updated_at
            """,
            position_id=position_id,
            user_id=user_id,
            quantity=quantity,
            unit_price=unit_price,
            tags=tags,
        )
        if not rows:
            self.get(user_id, position_id)
            raise Changed("position")
        return Position.model_validate(rows[0])

    def delete(self, user_id: str, position_id: UUID, tags: list[str] | None = None) -> None:
        deleted = self._db.execute(
            "Positions.delete",
            """
            DELETE FROM positions p USING accounts a, instruments i
            WHERE p.position_id = :position_id AND a.account_id = p.account_id AND a.user_id = :user_id
              AND i.instrument_id = p.instrument_id
              AND coalesce(CAST(:tags AS jsonb) @> to_jsonb(p.version || '.' || i.version), true)
            """,
            position_id=position_id,
            user_id=user_id,
            tags=tags,
        )
        if not deleted:
            self.get(user_id, position_id)
            raise Changed("position")

    def _reason(self, user_id: str, account_id: UUID, instrument: StoredInstrument) -> Exception:
        """The reason why nothing was added."""
        held = self.list_for(user_id, account_id)
        if any(position.symbol == instrument.symbol for position in held):
            return AlreadyThere(f"The account holds {instrument.symbol} already; change that position instead.")
        return LimitReached(f"A user can have at most {MAX_POSITIONS} positions.")
