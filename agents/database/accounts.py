"""Accounts of users."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID, uuid4

from database.data_api import DataApi
from database.errors import Changed, LimitReached, NotOwned
from database.rows import Amount, VersionedRow
from holdings.amounts import text_of
from holdings.document import MAX_ACCOUNTS, AccountKind

NO_BALANCES: Mapping[str, Decimal] = MappingProxyType({})


class Account(VersionedRow):
    account_id: str
    name: str
    kind: AccountKind
    cash: Amount
    """USD."""
    balances: dict[str, Amount]
    """Amounts of other currencies."""
    external_id: str
    """The broker's id."""


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
            """
            SELECT *, balances_of(account_id) AS balances FROM accounts WHERE user_id = :user_id
            ORDER BY created_at, place, account_id
            """,
            user_id=user_id,
        )
        return [Account.model_validate(row) for row in rows]

    def get(self, user_id: str, account_id: UUID) -> Account:
        return _only(
            self._db.query(
                "Accounts.get",
                """
                SELECT *, balances_of(account_id) AS balances FROM accounts
                WHERE account_id = :account_id AND user_id = :user_id
                """,
                account_id=account_id,
                user_id=user_id,
            )
        )

    def create(
        self,
        user_id: str,
        name: str,
        kind: AccountKind,
        cash: Decimal,
        balances: Mapping[str, Decimal] = NO_BALANCES,
    ) -> Account:
        """Raises LimitReached if the user has `MAX_ACCOUNTS` already, even under concurrent requests.

        Args:
            cash: US dollars.
            balances: amounts of other currencies.
        """
        created = self._db.query(
            "Accounts.create",
            """
            WITH opened AS (
                SELECT * FROM open_account(
                    :user_id, :account_id, CAST(:name AS text), CAST(:kind AS text), CAST(:cash AS numeric),
                    CAST(:most AS integer)
                )
            ), put AS (
                INSERT INTO cash_balances (account_id, currency, amount)
                SELECT account_id, key, CAST(value AS numeric)
                FROM opened CROSS JOIN jsonb_each_text(CAST(:balances AS jsonb))
            )
            SELECT *, CAST(:balances AS jsonb) AS balances FROM opened
            """,
            account_id=uuid4(),
            user_id=user_id,
            name=name,
            kind=kind,
            cash=cash,
            balances=_texts(balances),
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
        balances: Mapping[str, Decimal] = NO_BALANCES,
    ) -> Account:
        updated = self._db.query(
            "Accounts.update",
            """
            WITH updated AS (
                UPDATE accounts SET name = :name, kind = :kind, cash = :cash
                WHERE account_id = :account_id AND user_id = :user_id
                  AND coalesce(CAST(:tags AS jsonb) @> to_jsonb(CAST(version AS text)), true)
                RETURNING *
            ), gone AS (
                DELETE FROM cash_balances b USING updated u
                WHERE b.account_id = u.account_id AND NOT jsonb_exists(CAST(:balances AS jsonb), b.currency)
            ), put AS (
                INSERT INTO cash_balances (account_id, currency, amount)
                SELECT account_id, key, CAST(value AS numeric)
                FROM updated CROSS JOIN jsonb_each_text(CAST(:balances AS jsonb))
                ON CONFLICT (account_id, currency) DO UPDATE SET amount = excluded.amount
            )
            SELECT *, CAST(:balances AS jsonb) AS balances FROM updated
            """,
            account_id=account_id,
            user_id=user_id,
            name=name,
            kind=kind,
            cash=cash,
            balances=_texts(balances),
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


def _texts(balances: Mapping[str, Decimal]) -> dict[str, str]:
    return {currency: text_of(amount) for currency, amount in balances.items() if amount}
