"""How much of something lies in an account, and what the words for a part of it allow."""

from __future__ import annotations

from typing import NamedTuple

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.model import Kind

_ALL = bag("all every both entire entirely only whole exclusively solely wholly completely each everything")
_MOST = bag("most majority bulk mostly mainly largely chiefly predominantly primarily")
_NEARLY = bag("nearly almost virtually practically essentially")
_NONE = bag("no none neither nor without not never zero")
_LITTLE = bag("little hardly barely few scarcely")


class Part(NamedTuple):
    """Least and largest share (percent) that words such as "most of" allow."""

    least: float
    most: float


ALL, NEARLY, MOST, SOME, NONE = Part(98.5, 1e9), Part(80, 1e9), Part(50, 1e9), Part(0.01, 1e9), Part(-1, 0.5)


def part_said(words: list[str]) -> Part | None:
    """What the words in front of a name say of how much of it; None if nothing."""
    said = set(words)
    if said & _NONE:
        return None if said & (_ALL | _MOST) else Part(-1, 25) if said & _NEARLY else NONE
    if said & _ALL:
        return NEARLY if said & _NEARLY else ALL
    if "part" in said and said & {"small", "smaller", "minor"}:
        return Part(0.01, 50)
    if said & _LITTLE:
        return None
    return MOST if said & _MOST else None


def in_account(facts: Facts, topics: frozenset[str], account: str) -> list[tuple[float, float]]:
    """What lies in an account, and the whole, of each meaning of a name, in USD; empty if the tools do not say."""
    result: list[tuple[float, float]] = []
    for topic in sorted(topics):
        family = topic.partition(":")[0]
        whole = facts.value(topic)
        if topic == "position:Cash" or family == "asset_class":
            both = frozenset({topic, account})
            inside = [f.value for f in facts.of_kinds((Kind.MONEY,), both) if f.topics == both]
            part = max(inside, default=0.0)
        elif family == "position":
            part = sum(value for name, value in facts.inside[account] if name == topic)
            others = [value for rows in facts.inside.values() for name, value in rows if name == topic]
            whole = sum(others) if others else whole
        elif family == "kind":
            part = sum(value for name, value in facts.inside[account] if facts.kinds.get(name) == topic[5:])
        else:
            continue
        result.append((part, whole or 0.0))
    return result


def fits(amounts: list[tuple[float, float]], part: Part) -> bool:
    """Whether a share of one of the meanings is what the words allow. Of what is not there, none lies anywhere."""
    return any(part.least <= (100 * inside / whole if whole else 0.0) <= part.most for inside, whole in amounts)
