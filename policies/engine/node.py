"""Property values that are known, absent or unknown, including everything below them."""

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
"""Marks a value that is unknown in a preview."""

_WRONG_TYPE = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError)


@dataclass(frozen=True)
class Node:
    """A place in a resource's properties. Below an unknown place everything is unknown; below an absent one, absent."""

    raw: Any
    """JSON-like value; None if absent, UNKNOWN if unknown. Lists and objects may contain UNKNOWN."""
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
        """The value if it is a string, else an empty string."""
        return self.raw if isinstance(self.raw, str) else ""

    @cached_property
    def partly_unknown(self) -> bool:
        """Unknown, or with an unknown value at any depth."""
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
        """The elements. Absent: none. Unknown: one unknown element. Not a list: the value itself."""
        if self.absent:
            return ()
        if isinstance(self.raw, list):
            return tuple(self[index] for index in range(len(cast("list[Any]", self.raw))))
        return (Node(self.raw, f"{self.path}[*]" if self.unknown else self.path),)

    def entries(self) -> tuple[tuple[str, Node], ...]:
        """Keys and values of an object. Absent or not an object: none. Unknown: one key `*` with an unknown value."""
        if self.unknown:
            return (("*", self["*"]),)
        if isinstance(self.raw, dict):
            return tuple((key, self[key]) for key in cast("dict[str, Any]", self.raw))
        return ()

    def json(self) -> Node:
        """The document in a JSON string. Invalid JSON stays a string, so everything below it is absent."""
        if not isinstance(self.raw, str):
            return self
        try:
            return Node(json.loads(self.raw), self.path)
        except ValueError:
            return self

    def test(self, holds: Callable[[Any], object]) -> Verdict:
        """Whether `holds(value)`. Absent values are passed as None. A value of a type that `holds` cannot judge fails.

        Phrase the test so that True is the secure answer.
        """
        if self.partly_unknown:
            return Verdict.UNDECIDED
        try:
            return decided(bool(holds(self.raw)))
        except _WRONG_TYPE:
            return Verdict.NO

    def must(self, holds: Callable[[Any], object], message: str) -> Iterator[Finding]:
        """Report `message` unless `holds(value)`; undecided if the value is unknown. See `test`."""
        return unless(self.test(holds), message, self.path)


def _holds_unknown(raw: Any) -> bool:
    if isinstance(raw, dict):
        return any(_holds_unknown(value) for value in cast("dict[str, Any]", raw).values())
    if isinstance(raw, list):
        return any(_holds_unknown(value) for value in cast("list[Any]", raw))
    return raw is UNKNOWN
