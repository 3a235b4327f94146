"""Accounts that the client does not have: "Rollover IRA has $243,000" where there is none of this kind and name."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.reading.context import Context

#: Nouns that end the name of an account.
_NOUNS = bag("ira 401k 403b 457b hsa savings brokerage")
_QUALIFIERS = bag(
    "rollover traditional roth work employer company joint individual old new inherited his her self sep simple "
    "former taxable family education"
)
_HOLDS = bag("has holds contains owns keeps")
_STARTS = bag(". ; : and , •")
STRANGE = _NOUNS


def strangers(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Names at the start of a clause: first token, index after the last, and what is wrong."""
    if not facts.account_kinds or context.soft or context.unit.kind != "sentence" or "if" in context.words:
        return
    norms, texts = context.unit.tokens.norms, context.unit.tokens.texts
    for index, norm in enumerate(norms):
        if norm not in _NOUNS or texts[index][:1].islower():
            continue
        start = index
        while start and norms[start - 1] in _QUALIFIERS and not texts[start - 1].islower():
            start -= 1
        if start and norms[start - 1] not in _STARTS:
            continue
        after = index + 1 + (norms[index + 1 : index + 2] == ["account"])
        if _says(norms, after) and not any(m.first < after and m.after > start for m in context.named):
            yield start, after, "the client has no such account."


def _says(norms: list[str], place: int) -> bool:
    """Whether a verb of holding, or "is the largest account", is next."""
    if norms[place : place + 1] == ["("] and ")" in norms[place : place + 8]:
        place = norms.index(")", place) + 1
    said = norms[place : place + 6]
    return bool(said) and (said[0] in _HOLDS or (said[0] == "is" and "account" in said))
