"""What `run_projection` gave in a run, and the facts that an explanation may state because of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retirement.models import Projection

if TYPE_CHECKING:
    from faithfulness import Facts


class ProjectionFacts:
    """The facts of one explanation. None are known before the tool was called."""

    def __init__(self, projection: Projection) -> None:
        self.projection = projection
        self._facts: Facts | None = None

    def given(self, digest: dict[str, Any]) -> list[str]:
        """Notes that the tool gave this. Returns the sentences that hold because of it."""
        from faithfulness import GENERAL, facts_of_projection, statements_of_projection

        facts = facts_of_projection(digest).allow(GENERAL)
        facts.statements.add(statements_of_projection(digest))
        self._facts = facts
        return facts.statements.texts

    def known(self) -> Facts | None:
        """The facts, or None if this run's model has not called the tool."""
        return self._facts
