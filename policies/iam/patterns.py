"""IAM's wildcards: `*` for any run of characters, `?` for exactly one."""

from __future__ import annotations

import re
from functools import lru_cache

_WILDCARD = re.compile(r"[*?]")


def has_wildcard(text: str) -> bool:
    return _WILDCARD.search(text) is not None


def literal_prefix(pattern: str) -> str:
    """The text before the first wildcard."""
    return _WILDCARD.split(pattern, maxsplit=1)[0]


def only_wildcards(pattern: str) -> bool:
    """Whether the pattern matches every text, or every text of some length."""
    return bool(pattern) and not _WILDCARD.sub("", pattern)


@lru_cache(maxsize=4096)
def expression(pattern: str) -> re.Pattern[str]:
    """Regular expression with IAM's matching, ignoring case."""
    body = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(body, re.IGNORECASE | re.DOTALL)


def matches(pattern: str, text: str) -> bool:
    return expression(pattern).fullmatch(text) is not None
