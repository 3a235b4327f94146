"""User and session ids, and the environment, as traces may hold them.

A user's id is the pseudonym of the database. Whatever else comes in its place is bounded: Langfuse drops an id of more
than `MAX_LENGTH` characters, and with it the trace's user or session; and an e-mail address is no name for a trace.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date

MAX_LENGTH = 200
_HASH_LENGTH = 32
#: Begins the id of a user whose subject is an e-mail address.
_HIDDEN = "user"
#: Of an environment's name.
_LONGEST_ENVIRONMENT = 40
_NOT_IN_AN_ENVIRONMENT = re.compile(r"[^a-z0-9_-]+")
#: Langfuse keeps names that begin so for itself.
_RESERVED = re.compile(r"^(langfuse[-_]?)+")


def bounded(identifier: str) -> str:
    """The id itself if it is short and no address; else its readable beginning, if any, `~`, and a hash.

    The same id always gives the same result, and bounding a result again changes nothing.
    """
    is_address = "@" in identifier
    if len(identifier) <= MAX_LENGTH and not is_address:
        return identifier
    digest = hashlib.sha256(identifier.encode(errors="surrogatepass")).hexdigest()[:_HASH_LENGTH]
    return f"{_HIDDEN if is_address else identifier[: MAX_LENGTH - _HASH_LENGTH - 1]}~{digest}"


def session_id(user_id: str, day: date) -> str:
    """Groups a user's jobs of one day, e.g. `user-1/2026-01-31`."""
    return bounded(f"{bounded(user_id)}/{day.isoformat()}")


def environment_name(tag: str) -> str:
    """The stack's environment as Langfuse takes it, e.g. `Prod EU` as `prod-eu`.

    Langfuse moves a span of any other form to `default`, and refuses a score.
    """
    name = _NOT_IN_AN_ENVIRONMENT.sub("-", tag.lower())
    return _RESERVED.sub("", name)[:_LONGEST_ENVIRONMENT] or "default"
