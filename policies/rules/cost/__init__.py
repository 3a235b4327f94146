from __future__ import annotations

from policies.rules.cost import budget_covers_idle, budget_exists, budget_limit, cost_anomaly

RULES = (budget_covers_idle.RULE, budget_exists.RULE, budget_limit.RULE, cost_anomaly.RULE)
