"""Tokens and costs of an observation (rules 2.8, 2.9, 7.1–7.4, 7.7)."""

from __future__ import annotations

from typing import Any

from local.traces.mapping import prices
from local.traces.mapping.values import OBSERVATION, Attributes, JsonObject, as_object, decoded, is_number

_TOKENS = {
    "input": ("gen_ai.usage.prompt_tokens", "gen_ai.usage.input_tokens", "llm.token_count.prompt"),
    "output": ("gen_ai.usage.completion_tokens", "gen_ai.usage.output_tokens", "llm.token_count.completion"),
}
_COSTS = ("gen_ai.usage.cost", "llm.cost.total")
COST_DECIMALS = 12


def given_usage(attributes: Attributes) -> dict[str, int]:
    """Buckets of tokens as they were sent, without the total that the server adds (2.8)."""
    found = decoded(attributes.get(f"{OBSERVATION}.usage_details"))
    if isinstance(found, str) or found is None:
        named = {bucket: [key for key in keys if key in attributes] for bucket, keys in _TOKENS.items()}
        found = {bucket: attributes[keys[0]] for bucket, keys in named.items() if keys}
    return {bucket: int(count) for bucket, count in _counts(found).items()}


def given_cost(attributes: Attributes) -> dict[str, float]:
    """US dollars as they were sent (2.9)."""
    found = decoded(attributes.get(f"{OBSERVATION}.cost_details"))
    if isinstance(found, str) or found is None:
        costs = [decoded(attributes[key]) for key in _COSTS if attributes.get(key) not in (None, "")]
        found = {"total": costs[0]} if costs else None
    return {bucket: round(cost, COST_DECIMALS) for bucket, cost in _counts(found).items()}


def usage_and_cost(attributes: Attributes, *, model: str | None, level: str, contents: JsonObject) -> JsonObject:
    """What the observation used, counted and priced by the server if the sender gave nothing (7.1–7.4).

    Args:
        contents: with `input` and `output`, as texts.
    """
    usage, cost = given_usage(attributes), given_cost(attributes)
    known = prices.of(model) if model else None
    if known and not usage and not cost and level != "ERROR":
        # A call that was cut off is not billed, but counted here, unless its level says so.
        usage = prices.counted(contents)
    if usage:
        usage = {**usage, "total": usage.get("total", sum(usage.values()))}
    if not cost and known:
        cost = known.cost_of(usage)
    elif cost and "total" not in cost and cost.keys() <= {"input", "output"}:
        cost["total"] = round(sum(cost.values()), COST_DECIMALS)
    return {"usageDetails": usage, "costDetails": cost, "totalCost": cost.get("total", 0.0)}


def by_kind(buckets: dict[str, float]) -> dict[str, float]:
    """Sums of tokens or costs as Langfuse shows them, by what a bucket's name contains at any place (7.6)."""
    return {
        kind: sum(value for name, value in buckets.items() if kind in name.lower() and name != "total")
        for kind in ("input", "output")
    }


def _counts(found: Any) -> dict[str, float]:
    """Leaves out all but numbers of 0 or more."""
    return {key: value for key, value in (as_object(found) or {}).items() if is_number(value) and value >= 0}
