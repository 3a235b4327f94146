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
        while True:
            rows = self._pieces(user_id, 0)
            tag = rows[0]["tag"]
            while len(rows) < rows[0]["pieces"]:
                rows += self._pieces(user_id, len(rows))
            if all(row["tag"] == tag for row in rows):
                return TaggedPortfolio(stored_portfolio(row["piece"] for row in rows), tag, rows[0]["today"])

    def replace(self, user_id: str, document: PortfolioDocument, tags: list[str] | None) -> TaggedPortfolio:
        """Makes the stored portfolio the document's, in one transaction.

        Args:
            user_id: of the portfolio's user.
            document: what is stored from now on, the profile included.
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

    def _pieces(self, user_id: str, first: int) -> list[dict[str, Any]]:
        return self._db.query(
            "Portfolios.get",
            """
            WITH whole AS MATERIALIZED (SELECT CAST(portfolio_of(:user_id, false) AS text) AS text)
            SELECT md5(text) AS tag, pieces, piece, CAST(now() AS date) AS today
            FROM whole CROSS JOIN LATERAL pieces(text, CAST(:first AS integer)) ORDER BY number
            """,
            user_id=user_id,
            first=first,
        )


def stored_portfolio(pieces: Iterable[str]) -> StoredPortfolio:
    return StoredPortfolio.model_validate(json.loads("".join(pieces), parse_float=Decimal))
