"""User and session ids as Langfuse takes them.

Langfuse drops an id of more than `MAX_LENGTH` characters, and with it the trace's user or session. The API accepts user
ids of up to 255 characters.
"""

from __future__ import annotations

import hashlib
from datetime import date

MAX_LENGTH = 200
_HASH_LENGTH = 32


def bounded(identifier: str) -> str:
    """The id itself when Langfuse takes it; else its readable beginning, `~`, and a hash of the whole.

    The same id always gives the same result, and bounding a result again changes nothing.
    """
    if len(identifier) <= MAX_LENGTH:
        return identifier
    digest = hashlib.sha256(identifier.encode(errors="surrogatepass")).hexdigest()[:_HASH_LENGTH]
    return f"{identifier[: MAX_LENGTH - _HASH_LENGTH - 1]}~{digest}"


def session_id(user_id: str, day: date) -> str:
    """Groups a user's jobs of one day, e.g. `user-1/2026-01-31`."""
    return bounded(f"{user_id}/{day.isoformat()}")
