"""Docs and docstrings name things: few sentences begin with "what is …", "whoever" or "nobody"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("agents", "bench", "cli", "components", "docgen", "estimate", "local", "policies", "scan")
WORDY = re.compile(r"\b(what (it|the|is)|whoever|nobody|anew|of its own|stands? in)\b", re.IGNORECASE)
MOST_PER_THOUSAND_WORDS = 2.0
_DOCSTRING = re.compile(r'"""(.*?)"""', re.DOTALL)


def docs() -> Iterator[str]:
    files = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "findings").glob("*.md")]
    return (file.read_text(encoding="utf-8") for file in files)


def docstrings() -> Iterator[str]:
    """With the help texts of `alex`."""
    for folder in PRODUCT:
        for file in (ROOT / folder).rglob("*.py"):
            yield from _DOCSTRING.findall(file.read_text(encoding="utf-8"))


def test_phrases_without_a_noun_are_rare() -> None:
    text = "\n".join([*docs(), *docstrings()])
    words = len(re.findall(r"\w+", text))
    assert words > 10_000
    assert len(WORDY.findall(text)) / words * 1000 <= MOST_PER_THOUSAND_WORDS
