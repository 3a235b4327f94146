"""Sentences in another script than the text's: a model that slips into another language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from faithfulness.model import Checked, State

#: Greek and Cyrillic to Hebrew, Arabic, Indic and Thai; Han, Kana and Hangul.
_SCRIPTS = r"\u0370-\u1cff\u2e80-\u9fff\ua000-\uabff\uac00-\ud7ff\uf900-\ufaff"


@lru_cache(1)
def _passages() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A passage that starts in such a script, and enough letters to be more than a symbol. Built when first needed."""
    passage = re.compile(rf"[{_SCRIPTS}\uff10-\uff9f][^\n.!?。!?]*[.!?。!?]?")
    return passage, re.compile(rf"[{_SCRIPTS}]{{3,}}|[\u3040-\u9fff]{{2,}}")


def foreign_sentences(text: str, names: Iterable[str] = ()) -> Iterator[Checked]:
    """One result for each passage in another script.

    Args:
        text: the Markdown.
        names: what accounts and instruments are called: their scripts are the client's.
    """
    if text.isascii():
        return
    for name in names:
        if not name.isascii():
            text = text.replace(name, " " * len(name))
    pattern, letters = _passages()
    for passage in pattern.finditer(text):
        if letters.search(passage.group()):
            quoted = passage.group().strip()[:40]
            why = f"“{quoted}” is not in English; write the whole text in English."
            yield Checked(*passage.span(), passage.group(), "language", State.WRONG, why=why, sentence=passage.span())
