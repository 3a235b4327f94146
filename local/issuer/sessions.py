"""Sessions of browsers at the issuer. They live as long as the process."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from local.issuer.users import User

EXPIRED = "Your session has expired. Sign in again."
REVOKED = "An administrator has ended your session. Sign in again."


@dataclass
class Session:
    key: str
    """Value of the browser's cookie."""
    number: int
    """Names the session on the test page, which does not show keys."""
    user: User
    began: float
    """Unix time."""
    ended: str = ""
    """Reason for its end, in words for the user; empty while it lives."""


class Sessions:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._by_key: dict[str, Session] = {}

    def begin(self, user: User) -> Session:
        session = Session(secrets.token_urlsafe(32), len(self._by_key) + 1, user, self._clock())
        self._by_key[session.key] = session
        return session

    def find(self, key: str | None) -> Session | None:
        """The session of a cookie, also one that has ended."""
        return self._by_key.get(key or "")

    def living(self, key: str | None) -> Session | None:
        found = self.find(key)
        return None if found is None or found.ended else found

    def all_living(self) -> list[Session]:
        return [session for session in self._by_key.values() if not session.ended]

    def expire(self, number: str) -> None:
        """Ends one session, as time would."""
        for session in self.all_living():
            if str(session.number) == number:
                session.ended = EXPIRED

    def revoke(self, user: User) -> None:
        """Ends all sessions of a user, in every browser."""
        for session in self.all_living():
            if session.user == user:
                session.ended = REVOKED

    def forget(self, key: str) -> None:
        """After a sign-out: the next sign-in has nothing to explain."""
        if session := self._by_key.get(key):
            session.ended = "Signed out."
