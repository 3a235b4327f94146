"""Tokens of the agents' models, by the price tables that the runtime uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from estimate.meters import Use
from estimate.prices import Price
from estimate.stack import Resource, Stack, nested
from estimate.usage import Tokens, Usage
from estimate.workload import Workload

FUNCTION = "aws:lambda/function:Function"
MODEL_ID = "BEDROCK_MODEL_ID"


def uses(stack: Stack, load: Workload, usage: Usage) -> Iterator[Use]:
    """One use a model. A model without a price has none: `unpriced` names it."""
    for model, agents in agents_by_model(stack, usage).items():
        if (usd := usd_of(model, stack.home_region, *(usage.tokens[agent] for agent in agents))) is not None:
            price = Price(f"model {model}", usd, "analysis", 0.0, "genai-prices (PyPI)", date.min)
            yield Use("model", f"{model}: {', '.join(agents)}", price, 0.0, load.analyses)


def unpriced(stack: Stack, usage: Usage) -> list[str]:
    """Models that no price is known of."""
    nothing = Tokens(calls=0, input=0, cached=0, output=0)
    return [model for model in agents_by_model(stack, usage) if usd_of(model, stack.home_region, nothing) is None]


def agents_by_model(stack: Stack, usage: Usage) -> dict[str, list[str]]:
    """Agents by the model that they call."""
    found: dict[str, list[str]] = defaultdict(list)
    for function in stack.of(FUNCTION):
        model, agent = model_of(function), function.name.removesuffix("-function")
        if model and agent in usage.tokens:
            found[model].append(agent)
    return found


def model_of(function: Resource) -> str | None:
    model = nested(function, "environment").get("variables", {}).get(MODEL_ID)
    return model if isinstance(model, str) else None


def usd_of(model: str, region: str | None, *tokens: Tokens) -> float | None:
    """US dollars of these tokens, called from the region; None for a model without a known price."""
    # Imported here: the tables take half a second, and an idle month needs none of them.
    from agent_runtime.bedrock.prices import TokenCounts, cost_of

    costs = [cost_of(model, TokenCounts(each.input, each.cached, 0, each.output), region) for each in tokens]
    known = [cost.total for cost in costs if cost is not None]
    return sum(known) if len(known) == len(costs) else None
