"""A Markdown text as units: sentences, headings and table rows, each with its tokens."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from faithfulness.reading.lexer import STOP, Tokens, tokens
from faithfulness.reading.mentions import Mention

_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(?:\(?\d{1,2}(?:\.\d{1,2})*[.):]?\s+)?")
_ITEM = re.compile(r"[\s>]*(?:[-*+•–]|\(?\d{1,3}[.)]|\(?[a-z]\))\s+(?:\[[ xX]\]\s+)?")
_STARTS_ITEM = frozenset("-*+•–(>0123456789abcdefghijklmnopqrstuvwxyz")
_RULER = re.compile(r"[\s|:\-–—_*=+]+$")
#: A ruler, or the mark of a fence.
_SEPARATES = re.compile(r"[\s|:\-–—_*=+]+$|\s*(?:```|~~~)")
_WALL = re.compile(r"\|")
_CLOSING = frozenset("\"'”’)]»")


@dataclass(slots=True)
class Unit:
    """One sentence, heading or table row."""

    kind: str
    """`sentence`, `heading` or `row`."""
    tokens: Tokens
    start: int
    end: int
    block: int
    """Units of one paragraph, list item or table share it."""
    item: bool = False
    """Whether it is part of a list item."""
    cells: list[tuple[int, int]] = field(default_factory=list)
    """Of a row: token indices where each cell starts and ends."""
    header: Unit | None = None
    """Of a row: the header of its table."""
    mentions: list[list[Mention]] | None = None
    """Of a header: the mentions of each cell, once they have been looked for."""
    topics: frozenset[str] | None = None
    """And their topics."""


def units(text: str) -> Iterator[Unit]:
    """The units of a text in order. Fences are passed over, what stands between them is read as text."""
    whole = tokens(text, 0, len(text))
    starts, place, block = whole.starts, 0, 0
    paragraph: tuple[int, int, bool] | None = None
    header: Unit | None = None
    for start, end in _lines(text):
        line = text[start:end]
        first = line.lstrip()[:1]
        is_row = first == "|" or (first != "" and line.count("|") > 1)
        item = None if is_row or first not in _STARTS_ITEM else _ITEM.match(line)
        heading = _HEADING.match(line) if first == "#" and not is_row else None
        breaks = not first or is_row or item or heading or (not first.isalnum() and _SEPARATES.match(line))
        if breaks:
            if paragraph:
                yield from _sentences(text, whole, *paragraph, block)
                paragraph = None
            block += 0 if is_row and header else 1
        if not is_row:
            header = None
        mark = item or heading
        place = bisect_left(starts, start + mark.end() if mark else start, place)
        after = bisect_left(starts, end, place)
        if is_row:
            if not _RULER.match(line):
                row = _row(whole.part(place, after), start, end, block, header)
                header = header or row
                yield row
        elif heading:
            if after > place:
                yield Unit("heading", whole.part(place, after), start, end, block)
        elif item:
            paragraph = (place, after, True)
        elif not breaks:
            paragraph = (paragraph[0], after, paragraph[2]) if paragraph else (place, after, False)
    if paragraph:
        yield from _sentences(text, whole, *paragraph, block)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, start + len(line)
        start += len(line)


def _row(found: Tokens, start: int, end: int, block: int, header: Unit | None) -> Unit:
    walls = [wall.start() for wall in _WALL.finditer(found.kinds)]
    edges = walls if walls and walls[0] == 0 else [-1, *walls]
    if edges[-1] != len(found.norms) - 1:
        edges = [*edges, len(found.norms)]
    cells = [(left + 1, right) for left, right in pairwise(edges)]
    return Unit("row", found, start, end, block, cells=cells, header=header)


def _sentences(text: str, whole: Tokens, first: int, last: int, item: bool, block: int) -> Iterator[Unit]:
    """The sentences of a paragraph, which has the tokens from `first` up to `last`."""
    norms, starts, ends, kinds = whole.norms, whole.starts, whole.ends, whole.kinds
    stop = kinds.find(STOP, first, last)
    while stop >= 0:
        after = stop + 1
        if _ends(whole, stop, last, text):
            while after < last and norms[after] in _CLOSING and starts[after] == ends[after - 1]:
                after += 1
            yield Unit("sentence", whole.part(first, after), starts[first], ends[after - 1], block, item)
            first = after
        stop = kinds.find(STOP, after, last)
    if first < last:
        yield Unit("sentence", whole.part(first, last), starts[first], ends[last - 1], block, item)


def _ends(found: Tokens, index: int, last: int, text: str) -> bool:
    """Whether this sign ends a sentence: white space follows, and then what can start one before `last`."""
    end, norms = found.ends[index], found.norms
    rest = text[end : end + 3]
    if rest and not rest[0].isspace():
        rest = rest.lstrip("*_\"'”’)")
        if rest and not rest[0].isspace():
            return False
    for following in range(index + 1, min(index + 4, last)):
        if norms[following] not in _CLOSING:
            return not found.texts[following][0].islower()
    return True
