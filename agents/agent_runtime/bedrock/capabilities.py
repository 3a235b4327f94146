"""What a model does not take, learnt from its refusals and remembered while the sandbox lives.

Not every Bedrock model takes a forced tool, cache points, a system prompt, a temperature or reasoning in the history,
and each has its own output limit. No API tells. The first refusal does, in its text: the request is sent again in the
next weaker form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

#: Fewest tokens before a cache point that Bedrock caches, by what a model id contains; the first that matches. None for
#: models that refuse cache points, as those without a row are taken to. After fewer tokens the point has no effect: the
#: request costs what it costs without. From AWS's user guide, "Prompt caching", and Anthropic's for newer Claudes.
CACHE_MINIMUMS: tuple[tuple[str, int | None], ...] = (
    ("amazon.nova", 1_000),
    ("anthropic.claude-3-7", 1_024),
    ("anthropic.claude-3-5-haiku", 2_048),
    ("anthropic.claude-3", None),
    ("anthropic.claude-sonnet-4-6", 2_048),
    ("anthropic.claude-sonnet-4", 1_024),
    ("anthropic.claude-opus-4-5", 4_096),
    ("anthropic.claude-opus-4-6", 4_096),
    ("anthropic.claude-opus-4", 1_024),
    ("anthropic.claude", 4_096),
)

#: Most output tokens of a request, by what a model id contains; the first that matches. Families without a row take
#: `FEWEST_TOKENS` at least.
OUTPUT_LIMITS = (
    ("amazon.nova-2", 64_000),
    ("amazon.nova", 10_000),
    ("anthropic.claude-3-7", 64_000),
    ("anthropic.claude-3-5", 8_192),
    ("anthropic.claude-3", 4_096),
    ("anthropic.claude", 32_000),
    ("mistral.mistral-large", 8_192),
)
FEWEST_TOKENS = 4_096

# Texts, not compiled: compiling them would cost every cold start, and few processes ever see a refusal.
_UNSUPPORTED = (
    r"support|permitted|allowed|deprecated|extraneous|invalid|cannot|can't|may not|may only|not available|unknown"
)
_LIMITS = (
    r"exceeds the model limit of ([\d,]+)",
    r"max_?tokens:? [\d,]+ > ([\d,]+)",
    r"max_?tokens\b.{0,60}?(?:less than or equal to|at most|<=|between \d+ and|maximum of) ([\d,]+)",
)
_TOOL_CHOICE = r"tool_?choice"
_TOOLS = r"\btool use\b|tool_?config|\btools?\b"
_CACHE = r"cache_?point|prompt caching|cache_?control"
_SYSTEM = r"\bsystem (?:message|prompt|instruction|role|field)|\bfield system\b|`system`"
_TEMPERATURE = r"\btemperature\b"
_TOP_P = r"\btop_?p\b"
_REASONING = r"reasoning_?content|\breasoning\b"


class Choice(IntEnum):
    """How strongly a model can be told to call a tool, from the strongest to the weakest."""

    TOOL = 0
    """A named tool."""
    ANY = 1
    """Any of the tools."""
    AUTO = 2
    """The model may also answer with text."""
    LEFT_OUT = 3
    """As AUTO; the field itself is refused."""
    NO_TOOLS = 4
    """No tools at all. They are described in the system prompt, and called by JSON in the text."""


@dataclass
class Capabilities:
    """The strongest form of each part of a request that a model has not refused."""

    cache_points: bool = False
    choice: Choice = Choice.TOOL
    system: bool = True
    temperature: bool = True
    top_p: bool = True
    reasoning: bool = True
    """Reasoning in the history."""
    most_tokens: int | None = None
    """Highest `maxTokens`."""

    def weaken(self, request: dict[str, Any], refusal: str) -> str | None:
        """Learns from a refusal of `request`.

        Returns:
            What is done from now on, for the log. None if the text names no part that this request has.
        """
        limit = self._learn_limit(request, refusal)
        if limit or not _says(refusal, _UNSUPPORTED):
            return limit
        inference = request["inferenceConfig"]
        if "toolConfig" in request and _says(refusal, _TOOL_CHOICE):
            return self._choose(Choice(min(_used(request["toolConfig"]) + 1, Choice.NO_TOOLS)))
        if _says(refusal, _CACHE) and _has_cache_point(request):
            self.cache_points = False
            return "no cache points"
        if _says(refusal, _REASONING) and _has_reasoning(request):
            self.reasoning = False
            return "no reasoning in the history"
        if _says(refusal, _SYSTEM) and request.get("system"):
            self.system = False
            return "instructions before the first message instead of a system prompt"
        if _says(refusal, _TEMPERATURE) and "temperature" in inference:
            self.temperature = False
            return "no temperature"
        if _says(refusal, _TOP_P) and "topP" in inference:
            self.top_p = False
            return "no topP"
        if _says(refusal, _TOOLS) and "toolConfig" in request and "support" in refusal.lower():
            return self._choose(Choice.NO_TOOLS)
        return None

    def _choose(self, choice: Choice) -> str:
        self.choice = max(self.choice, choice)
        return f"tool choice {self.choice.name.lower()}"

    def _learn_limit(self, request: dict[str, Any], refusal: str) -> str | None:
        asked = request["inferenceConfig"].get("maxTokens")
        for pattern in _LIMITS:
            match = re.search(pattern, refusal, re.IGNORECASE)
            limit = int(match.group(1).replace(",", "")) if match else 0
            if asked and 1 < limit <= asked:
                # "Lower than 4096", says a model that then refuses 4096 itself.
                self.most_tokens = min(limit, asked - 1)
                return f"at most {self.most_tokens} tokens"
        return None


def _says(refusal: str, pattern: str) -> bool:
    return re.search(pattern, refusal, re.IGNORECASE) is not None


def _used(tool_config: dict[str, Any]) -> Choice:
    choice = tool_config.get("toolChoice")
    if choice is None:
        return Choice.LEFT_OUT
    return Choice[next(iter(choice)).upper()]


def _has_cache_point(request: dict[str, Any]) -> bool:
    return any("cachePoint" in block for block in request.get("system", []))


def _has_reasoning(request: dict[str, Any]) -> bool:
    return any("reasoningContent" in block for message in request["messages"] for block in message["content"])


_known: dict[str, Capabilities] = {}


def capabilities_of(model_id: str) -> Capabilities:
    """What this process knows about the model. The same object for every call."""
    if model_id not in _known:
        _known[model_id] = Capabilities(cache_points=cache_minimum(model_id) is not None)
    return _known[model_id]


def cache_minimum(model_id: str) -> int | None:
    """Fewest tokens before a cache point that have an effect; None for a model that takes none."""
    return next((fewest for family, fewest in CACHE_MINIMUMS if family in model_id), None)


def output_limit(model_id: str) -> int:
    """Most output tokens that one answer of the model may have: as its family is known for, or as it has said itself.

    A request for more is made smaller without a word, and its answer would be cut off.
    """
    known = next((limit for family, limit in OUTPUT_LIMITS if family in model_id), FEWEST_TOKENS)
    return min(known, capabilities_of(model_id).most_tokens or known)


def forget() -> None:
    """Forgets all models. For tests."""
    _known.clear()
