"""Errors of the repositories and of the connection to the database."""

from __future__ import annotations


class DatabaseUnavailable(RuntimeError):
    """The database takes too long to resume, is down or out of reach, or its secret is not valid."""


class LoginRefused(DatabaseUnavailable):
    """PostgreSQL refuses the credentials in the secret. No statement ran."""


class StillRunning(RuntimeError):
    """A statement takes longer than the Data API waits for it. It goes on, and ends by itself."""


class NotOwned(LookupError):
    """The user has no such row. The message does not tell whether another user has it, on purpose.

    Args:
        thing: kind of row, e.g. `account`.
    """

    def __init__(self, thing: str) -> None:
        super().__init__(f"There is no such {thing}, or it is not yours.")


class AlreadyThere(ValueError):
    """A row with the same key exists. The message names it."""


class Changed(RuntimeError):
    """The row has changed since the caller read it.

    Args:
        thing: kind of row, e.g. `account`.
    """

    def __init__(self, thing: str) -> None:
        super().__init__(f"The {thing} has changed since it was read; read it again.")


class LimitReached(ValueError):
    """The user has reached the limit of rows. The message tells the limit."""


class Unstorable(ValueError):
    """The database cannot store this value: it is too large, or holds something that PostgreSQL cannot represent."""


class TooManyUnfinished(RuntimeError):
    """The user has reached the limit of unfinished jobs.

    Args:
        most: the limit.
    """

    def __init__(self, most: int) -> None:
        super().__init__(f"A user can have at most {most} unfinished analyses.")
        self.most = most


class MigrationError(RuntimeError):
    """The migration files contradict each other or the migrations that the database has applied."""
