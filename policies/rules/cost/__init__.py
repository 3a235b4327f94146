from __future__ import annotations

from policies.rules.cost import budget_exists

RULES = (budget_exists.RULE,)
