"""Accounts that the client does not have: "Rollover IRA has $243,000" where there is none of this kind and name."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.claims.held import places_of
from faithfulness.facts.facts import Facts
from faithfulness.reading.context import Context

#: Nouns that end the name of an account, and the kind that they mean, if it is one of ours.
_NOUNS = {
    "ira": "ira", "401k": "401k", "403b": "", "457b": "", "hsa": "", "savings": "", "brokerage": "taxable",
}  # fmt: skip
_QUALIFIERS = bag(
    "rollover traditional roth work employer company joint individual old new inherited his her self sep simple "
    "former taxable family education"
)
_HOLDS = bag("has holds contains owns keeps")
_STARTS = bag(". ; : and , •")
_ENDS = bag(". , ; )")
STRANGE = frozenset(_NOUNS)


def strangers(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Names that are said to hold something: first token, index after the last, and what is wrong."""
    if not facts.account_kinds or context.soft or context.unit.kind == "heading" or "if" in context.words:
        return
    norms, texts = context.unit.tokens.norms, context.unit.tokens.texts
    for index in places_of(STRANGE, norms):
        norm = norms[index]
        if texts[index][:1].islower():
            continue
        start = index
        while start and norms[start - 1] in _QUALIFIERS and not texts[start - 1].islower():
            start -= 1
        after = index + 1 + (norms[index + 1 : index + 2] == ["account"])
        if any(m.first < after and m.after > start for m in context.named):
            continue
        plain = norm == "savings" and start == index  # "Savings: $30,000 a year"
        if _is_said(context, start, after, plain=plain) and not _may_be_one(facts, norm, start < index):
            yield start, after, "the client has no such account."


def _may_be_one(facts: Facts, noun: str, qualified: bool) -> bool:
    """Whether one of several accounts of a kind may be meant, or a part of an account's name."""
    if facts.account_kinds.get(_NOUNS[noun], 0) > 1:
        return True
    names = [name.lower().replace("(", "").replace(")", "") for name in facts.sorts]
    return not qualified and any(noun in name for name in names)


def _is_said(context: Context, start: int, after: int, *, plain: bool) -> bool:
    """Whether something is said of the name: what it holds, how large it is, or that something lies in it."""
    norms = context.unit.tokens.norms
    if context.unit.kind == "row":
        return not plain and context.unit.cells[:1] == [(start, after)] and bool(context.figures)
    before, following = norms[max(0, start - 2) : start], norms[after : after + 1]
    if before == ["account", "is"] or before in (["is", "in"], ["lies", "in"], ["are", "in"], ["lie", "in"]):
        return not following or following[0] in _ENDS
    if before and before[-1] not in _STARTS:
        return False
    if following == [":"] and start == 0:
        return not plain and any(figure.first == after + 1 for figure in context.figures)
    return _holds(norms, after)


def _holds(norms: list[str], place: int) -> bool:
    """Whether a verb of holding, or "is the largest account", is next."""
    if norms[place : place + 1] == ["("] and ")" in norms[place : place + 8]:
        place = norms.index(")", place) + 1
    said = norms[place : place + 6]
    return bool(said) and (said[0] in _HOLDS or (said[0] == "is" and "account" in said))
