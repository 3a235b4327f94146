"""Sentences in another script than the text's: a model that slips into another language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from faithfulness.model import Checked, State

#: Three letters in a row of a script that English does not use: Greek and Cyrillic to Hebrew, Arabic, Indic, Thai, CJK.
_FOREIGN = re.compile(
    r"[\u0370-\u1cff\u2e80-\u9fff\ua000-\uabff\uac00-\ud7ff\uf900-\ufaff\uff10-\uff9f][^\n.!?。!?]*[.!?。!?]?"
)
_LETTERS = re.compile(r"[\u0370-\u1cff\u2e80-\u9fff\ua000-\uabff\uac00-\ud7ff\uf900-\ufaff]{3,}|[\u3040-\u9fff]{2,}")


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
    for passage in _FOREIGN.finditer(text):
        if _LETTERS.search(passage.group()):
            quoted = passage.group().strip()[:40]
            why = f"“{quoted}” is not in English; write the whole text in English."
            yield Checked(*passage.span(), passage.group(), "language", State.WRONG, why=why, sentence=passage.span())
