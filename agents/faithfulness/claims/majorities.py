"""Majorities and dominance: "most of it is in X", "X leads"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.claims.held import places_of
from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention
from faithfulness.reading.superlatives import ranked

_MOST = bag("most majority bulk mostly predominantly primarily mainly chiefly")
_DOMINATES = bag("dominates dominate dominated leads lead tops")
_MOSTLY = frozenset({"mostly", "mainly", "largely"})
_ADVERBS = bag("mostly mainly chiefly primarily predominantly")
_OUTSIDE = frozenset({"outside", "beyond", "besides"})
_THROUGH = bag("through via thanks because")
_MOSTLY_REACH = 9
MOST_SHARE, LEAST_MOST = 50.0, 45.0


DOMINATING = _MOST | _DOMINATES


def majorities(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims of majority and dominance: first token, index after the last, and what is wrong."""
    words = context.words
    if not words.isdisjoint(_MOST):
        yield from _majorities(context, facts)
    if not words.isdisjoint(_DOMINATES):
        yield from _dominance(context, facts)


def _value(facts: Facts, mention: Mention) -> float | None:
    values = [value for topic in sorted(mention.topics) if (value := facts.value(topic)) is not None]
    return max(values) if values else None


def _majorities(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "Most of the portfolio is in X", "mostly X"."""
    found = context.unit.tokens
    if context.soft:
        return
    for index in places_of(_MOST, found.norms):
        norm = found.norms[index]
        if index and norm == "most" and found.norms[index - 1] in ("at", "the"):
            continue
        if found.norms[index + 1 : index + 2] in (["from"], ["because"], ["through"]) and norm in _ADVERBS:
            continue  # "exposure comes mainly from VXUS"
        names = [m for m in context.named if index < m.first <= index + _MOSTLY_REACH]
        of_account = bool(names) and any(topic.startswith("account:") for topic in names[0].topics)
        if of_account and any(m.named and m.after <= index for m in context.mentions):
            continue  # "Cash: mostly in the Joint Trust"
        if norm in ("majority", "bulk") and (subject := _subject(context, index)) is not None:
            names = [subject]
        between = set(found.norms[index : names[0].first]) if names else set()
        of_whole = norm not in ("most", "majority", "bulk") or bool(between & {"money", "portfolio", "assets", "value"})
        if not names or not of_whole or between & {"risky", "returns", "people", "us", "histories", "equity"}:
            continue
        aside = norm in _MOSTLY and index > 1 and found.norms[index - 1] in ",(" and _slice_before(context, index)
        if between & _THROUGH or aside:
            yield from _through(context, facts, index, names[0])
            continue
        shares = [s for t in sorted(names[0].topics) if (s := facts.value(t, Kind.PERCENT)) is not None]
        if shares:
            problem = "" if max(shares) >= LEAST_MOST else f"it is {max(shares):.1f} % of the portfolio."
            yield min(index, names[0].first), max(index + 1, names[0].after), problem


def _subject(context: Context, index: int) -> Mention | None:
    """ "Bonds are the bulk of the portfolio"."""
    norms = context.unit.tokens.norms
    before = next((m for m in reversed(context.mentions) if m.after < index and m.named and not m.rank), None)
    gap = norms[before.after : index] if before is not None else []
    return before if gap and {"are", "is", "the", "make", "up", "form", "forms", "makes"}.issuperset(gap) else None


def _slice_before(context: Context, index: int) -> Mention | None:
    """The slice that "mostly X" says more about, unless what lies outside it is meant."""
    slice_of = next((m for m in reversed(context.mentions) if m.after <= index and m.named and not m.rank), None)
    outside = slice_of is not None and context.unit.tokens.norms[max(0, slice_of.first - 1)] in _OUTSIDE
    return None if outside else slice_of


def _through(context: Context, facts: Facts, index: int, fund: Mention) -> Iterator[tuple[int, int, str]]:
    """ "Europe, held mostly through VGK": how much of the slice lies in that holding."""
    slice_of = _slice_before(context, index)
    value = None if slice_of is None else _value(facts, slice_of)
    inside = _value(facts, fund)
    if slice_of is None or not value or inside is None or not fund.strong:
        return
    splits = facts.of_kinds((Kind.PERCENT,), fund.topics)
    part = max((f.value for f in splits if len(f.topics) == 2 and f.topics & slice_of.topics), default=0.0)
    share = part * inside / value
    yield slice_of.first, fund.after, "" if share >= LEAST_MOST else f"{share:.0f} % of it lies there."


def _dominance(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "X dominates", "dominated by X", "X leads": the largest of its family."""
    found = context.unit.tokens
    for index in places_of(_DOMINATES, found.norms):
        dominated = found.norms[index] == "dominated"
        passive = dominated and index + 1 < len(found.norms) and found.norms[index + 1] == "by"
        if dominated and not passive:
            continue
        names = [m for m in context.named if m.rank == 0]
        name = (
            next((m for m in names if m.first == index + 2), None)
            if passive
            else next((m for m in reversed(names) if m.after == index), None)
        )
        if name is None or context.soft:
            continue
        holds = any(topic in ranked(facts, topic.partition(":")[0], 1) for topic in name.topics)
        yield min(index, name.first), max(index + 1, name.after), "" if holds else "another one is larger."
