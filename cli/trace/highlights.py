"""Highlights of an agent's work: decisions, results, errors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cli.trace.model import Observation


@dataclass(frozen=True)
class Highlight:
    when: datetime
    text: str
    is_error: bool = False
    source: str | None = None
    """Name of the failed observation, unless it is the agent or the job itself."""


def highlights(observations: Iterable[Observation]) -> list[Highlight]:
    """All events, and each error message once: an error passes through several observations, the outermost counts."""
    found: list[Highlight] = []
    messages: set[str | None] = set()
    for each in observations:
        if each.is_error and each.status_message not in messages:
            messages.add(each.status_message)
            heads_branch = each.type == "AGENT" or each.parent_id is None
            found.append(
                Highlight(each.end, each.status_message or "failed", True, None if heads_branch else each.name)
            )
        elif each.type == "EVENT" and not each.is_error:
            found.append(Highlight(each.start, each.name))
    return sorted(found, key=lambda highlight: highlight.when)
