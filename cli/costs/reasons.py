"""Why a cost differs from its estimate, in one sentence, where the counts tell it."""

from __future__ import annotations

from collections.abc import Callable

from cli.costs.report import CostRow
from estimate.usage import Tokens

#: Differences up to this share of the estimate need no reason.
_ALIKE = 0.05


def why_model(row: CostRow, model: str, usd: Callable[[Tokens], float], counted: Tokens, analyses: int) -> str:
    """
    Args:
        row: an agent's jobs.
        model: that the stack's settings give the agent.
        usd: price of tokens of this model.
        counted: tokens of one analysis, as the estimate has them.
        analyses: that the estimate is for.
    """
    if row.unpriced_calls:
        return f"{row.unpriced_calls:,} model calls have no price: it cost more than this"
    of_one = usd(counted)
    difference = row.cost_usd - of_one * analyses
    if abs(difference) <= _ALIKE * of_one * analyses:
        return ""
    if not row.jobs:
        return f"worked in none of {analyses:,} analyses"
    used = _of_one(row)
    longer_input = Tokens(used.calls, used.input, used.cached, counted.output)
    causes = {
        f"worked in {row.jobs:,} of {analyses:,} analyses": (row.jobs - analyses) * of_one,
        _instead(used.input + used.cached, counted.input + counted.cached, "input", used.cached, counted.cached): (
            row.jobs * (usd(longer_input) - of_one)
        ),
        _instead(used.output, counted.output, "output"): row.jobs * (usd(used) - usd(longer_input)),
        f"these tokens cost {row.jobs * usd(used):,.4f} with {model}: another model answered, or its price "
        "has changed": row.cost_usd - row.jobs * usd(used),
    }
    # The one that moves the cost furthest in the direction of the difference.
    return max(causes, key=lambda cause: causes[cause] * difference)


def why_capacity(acu_hours: float, expected: float) -> str:
    """Of the database."""
    if abs(acu_hours - expected) <= _ALIKE * expected:
        return ""
    more = "awake longer, or busier" if acu_hours > expected else "awake for less time, or less busy"
    return f"{acu_hours:,.1f} ACU-hours, not {expected:,.1f}: it was {more}"


def _of_one(row: CostRow) -> Tokens:
    """Average of the jobs that used the agent."""
    tokens = row.tokens
    return Tokens(
        *(round(number / row.jobs) for number in (row.model_calls, tokens.input, tokens.cached, tokens.output))
    )


def _instead(used: int, counted: int, kind: str, cached: int = 0, counted_cached: int = 0) -> str:
    def figure(tokens: int, of_them: int) -> str:
        return f"{tokens:,} ({of_them:,} cached)" if cached or counted_cached else f"{tokens:,}"

    return f"{figure(used, cached)} {kind} tokens an analysis, not {figure(counted, counted_cached)}"
