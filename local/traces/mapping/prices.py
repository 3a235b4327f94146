"""Models that Langfuse's server knows, counts and prices itself (rules 7.3–7.5).

Of its built-in list, Anthropic's models on Bedrock: no other model of Bedrock is on it. A token is estimated as four
characters here; the server has Anthropic's tokenizer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from local.traces.mapping.values import JsonObject

CHARACTERS_PER_TOKEN = 4
_MILLION = 1_000_000
_CACHE_READ, _CACHE_WRITE, _CACHE_WRITE_1H = 0.1, 1.25, 2.0
_OF_INPUT = {
    **dict.fromkeys(("input", "input_tokens"), 1.0),
    **dict.fromkeys(("input_cached_tokens", "input_cache_read", "cache_read_input_tokens"), _CACHE_READ),
    **dict.fromkeys(("input_cache_creation", "input_cache_creation_5m", "cache_creation_input_tokens"), _CACHE_WRITE),
    "input_cache_creation_1h": _CACHE_WRITE_1H,
}
"""Bucket to its price, as a multiple of the input's."""
_OF_OUTPUT = ("output", "output_tokens")
BUCKETS = frozenset({*_OF_INPUT, *_OF_OUTPUT})
"""Names that have a price (7.6). Tokens in any other bucket cost nothing unless the sender gives their cost."""
_REGION = r"(?:anthropic/)?(?:(?:eu|us|apac|au|jp|global)\.)?anthropic\."
#: Family, with US dollars for a million tokens of input and of output: the same in all regions.
_FAMILIES = (
    (r"claude-3-haiku", 0.25, 1.25),
    (r"claude-3-5-haiku", 0.8, 4.0),
    (r"claude-haiku-4-5", 1.0, 5.0),
    (r"claude-sonnet-5", 2.0, 10.0),
    (r"claude-(?:3|3-5|3[.-]7)-sonnet|claude-sonnet-4(?:-[56])?", 3.0, 15.0),
    (r"claude-opus-4-[5-8]|claude-opus-5", 5.0, 25.0),
    (r"claude-3-opus|claude-opus-4(?:-1)?", 15.0, 75.0),
)
_VERSION = r"(?:-\d{8})?(?:-v\d(?::0)?)?"
_PATTERNS = tuple((re.compile(f"{_REGION}(?:{family}){_VERSION}", re.IGNORECASE), *of) for family, *of in _FAMILIES)


@dataclass(frozen=True)
class Prices:
    """US dollars for a million tokens."""

    input: float
    output: float

    def cost_of(self, usage: dict[str, int]) -> dict[str, float]:
        """US dollars by bucket. A bucket without a price has none; without any priced bucket there is no cost (7.3)."""
        by_bucket = {bucket: factor * self.input for bucket, factor in _OF_INPUT.items()}
        by_bucket |= dict.fromkeys(_OF_OUTPUT, self.output)
        costs = {bucket: count * by_bucket[bucket] / _MILLION for bucket, count in usage.items() if bucket in by_bucket}
        return {**costs, "total": sum(costs.values())} if costs else {}


def of(model: str) -> Prices | None:
    """None for a model that the server does not know: its cost is what the sender gives, else 0 (7.5)."""
    return next((Prices(*each) for pattern, *each in _PATTERNS if pattern.fullmatch(model)), None)


def counted(contents: JsonObject) -> dict[str, int]:
    """Tokens of the texts of `input` and `output`, estimated (7.4)."""
    texts = {name: contents[name] for name in ("input", "output") if isinstance(contents.get(name), str)}
    return {name: -(-len(each) // CHARACTERS_PER_TOKEN) for name, each in texts.items()}
