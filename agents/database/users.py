"""Profiles of users."""

from __future__ import annotations

from agent_runtime.portfolio import RetirementGoal
from database.data_api import DataApi
from database.rows import Row


class User(Row):
    user_id: str
    display_name: str = ""
    goal: RetirementGoal | None = None
    notes: str = ""
    version: int = 0
    """0: nothing was stored yet."""


class Users:
    def __init__(self, db: DataApi) -> None:
        self._db = db

    def get(self, user_id: str) -> User:
        """The user's profile; an empty one for a user who never stored any."""
        found = self._db.query("Users.get", "SELECT * FROM users WHERE user_id = :user_id", user_id=user_id)
        return User.model_validate(found[0]) if found else User(user_id=user_id)

    def put(self, user_id: str, display_name: str, goal: RetirementGoal | None, notes: str) -> User:
        """Stores the whole profile."""
        (row,) = self._db.query(
            "Users.put",
            """
            INSERT INTO users (user_id, display_name, goal, notes)
            VALUES (:user_id, :display_name, CAST(:goal AS jsonb), :notes)
            ON CONFLICT (user_id) DO UPDATE
            SET display_name = excluded.display_name, goal = excluded.goal, notes = excluded.notes
            RETURNING *
            """,
            user_id=user_id,
            display_name=display_name,
            goal=goal.model_dump(mode="json") if goal else None,
            notes=notes,
        )
        return User.model_validate(row)
