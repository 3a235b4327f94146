"""Properties that are known, absent or unknown, and stay so on every access below them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any, Final, cast

from policies.engine.finding import Finding, unless
from policies.engine.verdict import Verdict, decided


class _Unknown(Enum):
    UNKNOWN = "unknown"


UNKNOWN: Final = _Unknown.UNKNOWN
"""Stands in raw values where a preview knows nothing."""

_WRONG_TYPE = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError)


@dataclass(frozen=True)
class Node:
    """A place in a resource's properties. Below an unknown place everything is unknown, below an absent one absent."""

    raw: Any
    """JSON-like value; None when absent, UNKNOWN when unknown (or, inside a list or an object, partly so)."""
    path: str = ""

    @property
    def unknown(self) -> bool:
        return self.raw is UNKNOWN

    @property
    def absent(self) -> bool:
        """Not set, or null."""
        return self.raw is None

    @property
    def known(self) -> bool:
        return not self.unknown and not self.absent

    @property
    def text(self) -> str:
        """The value if it is a string, else the empty string."""
        return self.raw if isinstance(self.raw, str) else ""

    @cached_property
    def partly_unknown(self) -> bool:
        """Unknown, or holding something unknown at any depth."""
        return _holds_unknown(self.raw)

    def __getitem__(self, key: str | int) -> Node:
        path = f"{self.path}[{key}]" if isinstance(key, int) else f"{self.path}.{key}".lstrip(".")
        if self.unknown:
            return Node(UNKNOWN, path)
        if isinstance(key, str) and isinstance(self.raw, dict):
            return Node(cast("dict[str, Any]", self.raw).get(key), path)
        if isinstance(key, int) and isinstance(self.raw, list):
            items = cast("list[Any]", self.raw)
            return Node(items[key] if -len(items) <= key < len(items) else None, path)
        return Node(None, path)

    def each(self) -> tuple[Node, ...]:
        """The elements: none if absent, one unknown if unknown, and a value that is no list is its only element."""
        if self.absent:
            return ()
        if isinstance(self.raw, list):
            return tuple(self[index] for index in range(len(cast("list[Any]", self.raw))))
        return (Node(self.raw, f"{self.path}[*]" if self.unknown else self.path),)

    def entries(self) -> tuple[tuple[str, Node], ...]:
        """Key and value of an object: none if absent or no object, one `*` with an unknown value if unknown."""
        if self.unknown:
            return (("*", self["*"]),)
        if isinstance(self.raw, dict):
            return tuple((key, self[key]) for key in cast("dict[str, Any]", self.raw))
        return ()

    def json(self) -> Node:
        """The document in a JSON string; a string that is no JSON stays as it is, so that nothing is found below it."""
        if not isinstance(self.raw, str):
            return self
        try:
            return Node(json.loads(self.raw), self.path)
        except ValueError:
            return self

    def test(self, holds: Callable[[Any], object]) -> Verdict:
        """Whether `holds(value)`; an absent value is tested as None. A value of a type it cannot judge does not hold.

        Phrase the test so that True is the secure answer.
        """
        if self.partly_unknown:
            return Verdict.UNDECIDED
        try:
            return decided(bool(holds(self.raw)))
        except _WRONG_TYPE:
            return Verdict.NO

    def must(self, holds: Callable[[Any], object], message: str) -> Iterator[Finding]:
        """Reports `message` unless `holds(value)`; undecided when the value is unknown. See `test`."""
        return unless(self.test(holds), message, self.path)


def _holds_unknown(raw: Any) -> bool:
    if isinstance(raw, dict):
        return any(_holds_unknown(value) for value in cast("dict[str, Any]", raw).values())
    if isinstance(raw, list):
        return any(_holds_unknown(value) for value in cast("list[Any]", raw))
    return raw is UNKNOWN
