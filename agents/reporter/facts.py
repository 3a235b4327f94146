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
        self._facts: Facts | None = None

    def given(self, metrics: PortfolioMetrics) -> list[str]:
        """Notes that the tool gave these metrics. Returns the sentences that hold because of them."""
        from faithfulness import GENERAL, facts_of_portfolio, statements_of_portfolio

        portfolio = described(self._portfolio) | {"notes": self._portfolio.notes}
        figures = metrics.model_dump(mode="json")
        facts = facts_of_portfolio(portfolio, figures).allow(GENERAL)
        facts.statements.add(statements_of_portfolio(portfolio, figures))
        # Reports write names without markup: a name in another script is still the client's.
        facts.given |= {plain(name) for name in facts.given}
        self._facts = facts
        return facts.statements.texts

    def known(self) -> Facts | None:
        """The facts, or None if this run's model has not called the tool."""
        return self._facts
