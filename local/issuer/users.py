"""The users of the sign-in page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class User:
    subject: str
    """The `sub` of this user's tokens, by which the API knows the user."""
    name: str


#: `alex analyze` and the other commands act as Ada, so her analyses are on the site too. Grace starts without data.
ADA, GRACE = User("demo-user", "Ada"), User("exercise-user", "Grace")
USERS = {user.subject: user for user in (ADA, GRACE)}
