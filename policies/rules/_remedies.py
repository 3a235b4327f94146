"""Corrected values for remediations. Unknown and right values stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from policies.engine import Node

Mended = dict[str, Any]


def with_values(place: Node, values: Mapping[str, Any]) -> Mended:
    """The object at the place with these values replaced."""
    return {key: value.raw for key, value in place.entries()} | dict(values)


def with_each(items: Node, mend: Callable[[Node], Mended | None]) -> list[Any] | None:
    """The list with every element that `mend` corrects; None if it corrects none, or if there is no known list."""
    if not isinstance(items.raw, list):
        return None
    mended = [mend(item) for item in items.each()]
    if all(item is None for item in mended):
        return None
    return [item.raw if new is None else new for item, new in zip(items.each(), mended, strict=True)]
