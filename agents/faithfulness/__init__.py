"""Compares a model's text for a client with the facts from this run's tools.

facts = facts_of_portfolio(portfolio, metrics).allow(GENERAL)
facts.statements.add(statements_of_portfolio(portfolio, metrics))  # the model may take these word for word
verdict = check(report, facts)  # verdict.problems go back to the model, once
mended = mend(report, facts)    # the rest is replaced or taken out
"""

from __future__ import annotations

from faithfulness.check import check
from faithfulness.facts.facts import Allowed, Facts
from faithfulness.facts.general import GENERAL
from faithfulness.facts.portfolio_facts import facts_of_portfolio
from faithfulness.facts.projection_facts import facts_of_job, facts_of_projection
from faithfulness.model import Checked, Fact, Kind, State, Verdict
from faithfulness.repair import Repaired, mend, repair
from faithfulness.statements.portfolio import statements_of_portfolio
from faithfulness.statements.projection import statements_of_projection

__all__ = [
    "GENERAL",
    "Allowed",
    "Checked",
    "Fact",
    "Facts",
    "Kind",
    "Repaired",
    "State",
    "Verdict",
    "check",
    "facts_of_job",
    "facts_of_portfolio",
    "facts_of_projection",
    "mend",
    "repair",
    "statements_of_portfolio",
    "statements_of_projection",
]
