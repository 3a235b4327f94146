"""What a repository refuses, and a database that cannot be reached."""

from __future__ import annotations


class DatabaseUnavailable(RuntimeError):
    """The database is waking up for too long, down or out of reach, or its secret is not valid."""


class LoginRefused(DatabaseUnavailable):
    """PostgreSQL does not take the credentials in the secret. No statement ran."""


class NotOwned(LookupError):
    """No such row belongs to the user. Whether it belongs to somebody else is not said, on purpose.

    Args:
        thing: what was asked for, e.g. `account`.
    """

    def __init__(self, thing: str) -> None:
        super().__init__(f"There is no such {thing}, or it is not yours.")


class AlreadyThere(ValueError):
    """A row with the same key exists; the message names it."""


class LimitReached(ValueError):
    """The user has as many rows as one user may have; the message says how many."""


class MigrationError(RuntimeError):
    """The migration files contradict each other or what the database has already seen."""
