"""Cost of a model call in US dollars, from the tables that ship with the `genai-prices` package (no network).

The region of the call makes some models dearer than their tables say: `regional_prices`.
"""

from __future__ import annotations

from dataclasses import dataclass

from aws_lambda_powertools import Logger

from agent_runtime.bedrock import regional_prices
from agent_runtime.start import cold_start

logger = Logger(child=True)


@dataclass(frozen=True)
class TokenCounts:
    """Tokens of one model call in buckets that do not overlap: `output` does not include `reasoning`."""

    input: int = 0
    cache_read: int = 0
    cache_write: int = 0
    output: int = 0
    reasoning: int = 0

    @property
    def total(self) -> int:
        return self.input + self.cache_read + self.cache_write + self.output + self.reasoning


@dataclass(frozen=True)
class Cost:
    """US dollars of one model call."""

    input: float
    output: float

    @property
    def total(self) -> float:
        return self.input + self.output


def load_prices() -> None:
    """Loads the price tables, before they are needed or while the first model call is under way."""
    with cold_start.shortened():
        cost_of("", TokenCounts())


def cost_of(model_id: str, tokens: TokenCounts, region: str | None = None) -> Cost | None:
    """Cost of one call of a Bedrock model or inference profile; None for a model without a known price.

    Args:
        model_id: Bedrock's id.
        tokens: of the call.
        region: that the call is made from; by default the one of this process.
    """
    # Imported when first needed: no cold start should wait for the price tables.
    from genai_prices import Usage, calc_price

    usage = Usage(
        input_tokens=tokens.input + tokens.cache_read + tokens.cache_write,
        cache_read_tokens=tokens.cache_read,
        cache_write_tokens=tokens.cache_write,
        output_tokens=tokens.output + tokens.reasoning,
    )
    try:
        price = calc_price(usage, model_id, provider_id="aws")
    except LookupError:
        return None
    except Exception:
        # The call is paid for and its answer is good. Without a price it counts as unpriced.
        logger.exception("the price of a model call could not be computed", model=model_id)
        return None
    dearer = regional_prices.factors(model_id, region)
    return Cost(input=float(price.input_price) * dearer[0], output=float(price.output_price) * dearer[1])
