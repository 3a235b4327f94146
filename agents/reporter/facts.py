"""What `portfolio_metrics` gave in a run, and the facts that a report may state because of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent_runtime.agent.wording import plain
from agent_runtime.portfolio.described import described
from agent_runtime.portfolio.snapshot import Portfolio
from reporter.models import PortfolioMetrics

if TYPE_CHECKING:
    from faithfulness import Facts


class ReportFacts:
    """The facts of one report. None are known before the tool was called."""

    def __init__(self, portfolio: Portfolio) -> None:
        self._portfolio = portfolio
        self.metrics: PortfolioMetrics | None = None
        """What the tool gave."""

    def known(self) -> Facts | None:
        """The facts, or None if this run's model has not called the tool."""
        if self.metrics is None:
            return None
        from faithfulness import GENERAL, facts_of_portfolio

        portfolio = described(self._portfolio) | {"notes": self._portfolio.notes}
        facts = facts_of_portfolio(portfolio, self.metrics.model_dump(mode="json")).allow(GENERAL)
        # Reports write names without markup: a name in another script is still the client's.
        facts.given |= {plain(name) for name in facts.given}
        return facts
