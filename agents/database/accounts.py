"""Accounts of users."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid4

from database.data_api import DataApi
from database.errors import Changed, LimitReached, NotOwned
from database.rows import AccountKind, Amount, VersionedRow

#: Bounds the cost of an analysis, and keeps a portfolio far below the Data API's limit of 1 MiB per response.
MAX_ACCOUNTS = 20


class Account(VersionedRow):
    account_id: str
    name: str
    kind: AccountKind
    cash: Amount
    """USD."""


class Accounts:
    """Every method takes the user first, and raises NotOwned for an account that the user does not have.

    Methods that change an account take `tags`. If the account's `tag` is not among them, they change nothing and raise
    Changed; with None they do not compare.
    """

    def __init__(self, db: DataApi) -> None:
        self._db = db

    def list_for(self, user_id: str) -> list[Account]:
        """Oldest first."""
        rows = self._db.query(
            "Accounts.list_for",
            "SELECT * FROM accounts WHERE user_id = :user_id ORDER BY created_at, account_id",
            user_id=user_id,
        )
        return [Account.model_validate(row) for row in rows]

    def get(self, user_id: str, account_id: UUID) -> Account:
        return _only(
            self._db.query(
                "Accounts.get",
                "SELECT * FROM accounts WHERE account_id = :account_id AND user_id = :user_id",
                account_id=account_id,
                user_id=user_id,
            )
        )

    def create(self, user_id: str, name: str, kind: AccountKind, cash: Decimal) -> Account:
        """Raises LimitReached if the user has `MAX_ACCOUNTS` already, even under concurrent requests."""
        created = self._db.query(
            "Accounts.create",
            """
            SELECT * FROM open_account(
                :user_id, :account_id, CAST(:name AS text), CAST(:kind AS text), CAST(:cash AS numeric),
                CAST(:most AS integer)
            )
            """,
            account_id=uuid4(),
            user_id=user_id,
            name=name,
            kind=kind,
            cash=cash,
            most=MAX_ACCOUNTS,
        )
        if not created:
            raise LimitReached(f"A user can have at most {MAX_ACCOUNTS} accounts.")
        return _only(created)

    def update(
        self,
        user_id: str,
        account_id: UUID,
        name: str,
        kind: AccountKind,
        cash: Decimal,
        tags: list[str] | None = None,
    ) -> Account:
        updated = self._db.query(
            "Accounts.update",
            """
            UPDATE accounts SET name = :name, kind = :kind, cash = :cash
            WHERE account_id = :account_id AND user_id = :user_id
              AND coalesce(CAST(:tags AS jsonb) @> to_jsonb(CAST(version AS text)), true)
            RETURNING *
            """,
            account_id=account_id,
            user_id=user_id,
            name=name,
            kind=kind,
            cash=cash,
            tags=tags,
        )
        if not updated:
            raise self._reason(user_id, account_id)
        return _only(updated)

    def delete(self, user_id: str, account_id: UUID, tags: list[str] | None = None) -> None:
        """Deletes its positions too."""
        deleted = self._db.execute(
            "Accounts.delete",
            """
            DELETE FROM accounts WHERE account_id = :account_id AND user_id = :user_id
              AND coalesce(CAST(:tags AS jsonb) @> to_jsonb(CAST(version AS text)), true)
            """,
            account_id=account_id,
            user_id=user_id,
            tags=tags,
        )
        if not deleted:
            raise self._reason(user_id, account_id)

    def _reason(self, user_id: str, account_id: UUID) -> Exception:
        """Why nothing was changed. Raises NotOwned."""
        self.get(user_id, account_id)
        return Changed("account")


def _only(rows: list[dict[str, object]]) -> Account:
    if not rows:
        raise NotOwned("account")
    return Account.model_validate(rows[0])
