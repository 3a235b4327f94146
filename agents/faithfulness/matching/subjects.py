"""Subjects further off: "The IRA holds BND and cash, and is worth $7,040", "all cash lies in Main: $5,250"."""

from __future__ import annotations

from faithfulness.bag import bag
from faithfulness.model import Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

_AGAIN = (["("], [",", "or"], ["or"], [","])
_PREDICATES = (
    ["is", "worth"], ["makes", "up"], ["comes", "to"], ["amounts", "to"], ["accounts", "for"], ["stands", "at"],
    ["is", "worth", "about"], ["makes", "up", "about"],
)  # fmt: skip
_HOLDS = bag("holds contains has keeps combines owns")
_ADDED = bag("added saved contributed")
_LYING = bag("lies sits is")
_OPENS = bag(": ( ,")
_ONE = bag("stock company name fund etf holding position")
_CASH = "asset_class:Cash"
_INCOME = (["for", "an", "income"], ["for", "the", "income"], ["for", "an", "annual", "income"])


def subject_of(context: Context, figure: Figure) -> frozenset[str] | None:
    """Topics of the subject of an amount or a share, where it is not the name nearest to it; else None."""
    if figure.fraction or figure.first < 2 or context.unit.kind != "sentence":
        return None
    if figure.kind is Kind.MONEY:
        return _of_amount(context, figure)
    if figure.kind is not Kind.PERCENT or context.unit.tokens.norms[figure.since : figure.first] not in _AGAIN:
        return None
    before = next((f for f in context.figures if f.last + 1 == figure.since and f.kind is Kind.MONEY), None)
    return _of_amount(context, before) if before is not None and before.first > 1 else None


def _of_amount(context: Context, figure: Figure) -> frozenset[str] | None:
    norms, first = context.unit.tokens.norms, figure.first
    before, behind = norms[first - 1], norms[figure.last + 1 : figure.last + 2]
    if before == "with":
        if behind == ["it"]:
            return _it(context)
        return frozenset({"contribution"}) if behind and behind[0] in _ADDED else None
    if before == "of":
        return _in_apposition(context, first)
    if before in _OPENS and context.accounts and "all" in context.words:
        return _all_of_it(context, first)
    return _of_second_verb(context, first) if context.accounts and "and" in norms[first - 4 : first] else None


def capital_of_income(context: Context, figure: Figure) -> bool:
    """ "$2,400,000 for an income of $96,000": the capital that the income needs."""
    after = figure.last + 1
    return figure.kind is Kind.MONEY and context.unit.tokens.norms[after : after + 3] in _INCOME


def _it(context: Context) -> frozenset[str] | None:
    """ "It holds SPY and BND, and with $243,000 it is the largest": the account of the sentence before."""
    accounts = {topic for topic in context.reach - context.own if topic.startswith("account:")}
    return frozenset(accounts) if len(accounts) == 1 and not context.accounts else None


def _in_apposition(context: Context, first: int) -> frozenset[str] | None:
    """ "QZZZ could hurt most, a single stock of $4,260": of the holding that is explained."""
    norms, noun = context.unit.tokens.norms, first - 2
    if norms[noun] not in _ONE or "a" not in norms[max(0, noun - 3) : noun]:
        return None
    start = next(i for i in range(noun - 1, -1, -1) if norms[i] == "a")
    named = [m for m in context.named if m.after < start]
    if norms[start - 1] not in (",", "-", "–", "—") or len(named) != 1 or named[0].rank:
        return None
    return named[0].topics if any(topic.startswith("position:") for topic in named[0].topics) else None


def _all_of_it(context: Context, first: int) -> frozenset[str] | None:
    """ "All uninvested cash lies in Main: $5,250": of the cash."""
    norms = context.unit.tokens.norms
    place = next((m for m in reversed(context.mentions) if m.after == first - 1 and _is_account(m)), None)
    if place is None:
        return None
    subject = next((m for m in context.named if m.after <= place.first), None)
    if subject is None or _CASH not in subject.topics or "all" not in norms[max(0, subject.first - 4) : subject.first]:
        return None
    gap = norms[subject.after : place.first]
    return subject.topics if gap[:1] and gap[0] in _LYING and "in" in gap and len(gap) <= 4 else None


def _of_second_verb(context: Context, first: int) -> frozenset[str] | None:
    """ "The IRA holds VGK, LQD and cash, and is worth $7,040": of the subject of the sentence."""
    norms = context.unit.tokens.norms
    verb = next((cue for cue in _PREDICATES if norms[max(0, first - len(cue)) : first] == cue), None)
    if verb is None or norms[first - len(verb) - 1] != "and" or not context.named:
        return None
    subject = context.named[0]
    opens = subject.first <= 1 or norms[subject.first - 1] in (";", ":") or norms[subject.first - 2] in (";", ":")
    holds = norms[subject.after : subject.after + 1]
    return subject.topics if opens and _is_account(subject) and holds and holds[0] in _HOLDS else None


def _is_account(mention: Mention) -> bool:
    return not mention.rank and any(topic.startswith("account:") for topic in mention.topics)
