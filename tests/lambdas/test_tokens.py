"""What an analysis costs in tokens, counted in full whether cached or not, on the fake model.

A ceiling that fails asks whether the agent needs what it is sent: `make bench PARTS=tokens` says in which part it is.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bench.base.checkout import Checkout
from bench.tokens.count import AGENTS, Counts, counted, total
from bench.tokens.portfolios import samples, sized
from local.fake_model.converse import PromptCache

ROOT = Path(__file__).resolve().parents[2]
Said = dict[str, list[dict[str, Any]]]
#: Tokens of all samples together by agent, as measured, and a fifth more at most.
MEASURED = {"planner": 20_400, "tagger": 5_800, "reporter": 36_300, "charter": 29_600, "retirement": 21_900}
LEEWAY = 1.2


@pytest.fixture(scope="module")
def said() -> Said:
    given = samples() | sized()
    return Checkout(ROOT).exchanges({name: one.model_dump(mode="json") for name, one in given.items()})


@pytest.fixture(scope="module")
def summed(said: Said) -> Counts:
    return sum((counted(said[name]) for name in samples()), start=Counter())


@pytest.mark.parametrize("agent", AGENTS)
def test_an_agent_needs_no_fifth_more_tokens(agent: str, summed: Counts) -> None:
    spent = total(summed, agent)
    assert spent <= LEEWAY * MEASURED[agent], {part: n for (name, part), n in summed.items() if name == agent}
    assert spent >= MEASURED[agent] / LEEWAY, "it needs fewer: lower its ceiling"


def test_five_hundred_positions_cost_little_more_than_ten(said: Said) -> None:
    few, _, many = (total(counted(said[name])) for name in sized())
    assert many <= 1.5 * few


def test_tokens_are_those_that_the_fake_model_books() -> None:
    """Parts are rounded up one by one: their sum is what `input_usage` counts as one text, within a token for each."""
    text = "x" * 1_001
    request = {
        "system": [{"text": text}, {"cachePoint": {"type": "default"}}],
        "toolConfig": {"tools": [{"toolSpec": {"name": "t", "description": text}}]},
        "messages": [
            {"role": "user", "content": [{"text": text}]},
            {"role": "assistant", "content": [{"toolUse": {"toolUseId": "1", "name": "t", "input": {}}}]},
            {"role": "user", "content": [{"toolResult": {"toolUseId": "1", "content": [{"text": text}]}}]},
        ],
    }
    counts = counted([{"agent": "reporter", "request": request, "answer": [{"text": text}]}])
    booked = sum(PromptCache().input_usage("m", request).values())
    assert 0 <= total(counts) - counts["reporter", "output"] - booked <= 5
    assert counts["reporter", "output"] == 251


def _prefix(request: dict[str, Any]) -> tuple[Any, Any]:
    """What stands before the cache point, in the order of Bedrock's prompt: tools, then instructions."""
    point = request["system"].index({"cachePoint": {"type": "default"}})
    return request["toolConfig"]["tools"], request["system"][:point]


@pytest.mark.parametrize("agent", AGENTS)
def test_what_stands_before_the_cache_point_never_changes(agent: str, said: Said) -> None:
    """Byte for byte, from turn to turn and from portfolio to portfolio: otherwise nothing is read from the cache."""
    asked = [one["request"] for exchanges in said.values() for one in exchanges if one["agent"] == agent]
    assert len(asked) > 1
    assert len({repr(_prefix(request)) for request in asked}) == 1
    for request in asked:
        *_, last = request["system"]
        assert "cachePoint" in last
