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


class Changed(RuntimeError):
    """The row is no longer what the caller has read.

    Args:
        thing: what was to be changed, e.g. `account`.
    """

    def __init__(self, thing: str) -> None:
        super().__init__(f"The {thing} has changed since it was read; read it again.")


class LimitReached(ValueError):
    """The user has as many rows as one user may have; the message says how many."""


class Unstorable(ValueError):
    """The database does not take this value: it is too large, or holds what PostgreSQL has no way to write."""


class TooManyUnfinished(RuntimeError):
    """The user has as many unfinished jobs as one user may have.

    Args:
        most: that many.
    """

    def __init__(self, most: int) -> None:
        super().__init__(f"A user can have at most {most} unfinished analyses.")
        self.most = most


class MigrationError(RuntimeError):
    """The migration files contradict each other or what the database has already seen."""
