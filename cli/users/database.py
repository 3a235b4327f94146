"""Users, looked up and erased over the Data API as the application's database user."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from cli.shared.account import Account
from cli.shared.data_api import AppDatabase, text_parameter
from cli.shared.stack_account import told

_FIND = """
    SELECT user_id, pseudonym, created_at,
           (SELECT count(*) FROM accounts a WHERE a.user_id = u.user_id) AS accounts,
           (SELECT count(*) FROM positions JOIN accounts a USING (account_id) WHERE a.user_id = u.user_id) AS positions,
           (SELECT count(*) FROM instruments i WHERE i.owner_id = u.user_id) AS instruments,
           (SELECT count(*) FROM jobs j WHERE j.user_id = u.user_id) AS jobs,
           (SELECT count(*) FROM job_results JOIN jobs j USING (job_id) WHERE j.user_id = u.user_id) AS results,
           (SELECT count(*) FROM jobs j WHERE j.user_id = u.user_id AND j.finished_at IS NULL) AS unfinished
    FROM users u WHERE user_id = :name OR pseudonym = :name
    ORDER BY user_id = :name DESC LIMIT 1
"""
"""The order is for a subject that looks like another user's pseudonym."""
_ERASE = """
    SELECT accounts, positions, instruments, jobs, results FROM erase_user(CAST(:name AS text), NULL)
"""


class Stored(BaseModel):
    """Numbers of rows."""

    model_config = ConfigDict(frozen=True)

    accounts: int
    positions: int
    instruments: int
    jobs: int
    results: int


class UserRow(Stored):
    user_id: str
    pseudonym: str
    created_at: datetime
    unfinished: int
    """Jobs that wait or run."""


class UsersDatabase:
    """Its methods raise UserError when the database does not answer."""

    def __init__(self, account: Account) -> None:
        self._database = AppDatabase(account)

    def find(self, name: str) -> UserRow | None:
        """By subject or pseudonym."""
        if name != name.encode(errors="ignore").decode():
            return None  # it has bytes of the terminal that are no text
        found = self._rows(_FIND, name)
        return UserRow.model_validate(found[0]) if found else None

    def erase(self, subject: str) -> Stored:
        """Deletes everything about the user; the numbers of deleted rows."""
        return Stored.model_validate(self._rows(_ERASE, subject)[0])

    def _rows(self, sql: str, name: str) -> list[dict[str, Any]]:
        with told("the database does not answer"):
            return [json.loads(row) for row in self._database.json_rows(sql, text_parameter("name", name))]
