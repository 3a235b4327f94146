"""Mends harmless form of a text that a model wrote: fences, talk, stray characters."""

from __future__ import annotations

import re

#: Of ASCII, but for tab and line feed, and those that turn the direction of writing.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[ \t]*([\w-]*)[ \t]*$", re.MULTILINE)
#: Languages that a model names when it fences a whole answer.
_WHOLE = frozenset({"", "markdown", "md", "text", "txt"})
_RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,})\s*")
_MOST_CHATTER_WORDS = 45
_CHATTER = re.compile(
    r"(?:please )?(?:let me know|feel free|do(?:n['’]t| not) hesitate|would you like|do you (?:want|need|have any)"
    r"|if you (?:have|need|want|would like|['’]d like) (?:any|me|more|further|to see)|is there anything"
    r"|what(?:['’]s| is) your|i hope (?:this|that|it)|(?:i['’]m |i am )?(?:happy|glad) to help"
    r"|this (?:report|analysis|explanation) (?:follows|meets|adheres|complies)|\(?word count)",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:sure|certainly|of course|absolutely|great|okay|ok|understood|here(?: is|['’]s| are)|below is|i have|i['’]ve"
    r"|thank you|based on the (?:data|tool|figures))\b",
    re.IGNORECASE,
)


def printable(text: str) -> str:
    """The text without control characters, which show nothing and which PostgreSQL does not store."""
    return CONTROL.sub("", text)


def unfenced(text: str) -> str:
    """The text without a code fence around all of it, and without what stands outside of that fence.

    A fence around a part of the text, or one of a programming language, stays.
    """
    marks = list(_FENCE.finditer(text))
    if not marks or marks[0].group(2).lower() not in _WHOLE:
        return text
    first, last = marks[0], marks[-1]
    closed = len(marks) > 1 and not last.group(2)
    inside = text[first.end() : last.start() if closed else len(text)]
    outside = text[: first.start()] + (text[last.end() :] if closed else "")
    if len(marks) > 2 or len(outside.split()) > len(inside.split()):
        return text
    return inside.strip()


def without_talk(text: str) -> str:
    """The text without paragraphs to the reader of a chat at its beginning ("Sure! Here is …") and at its end.

    Only short paragraphs without figures go.
    """
    paragraphs = re.split(r"\n[ \t]*\n", text.strip())
    before = len(paragraphs)
    while len(paragraphs) > 1 and (_is_talk(paragraphs[-1], _CHATTER) or _RULE.fullmatch(paragraphs[-1])):
        paragraphs.pop()
    while len(paragraphs) > 1 and (_is_talk(paragraphs[0], _OPENING) or _RULE.fullmatch(paragraphs[0])):
        paragraphs.pop(0)
    return "\n\n".join(paragraphs) if len(paragraphs) < before else text


def _is_talk(paragraph: str, pattern: re.Pattern[str]) -> bool:
    said = paragraph.strip().lstrip("*_> ")
    if len(said.split()) > _MOST_CHATTER_WORDS or any(character.isdigit() for character in said):
        return False
    return pattern.match(said) is not None
