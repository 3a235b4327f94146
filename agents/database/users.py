"""Profiles of users."""

from __future__ import annotations

from datetime import datetime

from agent_runtime.portfolio.snapshot import RetirementGoal
from database.data_api import DataApi
from database.errors import Changed
from database.rows import Row


class User(Row):
    user_id: str
    display_name: str = ""
    goal: RetirementGoal | None = None
    notes: str = ""
    pseudonym: str | None = None
    """The user's name in logs, metrics and traces. It is random, and nothing but this row leads from it to the user."""
    version: int = 0
    """0 before anything is stored."""
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def tag(self) -> str:
        return str(self.version)


class Erased(Row):
    """Number of rows that an erasure deleted. All are 0 for a user of whom nothing was stored."""

    profiles: int
    accounts: int
    positions: int
    instruments: int
    jobs: int
    results: int


class Users:
    def __init__(self, db: DataApi) -> None:
        self._db = db

    def get(self, user_id: str) -> User:
        """The user's profile, or an empty one."""
        found = self._db.query("Users.get", "SELECT * FROM users WHERE user_id = :user_id", user_id=user_id)
        return User.model_validate(found[0]) if found else User(user_id=user_id)

    def pseudonym_of(self, user_id: str) -> str | None:
        """None before anything is stored."""
        found = self._db.query(
            "Users.pseudonym_of", "SELECT pseudonym FROM users WHERE user_id = :user_id", user_id=user_id
        )
        return found[0]["pseudonym"] if found else None

    def erase(self, user_id: str, tags: list[str] | None = None) -> Erased:
        """Deletes everything about the user. Raises Changed, and deletes nothing, if `tags` lack the profile's tag.

        The traces of the jobs follow: `DeletedJobs` has them. A planner at work on one of the jobs loses its claim.
        """
        rows = self._db.query(
            "Users.erase",
            "SELECT * FROM erase_user(CAST(:user_id AS text), CAST(:tags AS jsonb))",
            user_id=user_id,
            tags=tags,
        )
        if not rows:
            raise Changed("profile")
        return Erased.model_validate(rows[0])

    def put(
        self,
        user_id: str,
        display_name: str,
        goal: RetirementGoal | None,
        notes: str,
        tags: list[str] | None = None,
    ) -> User:
        """Stores the whole profile. Raises Changed, and stores nothing, if `tags` lack the profile's tag."""
        rows = self._db.query(
            "Users.put",
            """
            INSERT INTO users (user_id, display_name, goal, notes)
            SELECT CAST(:user_id AS text), CAST(:display_name AS text), CAST(:goal AS jsonb), CAST(:notes AS text)
            WHERE coalesce(CAST(:tags AS jsonb) @> '"0"', true)
               OR EXISTS (SELECT FROM users WHERE user_id = :user_id)
            ON CONFLICT (user_id) DO UPDATE
            SET display_name = excluded.display_name, goal = excluded.goal, notes = excluded.notes
            WHERE coalesce(CAST(:tags AS jsonb) @> to_jsonb(CAST(users.version AS text)), true)
            RETURNING *
            """,
            user_id=user_id,
            display_name=display_name,
            goal=goal.model_dump(mode="json") if goal else None,
            notes=notes,
            tags=tags,
        )
        if not rows:
            raise Changed("profile")
        return User.model_validate(rows[0])
