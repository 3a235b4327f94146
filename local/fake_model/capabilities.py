"""What a Bedrock model refuses by its kind: output limits, tool choices, prompt caching.

A few families as AWS documents them. A model that is not listed takes everything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from local.fake_model.conversation import JsonObject

EVERY_CHOICE = frozenset({"auto", "any", "tool"})


@dataclass(frozen=True)
class Capabilities:
    """
    Args:
        most_tokens: largest `maxTokens`; None for no limit.
        choices: tool choices that it takes.
        caching: whether it takes cache points.
        cache_minimum: fewest tokens before one that are cached.
        system: whether it takes a system prompt.
    """

    most_tokens: int | None = None
    choices: frozenset[str] = EVERY_CHOICE
    caching: bool = True
    cache_minimum: int = 1_024
    system: bool = True


_FAMILIES: tuple[tuple[str, Capabilities], ...] = (
    (r"amazon\.nova-(?:micro|lite|pro)-v1", Capabilities(most_tokens=10_000, cache_minimum=1_000)),
    (r"amazon\.nova", Capabilities(cache_minimum=1_000)),
    (r"amazon\.titan-text", Capabilities(most_tokens=8_192, choices=frozenset(), caching=False, system=False)),
    (r"anthropic\.claude-3-(?:haiku|sonnet|opus)", Capabilities(most_tokens=4_096, caching=False)),
    (r"anthropic\.claude-3-5-haiku", Capabilities(most_tokens=8_192, cache_minimum=2_048)),
    (r"anthropic\.claude-3-5", Capabilities(most_tokens=8_192, caching=False)),
    (r"anthropic\.claude-sonnet-4-6", Capabilities(cache_minimum=2_048)),
    (r"anthropic\.claude-(?:haiku-4-5|opus-4-[56])", Capabilities(cache_minimum=4_096)),
    (r"meta\.llama", Capabilities(most_tokens=8_192, choices=frozenset({"auto"}), caching=False)),
    (r"mistral\.mistral-large", Capabilities(most_tokens=8_192, choices=frozenset({"auto", "any"}), caching=False)),
    (r"cohere\.command-r", Capabilities(most_tokens=4_096, choices=frozenset({"auto"}), caching=False)),
)


def capabilities(model_id: str) -> Capabilities:
    for family, known in _FAMILIES:
        if re.search(family, model_id):
            return known
    return Capabilities()


def refusal(body: JsonObject, takes: Capabilities) -> str | None:
    """Message of the ValidationException for what a model of these capabilities does not take."""
    asked = body.get("inferenceConfig", {}).get("maxTokens", 0)
    if takes.most_tokens is not None and asked > takes.most_tokens:
        return (
            f"The maximum tokens you requested exceeds the model limit of {takes.most_tokens}. Try again with a "
            f"maximum tokens value that is lower than {takes.most_tokens}."
        )
    for choice in body.get("toolConfig", {}).get("toolChoice", {}):
        if choice not in takes.choices:
            field = f"toolConfig.toolChoice.{choice}"
            return f"This model doesn't support the {field} field. Remove {field} and try again."
    if body.get("system") and not takes.system:
        return (
            "This model doesn't support system messages. Try again without a system message or use a model that "
            "supports system messages."
        )
    if not takes.caching and _has_cache_point(body):
        return (
            "You invoked an unsupported model or your request did not allow prompt caching. See the documentation for "
            "more information."
        )
    return None


def _has_cache_point(body: JsonObject) -> bool:
    blocks: list[JsonObject] = [*body.get("system", []), *body.get("toolConfig", {}).get("tools", [])]
    for message in body["messages"]:
        blocks += message["content"]
    return any("cachePoint" in block for block in blocks)
