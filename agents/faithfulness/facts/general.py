"""General knowledge that reports and explanations use, as the agents' instructions put it. Small on purpose."""

from __future__ import annotations

from faithfulness.facts.facts import Allowed
from faithfulness.model import Kind

_RULE = frozenset(
    {
        "rule",
        "withdrawal",
        "withdrawals",
        "withdraw",
        "rate",
        "bengen",
        "trinity",
        "needed",
        "needs",
        "need",
        "capital",
        "requires",
        "required",
    }
)

GENERAL: tuple[Allowed, ...] = (
    Allowed(Kind.PERCENT, 4.0),
    Allowed(Kind.PERCENT, 4.0, _RULE),
    Allowed(Kind.TIMES, 25.0),
    # Limits of "comfortable" and "reasonable" in the retirement specialist's instructions.
    Allowed(Kind.PERCENT, 85.0, frozenset({"comfortable", "comfort", "rate", "rates", "threshold", "mark"})),
    Allowed(Kind.PERCENT, 70.0, frozenset({"reasonable", "action", "rate", "rates", "threshold", "mark", "want"})),
    Allowed(Kind.YEARS, 30.0, _RULE | {"history", "histories", "historical", "lasted", "historically"}),
    Allowed(Kind.PERCENT, 100.0, frozenset({"certain", "certainty", "guarantee", "even", "never", "sum", "equals"})),
    Allowed(Kind.YEAR, 2008.0, frozenset({"crisis", "crash", "financial", "fell", "fall"})),
    Allowed(Kind.YEAR, 1994.0, _RULE),
    Allowed(Kind.YEAR, 1998.0, _RULE),
)
