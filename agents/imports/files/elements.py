"""XML from people: elements with the lines on which they begin, and without entities, DTDs and endless nesting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from imports.limits import MAX_DEPTH, MAX_ELEMENTS
from imports.result import ImportRefused

_TOO_MANY = f"has more than {MAX_DEPTH} levels or {MAX_ELEMENTS:,} elements of XML"


@dataclass(slots=True)
class Element:
    tag: str
    line: int
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list["Element"])

    def each(self, tag: str) -> Iterator[Element]:
        """All elements of this tag inside, at any depth, in the order of the file."""
        for child in self.children:
            if child.tag == tag:
                yield child
            yield from child.each(tag)


def read_elements(name: str, text: str) -> Element:
    """The outermost element. Text between elements is left out.

    Raises ImportRefused for malformed XML, for any DOCTYPE, and for more than `MAX_DEPTH` elements inside
    one another or `MAX_ELEMENTS` in all.
    """
    if text.count("<") - text.count("</") > MAX_ELEMENTS:
        raise ImportRefused(f"{name} {_TOO_MANY}")
    parser = expat.ParserCreate("UTF-8")
    root = Element("", 0, {})
    path = [root]
    count = 0

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(path) > MAX_DEPTH or count > MAX_ELEMENTS:
            raise ImportRefused(f"{name} {_TOO_MANY}")
        element = Element(tag, parser.CurrentLineNumber, attributes)
        path[-1].children.append(element)
        path.append(element)

    def refuse(*_: object) -> None:
        raise ImportRefused(f"{name} declares a document type (DOCTYPE): export it again, brokers' files have none")

    def end(_: str) -> None:
        path.pop()

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise ImportRefused(f"{name} is damaged XML: {error}") from error
    return root.children[0]
