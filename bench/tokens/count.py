"""Tokens of exchanges by agent and part, counted as the fake model counts them: four characters are one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from local.fake_model.converse import tokens

PARTS = ("instructions", "tools", "message", "tool results", "earlier turns", "output")
AGENTS = ("planner", "tagger", "reporter", "charter", "retirement")

Exchange = dict[str, Any]
Counts = Counter[tuple[str, str]]
"""Tokens by agent and part. What a model may cache counts in full."""


def counted(exchanges: Iterable[Exchange]) -> Counts:
    counts: Counts = Counter()
    for exchange in exchanges:
        agent, request = exchange["agent"], exchange["request"]
        for part, blocks in _parts(request):
            counts[agent, part] += tokens("".join(json.dumps(block, sort_keys=True) for block in blocks))
        counts[agent, "output"] += sum(tokens(_generated(block)) for block in exchange["answer"])
    return counts


def _parts(request: dict[str, Any]) -> Iterable[tuple[str, list[Any]]]:
    yield "instructions", [block for block in request.get("system", []) if "cachePoint" not in block]
    yield "tools", [tool for tool in request.get("toolConfig", {}).get("tools", []) if "cachePoint" not in tool]
    said: dict[str, list[Any]] = {"message": [], "tool results": [], "earlier turns": []}
    for message in request["messages"]:
        for block in message["content"]:
            if "toolResult" in block:
                said["tool results"].append(block)
            elif "cachePoint" not in block:
                said["message" if message["role"] == "user" else "earlier turns"].append(block)
    yield from said.items()


def _generated(block: dict[str, Any]) -> str:
    """What the model has to write of a block."""
    if "reasoningContent" in block:
        reasoning = block["reasoningContent"]
        return reasoning.get("redactedContent") or reasoning["reasoningText"]["text"]
    if "toolUse" in block:
        return block["toolUse"]["name"] + json.dumps(block["toolUse"]["input"])
    return block["text"]


def total(counts: Counts, agent: str | None = None) -> int:
    """Of one agent, or of all."""
    return sum(number for (name, _), number in counts.items() if agent in (None, name))
