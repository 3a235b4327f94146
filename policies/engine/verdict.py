"""Three-valued logic: a value that is unknown in a preview gives neither yes nor no."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Verdict(Enum):
    """Kleene's three-valued logic. UNDECIDED only if an unknown value could change the result."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"

    def __and__(self, other: Verdict) -> Verdict:
        return all_of((self, other))

    def __or__(self, other: Verdict) -> Verdict:
        return any_of((self, other))

    def __invert__(self) -> Verdict:
        return _OPPOSITE[self]

    def __bool__(self) -> bool:
        raise TypeError("a Verdict has three values: compare it with `is Verdict.YES`")


_OPPOSITE = {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES, Verdict.UNDECIDED: Verdict.UNDECIDED}


def decided(truth: bool) -> Verdict:
    return Verdict.YES if truth else Verdict.NO


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """NO if any is NO, else UNDECIDED if any is, else YES (also of nothing)."""
    found = Verdict.YES
    for verdict in verdicts:
        if verdict is Verdict.NO:
            return verdict
        if verdict is Verdict.UNDECIDED:
            found = verdict
    return found


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """YES if any is YES, else UNDECIDED if any is, else NO (also of nothing)."""
    found = Verdict.NO
    for verdict in verdicts:
        if verdict is Verdict.YES:
            return verdict
        if verdict is Verdict.UNDECIDED:
            found = verdict
    return found
