"""A Markdown text as units: sentences, headings and table rows, each with its tokens."""

from __future__ import annotations

import re
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
    block = 0
    paragraph: tuple[int, int, bool] | None = None
    header: Unit | None = None
    for start, end in _lines(text):
        line = text[start:end]
        first = line.lstrip()[:1]
        is_row = first == "|" or (first != "" and line.count("|") > 1)
        item = None if is_row or first not in _STARTS_ITEM else _ITEM.match(line)
        heading = _HEADING.match(line) if first == "#" and not is_row else None
        breaks = not first or is_row or item or heading or (not first.isalnum() and _SEPARATES.match(line))
        if breaks and paragraph:
            yield from _sentences(text, *paragraph, block)
            paragraph = None
        if breaks:
            block += 0 if is_row and header else 1
        if not is_row:
            header = None
        if is_row:
            if not _RULER.match(line):
                row = _row(text, start, end, block, header)
                header = header or row
                yield row
        elif heading:
            found = tokens(text, start + heading.end(), end)
            if found:
                yield Unit("heading", found, start, end, block)
        elif item:
            paragraph = (start + item.end(), end, True)
        elif not breaks:
            paragraph = (paragraph[0], end, paragraph[2]) if paragraph else (start, end, False)
    if paragraph:
        yield from _sentences(text, *paragraph, block)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, start + len(line)
        start += len(line)


def _row(text: str, start: int, end: int, block: int, header: Unit | None) -> Unit:
    found = tokens(text, start, end)
    walls = [wall.start() for wall in _WALL.finditer(found.kinds)]
    edges = walls if walls and walls[0] == 0 else [-1, *walls]
    if edges[-1] != len(found) - 1:
        edges = [*edges, len(found)]
    cells = [(left + 1, right) for left, right in pairwise(edges)]
    return Unit("row", found, start, end, block, cells=cells, header=header)


def _sentences(text: str, start: int, end: int, item: bool, block: int) -> Iterator[Unit]:
    found = tokens(text, start, end)
    first = 0
    norms, starts, ends, count = found.norms, found.starts, found.ends, len(found.norms)
    index = found.kinds.find(STOP)
    while index >= 0:
        if _ends(found, index, text):
            after = index + 1
            while after < count and norms[after] in _CLOSING and starts[after] == ends[after - 1]:
                after += 1
            yield _sentence(found.part(first, after) if first or after < count else found, block, item)
            first = after
        index = found.kinds.find(STOP, index + 1)
    if first < count:
        yield _sentence(found.part(first, count) if first else found, block, item)


def _sentence(found: Tokens, block: int, item: bool) -> Unit:
    return Unit("sentence", found, found.starts[0], found.ends[-1], block, item)


def _ends(found: Tokens, index: int, text: str) -> bool:
    """Whether this sign ends a sentence: white space follows, and then what can start one."""
    end, norms = found.ends[index], found.norms
    rest = text[end : end + 3]
    if rest and not rest[0].isspace():
        rest = rest.lstrip("*_\"'”’)")
        if rest and not rest[0].isspace():
            return False
    for following in range(index + 1, min(index + 4, len(norms))):
        if norms[following] not in _CLOSING:
            return not found.texts[following][0].islower()
    return True
