"""Numbers in digits: value, and how precisely they are written.

American notation only (`1,234.56`): reports are in English. `7.288,00` and `72,88.3` are malformed,
which is a problem to name, not a number to guess. Libraries were looked at: text2num is a compiled extension,
quantulum3 is 10 MB and loads models, number-parser and price-parser read words or prices only. None gives offsets,
units and precision together, which is all this needs.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from faithfulness.reading.lexer import suffix_of

SUFFIXES = {"k": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "tn": 1e12}
_GROUPED = re.compile(r"\d{1,3}(?:[,\u00a0\u202f\u2009]\d{3})+(?:\.\d+)?$|\d+(?:\.\d+)?$")
_NO_DIGIT = re.compile(r"[^\d.]")


class Number(NamedTuple):
    """A number in digits, as `Figure` has it."""

    suffix: str
    """The letters attached to it (`k`, `th`, `x`)."""
    written: str
    """Without its suffix."""
    plain: str
    """Digits and a decimal point; empty for a malformed number."""
    value: float
    step: float
    zeros: float


@lru_cache(2048)
def number(norm: str) -> Number:
    """The number that a token of digits states, its suffix included."""
    suffix = suffix_of(norm)
    written = norm.removesuffix(suffix) if suffix else norm
    if not _GROUPED.match(written):
        return Number(suffix, written, "", 0.0, 1.0, 0.0)
    plain = written if written.isdigit() else _NO_DIGIT.sub("", written)
    step, scale = 10.0 ** -len(plain.partition(".")[2]), SUFFIXES.get(suffix, 1.0)
    return Number(suffix, written, plain, float(plain) * scale, step * scale, last_place(plain, step) * scale)


def last_place(plain: str, step: float) -> float:
    """Size of the last place that is not a trailing zero: 7,300 → 100."""
    whole = plain.lstrip("0")
    if "." in plain or not whole:
        return step
    return 10.0 ** (len(whole) - len(whole.rstrip("0")))
