"""OFX and QFX as a tree: version 1 (SGML, whose leaves have no end tags) and version 2 (XML) alike.

The library ofxtools is GPL-3.0, which a program under Apache-2.0 cannot ship, and ofxparse has had no release since
2021. The few statements with holdings need no more than this tree.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from imports.cells.dates import day_of
from imports.cells.numbers import Convention, number
from imports.files.source import Source
from imports.limits import MAX_DEPTH, MAX_ELEMENTS
from imports.result import ImportRefused

_NAME = re.compile(r"(/?)([A-Za-z][A-Za-z0-9._:-]*)(?=[\s/]|$)")
_VERSION = re.compile(r"(?:^|[\s?])VERSION\s*[:=]\s*\"?(\d)(\d)(\d)")


@dataclass(slots=True)
class Node:
    """An aggregate with children, or an element with text."""

    tag: str
    text: str = ""
    children: list[Node] = field(default_factory=list["Node"])

    def get(self, *path: str) -> str:
        """Text of the element under these tags, e.g. `get("SECID", "UNIQUEID")`; empty if there is none."""
        found = self.find(*path)
        return found.text if found else ""

    def find(self, *path: str) -> Node | None:
        """The first under these tags, each a child of the one before."""
        node: Node | None = self
        for tag in path:
            node = next((child for child in node.children if child.tag == tag), None) if node else None
        return node

    def each(self, *tags: str) -> Iterator[Node]:
        """All with one of these tags, at any depth, in the order of the file."""
        for child in self.children:
            if child.tag in tags:
                yield child
            yield from child.each(*tags)

    def decimal(self, *path: str) -> Decimal | None:
        """Raises ImportRefused if it is no number."""
        text = self.get(*path)
        if not text:
            return None
        try:
            return number(text, Convention.UNGROUPED)
        except ValueError as error:
            raise ImportRefused(f"{path[-1]}: {error}") from error

    def day(self, *path: str) -> date | None:
        """The calendar date in the file's own zone: `20261231235959[-5:EST]` is the last day of the year."""
        return day_of(self.get(*path)[:8])


def is_ofx(source: Source) -> bool:
    beginning = source.content[:4_000].replace(b"\0", b"").upper()
    return b"OFXHEADER" in beginning or b"<OFX>" in beginning


def version(source: Source) -> str:
    """`1.0.2` of `VERSION:102` or `VERSION="102"`; empty if the header does not say."""
    head = source.text[:4_000].upper().partition("<OFX>")[0]
    head = head.replace("OFXHEADER", "").replace("<?XML VERSION=", "")
    found = _VERSION.search(head)
    return ".".join(found.groups()) if found else ""


def read_tree(source: Source) -> Node:
    """The `OFX` aggregate. Raises ImportRefused.

    An element ends at its end tag, or at the next tag if it has text. One with neither is known when its parent ends:
    what stands after it moves up to that parent.
    """
    beginning = source.text.upper()
    if "<!DOCTYPE" in beginning or "<!ENTITY" in beginning:
        raise ImportRefused(
            f"{source.name} declares a document type (DOCTYPE): export it again, brokers' files have none"
        )
    root = Node("")
    path = [root]
    count = 0
    for text, tag, closing, empty in _tokens(source):
        if text and len(path) > 1 and not path[-1].children:
            path[-1].text += text
        if closing:
            _close(path, tag)
        if closing or not tag:
            continue
        count += 1
        if path[-1].text:
            path.pop()
        if len(path) > MAX_DEPTH or count > MAX_ELEMENTS:
            raise ImportRefused(f"{source.name} has more than {MAX_DEPTH} levels or {MAX_ELEMENTS:,} elements of OFX")
        node = Node(tag)
        path[-1].children.append(node)
        if not empty:
            path.append(node)
    ofx = root.find("OFX")
    if ofx is None:
        raise ImportRefused(f"{source.name} is damaged OFX: it has no <OFX>")
    return ofx


def _tokens(source: Source) -> Iterator[tuple[str, str, bool, bool]]:
    """Text and the tag after it (in upper case, empty for none), whether it closes, and whether it closes itself.

    Takes time in proportion to the text, whatever is in it.
    """
    text, at = source.text, 0
    while (begins := text.find("<", at)) >= 0:
        before = html.unescape(text[at:begins]).strip()
        if text.startswith("<!--", begins):
            at = _after(source, text, "-->", begins)
            yield before, "", False, False
        elif text.startswith("<![CDATA[", begins):
            at = _after(source, text, "]]>", begins)
            yield before + text[begins + 9 : at - 3].strip(), "", False, False
        else:
            ends = _after(source, text, ">", begins)
            inside = text[text.rfind("<", begins, ends) + 1 : ends - 1]
            name = _NAME.match(inside)
            yield before, name[2].upper() if name else "", bool(name and name[1]), inside.endswith("/")
            at = ends


def _after(source: Source, text: str, sign: str, begins: int) -> int:
    found = text.find(sign, begins)
    if found < 0:
        raise ImportRefused(f"{source.name} is damaged OFX: its text ends within a tag or a comment")
    return found + len(sign)


def _close(path: list[Node], tag: str) -> None:
    for depth in range(len(path) - 1, 0, -1):
        if path[depth].tag == tag:
            break
    else:
        return
    for parent, unended in zip(reversed(path[depth:-1]), reversed(path[depth + 1 :]), strict=True):
        parent.children += unended.children
        unended.children = []
    del path[depth:]
