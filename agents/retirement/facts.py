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
        self.given: dict[str, Any] | None = None
        """What the tool gave."""

    def known(self) -> Facts | None:
        """The facts, or None if this run's model has not called the tool."""
        if self.given is None:
            return None
        from faithfulness import GENERAL, facts_of_projection

        return facts_of_projection(self.given).allow(GENERAL)
