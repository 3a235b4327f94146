"""Tags of a resource that changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from local.provider.later import Change


def retag(change: Change, put: Callable[[dict[str, str]], Any]) -> None:
    """Puts all tags if they changed. Tags are never taken away: the program sets the same keys on everything."""
    if change.changes("tags"):
        put(change.take("tags", {}))


def as_list(tags: dict[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """The list form of most APIs."""
    return [{key: name, value: text} for name, text in tags.items()]
