"""Rows 2.8, 2.9 and 7: tokens and cost. Whatever we do not send, the server makes up."""

from __future__ import annotations

import math
from typing import Any

from tests.langfuse_contract.rows import Rule, each_step
from tests.langfuse_contract.sent import Step

#: Names that the server's own price list knows, and the one for reasoning, which must hold `output`.
BUCKETS = {"input", "input_cached_tokens", "input_cache_creation", "output", "output_reasoning_tokens", "total"}
COST_DECIMALS = 12


def _counts(found: Any) -> list[Any]:
    return [value for key, value in found.items() if key != "total"]


def _adds_up(step: Step) -> bool:
    """An object of whole numbers with their sum."""
    found = step.data("usage_details")
    if step.own("usage_details") is None:
        return True
    whole = isinstance(found, dict) and all(isinstance(count, int) and count >= 0 for count in found.values())
    return whole and found["total"] == sum(_counts(found)) and step.row["usageDetails"] == found


def _costs_add_up(step: Step) -> bool:
    found = step.data("cost_details")
    if step.own("cost_details") is None:
        return True
    return isinstance(found, dict) and math.isclose(
        found["total"], math.fsum(_counts(found)), abs_tol=10**-COST_DECIMALS
    )


def _is_not_made_up(step: Step) -> bool:
    """Without usage the server counts tokens of a known model itself, unless the level is ERROR."""
    return step.own("usage_details") is not None or step.row["level"] == "ERROR"


def _is_priced(step: Step) -> bool:
    """What was used has a cost, which the server then does not compute. Nothing used costs nothing."""
    used = (step.data("usage_details") or {}).get("total", 0)
    return (step.row["totalCost"] > 0) == (used > 0) == (step.own("cost_details") is not None)


def _survives_rounding(step: Step) -> bool:
    """Costs are kept with 12 decimals, counts as unsigned integers."""
    costs = (step.data("cost_details") or {}).values()
    return all(cost == 0 or round(cost, COST_DECIMALS) > 0 for cost in costs)


RULES: dict[str, Rule] = {
    "2.8": each_step(_adds_up),
    "2.9": each_step(_costs_add_up),
    "7.1": each_step(
        lambda step: step.row["type"] == "GENERATION" or not (step.row["usageDetails"] or step.row["costDetails"])
    ),
    "7.2": each_step(lambda step: step.own("cost_details") is None or "total" in (step.data("cost_details") or {})),
    "7.4": each_step(_is_not_made_up, "GENERATION"),
    "7.5": each_step(_is_priced, "GENERATION"),
    "7.6": each_step(lambda step: (step.data("usage_details") or {}).keys() <= BUCKETS),
    "7.7": each_step(_survives_rounding),
}
