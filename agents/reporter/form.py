"""Mends the harmless form of a report: fences, talk around it, and headings of another level or style."""

from __future__ import annotations

import re
from collections import Counter

from agent_runtime.agent.mending import printable, unfenced, without_talk
from agent_runtime.agent.report_sections import SECTIONS

_TITLES = {title.lower(): title for title in SECTIONS}
_MARKS = re.compile(r"^[ \t]*(#{1,6})[ \t]+")
_NUMBER = re.compile(r"^(?:section[ \t]+)?(?:\d{1,2}|[ivx]{1,4})[.):][ \t]+", re.IGNORECASE)
_UNDERLINE = re.compile(r"[ \t]*(?:={3,}|-{3,})[ \t]*")
#: A report has few sections but may have many subsections: levels are shifted for it as a whole.
_DEEPEST = 6


def mended(markdown: str) -> str:
    """The report with the five sections as `##` headings, where it is plain which lines were meant.

    A line is a heading of a section if it holds nothing but the section's title: with any level, a number, emphasis
    or a colon. A title that stands on several such lines is ambiguous and stays as it is.
    """
    text = without_talk(unfenced(printable(markdown)))
    lines = text.splitlines()
    named = {number: title for number, line in enumerate(lines) if (title := _title(line))}
    marked = {number: title for number, title in named.items() if _MARKS.match(lines[number])}
    chosen = _once(marked) | {n: t for n, t in _once(named).items() if t not in marked.values()}
    if all(lines[number] == f"## {title}" for number, title in chosen.items()):
        return text
    shift = _shift(lines, chosen)
    result = [
        f"\n## {chosen[number]}\n" if number in chosen else _shifted(line, shift)
        for number, line in enumerate(lines)
        if not (number - 1 in chosen and _UNDERLINE.fullmatch(line))
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(result)).strip()


def _title(line: str) -> str | None:
    """The section that a line is the heading of, or None."""
    text = _MARKS.sub("", line).strip()
    for _ in range(2):
        # **1. Title** and 1. **Title**
        text = _NUMBER.sub("", text.strip("*_ \t#").rstrip(":"))
    return _TITLES.get(" ".join(text.strip("*_ \t:").lower().replace("&", "and").split()))


def _once(headings: dict[int, str]) -> dict[int, str]:
    times = Counter(headings.values())
    return {number: title for number, title in headings.items() if times[title] == 1}


def _shift(lines: list[str], chosen: dict[int, str]) -> int:
    """By how many levels the other headings move: sections of level 1 push their subsections down."""
    levels = {len(marks.group(1)) for number in chosen if (marks := _MARKS.match(lines[number]))}
    return 1 if levels == {1} else 0


def _shifted(line: str, by: int) -> str:
    marks = _MARKS.match(line)
    if by == 0 or marks is None or len(marks.group(1)) == _DEEPEST:
        return line
    return "#" * by + line.lstrip()
