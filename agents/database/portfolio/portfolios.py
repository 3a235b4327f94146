"""Users' portfolios: read in one moment, replaced as a whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from database.data_api import DataApi
from database.errors import Changed
from database.portfolio.known import known_instruments
from database.portfolio.rows import portfolio_rows
from holdings.document import PortfolioDocument
from holdings.stored import StoredPortfolio

#: Of a request without a tag, when another one changes the portfolio meanwhile.
_ATTEMPTS = 3

_PIECES = """
    SELECT md5(text) AS tag, pieces, piece, CAST(now() AS date) AS today
    FROM whole CROSS JOIN LATERAL pieces(text, CAST(:first AS integer)) ORDER BY number
"""
_STORED = f"""
    WITH whole AS MATERIALIZED (SELECT CAST(portfolio_of(:user_id, false) AS text) AS text)
    {_PIECES}
"""
_PREVIEWED = f"""
    WITH whole AS MATERIALIZED (SELECT preview_portfolio(:user_id, CAST(:document AS jsonb)) AS text)
    {_PIECES}
"""


@dataclass(frozen=True)
class TaggedPortfolio:
    portfolio: StoredPortfolio
    tag: str
    """Changes with everything that is represented."""
    today: date
    """The database's, for the age of prices."""


class Portfolios:
    def __init__(self, db: DataApi) -> None:
        self._db = db

    def get(self, user_id: str) -> TaggedPortfolio:
        """The portfolio at one moment; an empty one for a user who has stored nothing."""
        return self._whole("Portfolios.get", _STORED, {"user_id": user_id})

    def preview(self, user_id: str, document: PortfolioDocument, stored: TaggedPortfolio) -> TaggedPortfolio:
        """The portfolio as `replace` would store it. Its tag is that of `stored` if nothing would change.

        Args:
            user_id: of the portfolio's user.
            document: what would be stored.
            stored: what `get` gave.

        Raises:
            Incomplete: the document cannot be stored.
        """
        known = known_instruments(self._db, user_id, (h for account in document.accounts for h in account.positions))
        rows = portfolio_rows(document, known, stored.portfolio.accounts)
        return self._whole("Portfolios.preview", _PREVIEWED, {"user_id": user_id, "document": rows})

    def replace(self, user_id: str, document: PortfolioDocument, tags: list[str] | None) -> TaggedPortfolio:
        """Makes the stored portfolio the document's, in one transaction.

        Args:
            user_id: of the portfolio's user.
            document: the new content, the profile included.
            tags: the stored portfolio's must be among them; None for any.

        Raises:
            Changed: the stored portfolio's tag is not among `tags`. Nothing was changed.
            Incomplete: the document cannot be stored. Nothing was changed.
        """
        for _ in range(_ATTEMPTS):
            stored = self.get(user_id)
            # Accounts get their ids from what was read: no change in between may be overwritten unseen.
            if self._replace(user_id, document, stored, [stored.tag] if tags is None else tags):
                return self.get(user_id)
            if tags is not None:
                break
        raise Changed("portfolio")

    def _replace(self, user_id: str, document: PortfolioDocument, stored: TaggedPortfolio, tags: list[str]) -> bool:
        known = known_instruments(self._db, user_id, (h for account in document.accounts for h in account.positions))
        (answer,) = self._db.query(
            "Portfolios.replace",
            "SELECT replace_portfolio(:user_id, CAST(:tags AS jsonb), CAST(:document AS jsonb)) AS replaced",
            user_id=user_id,
            tags=tags,
            document=portfolio_rows(document, known, stored.portfolio.accounts),
        )
        return answer["replaced"]

    def _whole(self, operation: str, sql: str, params: dict[str, Any]) -> TaggedPortfolio:
        """From pieces that all are of one moment."""
        while True:
            rows = self._db.query(operation, sql, **params, first=0)
            tag = rows[0]["tag"]
            while len(rows) < rows[0]["pieces"]:
                rows += self._db.query(operation, sql, **params, first=len(rows))
            if all(row["tag"] == tag for row in rows):
                return TaggedPortfolio(stored_portfolio(row["piece"] for row in rows), tag, rows[0]["today"])


def stored_portfolio(pieces: Iterable[str]) -> StoredPortfolio:
    return StoredPortfolio.model_validate(json.loads("".join(pieces), parse_float=Decimal))
