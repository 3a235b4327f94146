"""Property values that are known, absent or unknown, including everything below them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any, Final, cast

from policies.engine.finding import Finding, unless
from policies.engine.verdict import Verdict, decided


class _Unknown(Enum):
    UNKNOWN = "unknown"


UNKNOWN: Final = _Unknown.UNKNOWN
"""Marks a value that is unknown in a preview."""

_WRONG_TYPE = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError)


class Node:
    """A place in a resource's properties. Below an unknown place everything is unknown; below an absent one, absent.

    No dataclass: rules make a dozen for each resource, and a plain class is made in half the time.
    """

    __slots__ = ("_partly_unknown", "path", "raw")

    def __init__(self, raw: Any, path: str = "") -> None:
        """`raw`: JSON-like value; None if absent, UNKNOWN if unknown. Lists and objects may contain UNKNOWN."""
        self.raw = raw
        self.path = path
        self._partly_unknown: bool | None = None

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

    @property
    def partly_unknown(self) -> bool:
        """Unknown, or with an unknown value at any depth."""
        if self._partly_unknown is None:
            self._partly_unknown = _holds_unknown(self.raw)
        return self._partly_unknown

    def __getitem__(self, key: str | int) -> Node:
        raw = self.raw
        if isinstance(key, int):
            return Node(_element(raw, key), f"{self.path}[{key}]")
        path = f"{self.path}.{key}" if self.path else key
        if isinstance(raw, dict):
            return Node(cast("dict[str, Any]", raw).get(key), path)
        return Node(UNKNOWN if raw is UNKNOWN else None, path)

    def each(self) -> tuple[Node, ...]:
        """The elements. Absent: none. Unknown: one unknown element. Not a list: the value itself."""
        if self.absent:
            return ()
        if isinstance(self.raw, list):
            path = self.path
            return tuple([Node(item, f"{path}[{at}]") for at, item in enumerate(cast("list[Any]", self.raw))])
        return (Node(self.raw, f"{self.path}[*]" if self.unknown else self.path),)

    def entries(self) -> tuple[tuple[str, Node], ...]:
        """Keys and values of an object. Absent or not an object: none. Unknown: one key `*` with an unknown value."""
        if self.unknown:
            return (("*", self["*"]),)
        if isinstance(self.raw, dict):
            return tuple([(key, self[key]) for key in cast("dict[str, Any]", self.raw)])
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


def _element(raw: Any, index: int) -> Any:
    """UNKNOWN of an unknown value; None of what is no list, or has no such element."""
    if not isinstance(raw, list):
        return UNKNOWN if raw is UNKNOWN else None
    items = cast("list[Any]", raw)
    return items[index] if -len(items) <= index < len(items) else None


def _holds_unknown(raw: Any) -> bool:
    if isinstance(raw, str):  # most values are
        return False
    if isinstance(raw, dict):
        return any(map(_holds_unknown, cast("dict[str, Any]", raw).values()))
    if isinstance(raw, list):
        return any(map(_holds_unknown, cast("list[Any]", raw)))
    return raw is UNKNOWN
