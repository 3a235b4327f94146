"""Puts a text right without the model: certain figures are replaced, other false sentences are taken out."""

from __future__ import annotations

import re
from typing import NamedTuple

from faithfulness.check import check
from faithfulness.facts.facts import Facts
from faithfulness.model import Checked, Verdict

MOST_ROUNDS = 3

_ITEM = re.compile(r"[ \t>]*(?:[-*+•]|\d{1,3}[.)])[ \t]+(?:\*\*[^*\n]*\*\*[ \t]*)?$")


class Repaired(NamedTuple):
    """A text in which nothing is left that the verdict found wrong."""

    text: str
    replaced: tuple[str, ...]
    """ "$9,999 → $7,288", in the order of the text."""
    removed: tuple[str, ...]
    """Sentences, list items and table rows that were taken out."""
    lost_share: float
    """Share of the text's words that is gone, 0..1. Where this is too much, code writes the text from the facts."""


def repair(text: str, verdict: Verdict, *, replace: bool = True) -> Repaired:
    """The text with every wrong figure replaced or its sentence removed. Headings stay.

    A sentence goes if anything in it is wrong and not certain: half a correction would leave the rest unproven.

    Args:
        text: as it was checked.
        verdict: of `check`.
        replace: False to take out even what could be replaced.
    """
    by_sentence: dict[tuple[int, int], list[Checked]] = {}
    for wrong in verdict.wrong:
        by_sentence.setdefault(wrong.sentence, []).append(wrong)
    edits: list[tuple[int, int, str]] = []
    replaced: list[str] = []
    removed: list[str] = []
    for (start, end), found in sorted(by_sentence.items()):
        found = _outermost(found)
        if replace and all(checked.replacement for checked in found):
            edits += [(checked.start, checked.end, checked.replacement) for checked in found]
            replaced += [f"{checked.text} → {checked.replacement}" for checked in found]
        elif text[start:end].lstrip().startswith("#"):
            edits.append(_heading(text, start, end))
            removed.append(text[start:end].strip())
        else:
            edits.append(_removal(text, start, end))
            removed.append(text[start:end].strip())
    result = text
    for start, end, new in sorted(edits, reverse=True):
        result = result[:start] + new + result[end:]
    if removed:
        result = re.sub(r"\n{3,}", "\n\n", result)
    words = len(text.split()) or 1
    lost = sum(len(passage.split()) for passage in removed) / words
    return Repaired(result, tuple(replaced), tuple(removed), min(1.0, lost))


def mend(text: str, facts: Facts) -> Repaired:
    """The text after as many repairs as it takes: a sentence may lean on one that was taken out.

    A mistake that is left after `MOST_ROUNDS` is taken out with its whole sentence, certain or not.
    """
    replaced: list[str] = []
    removed: list[str] = []
    result = text
    for round_ in range(MOST_ROUNDS + 1):
        verdict = check(result, facts)
        if not verdict.wrong:
            break
        done = repair(result, verdict, replace=round_ < MOST_ROUNDS)
        result = done.text
        replaced += done.replaced
        removed += done.removed
    words = len(text.split()) or 1
    lost = sum(len(passage.split()) for passage in removed) / words
    return Repaired(result, tuple(replaced), tuple(removed), min(1.0, lost))


def _outermost(found: list[Checked]) -> list[Checked]:
    """Without what is inside a clause that is replaced as a whole."""
    return [
        one
        for one in found
        if not any(
            other.replacement and other is not one and other.start <= one.start and one.end <= other.end
            for other in found
        )
    ]


def _heading(text: str, start: int, end: int) -> tuple[int, int, str]:
    """A heading keeps its level and loses what follows the first sign of punctuation, or its text."""
    line = text[start:end].rstrip("\n")
    marks = re.match(r"\s*#+\s*", line)
    first = start + (marks.end() if marks else 0)
    kept = re.split(r"\s*[:(–—,-]\s*", text[first : start + len(line)])[0]
    return first, start + len(line), kept if not any(c.isdigit() for c in kept) and kept else "Details"


def _removal(text: str, start: int, end: int) -> tuple[int, int, str]:
    """The span to cut: the line of a row or item that holds nothing else, else the sentence and one space."""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    if end > start and text[end - 1] == "\n":
        return start, end, ""
    # Emphasis marks around the sentence go with it.
    while start > line_start and text[start - 1] in "*_":
        start -= 1
    while end < line_end and text[end] in "*_":
        end += 1
    before, after = text[line_start:start], text[end:line_end]
    if (not before.strip() or _ITEM.fullmatch(before)) and not after.strip():
        return line_start, min(line_end + 1, len(text)), ""
    while end < line_end and text[end] in " \t":
        end += 1
    if not after.strip():
        while start > line_start and text[start - 1] in " \t":
            start -= 1
    return start, end, ""
