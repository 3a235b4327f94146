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
_SHARES_OF = (["shares", "of"], ["units", "of"])
_RIDES = bag("rides depends hangs")
_HOLD = bag("hold have contain keep")
_IN_CASH = (["in", "cash"], ["of", "cash"])
#: In front of a figure of such a subject.
LEADING = _OPENS | bag("with of at and or up to for worth about hold have contain keep")
#: A sentence whose subject may stand further off has one of these words.
FURTHER = _RIDES | _ONE | bag("with worth makes comes amounts accounts stands all shares units hold have contain keep")
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
    if before == "at" and "of" in norms[max(0, first - 6) : first]:
        return _price_of(context, first - 1)
    if behind and behind[0] in _RIDES and "it" in norms[figure.last + 2 : figure.last + 4]:
        return _company(context)
    if context.accounts and len(context.figures) > 1 and (each := _cash_of_each(context, figure)):
        return each
    if before in _OPENS and context.accounts and "all" in context.words:
        return _all_of_it(context, first)
    return _of_second_verb(context, first) if context.accounts and "and" in norms[first - 4 : first] else None


def _price_of(context: Context, place: int) -> frozenset[str] | None:
    """ "18 shares of VTI at $303.93 make $5,471"."""
    mention = next((m for m in context.named if m.after == place), None)
    counted = mention is not None and context.unit.tokens.norms[mention.first - 2 : mention.first] in _SHARES_OF
    return mention.topics | {"price"} if mention is not None and counted else None


def _company(context: Context) -> frozenset[str] | None:
    """ "AMZN is a single company, and $3,949 rides on it"."""
    first = context.named[0] if context.named else None
    known = first is not None and not first.rank and any(topic.startswith("position:") for topic in first.topics)
    return first.topics if first is not None and known else None


def _cash_of_each(context: Context, figure: Figure) -> frozenset[str] | None:
    """ "Savings and IRA hold $212,000 and $9,400 in cash": the cash of the account in the same place."""
    norms, row = context.unit.tokens.norms, [f for f in context.figures if f.kind is Kind.MONEY]
    if len(row) != 2 or figure not in row or norms[row[1].last + 1 : row[1].last + 3] not in _IN_CASH:
        return None
    named = [m for m in context.mentions if m.after <= row[0].first and _is_account(m)]
    if len(named) != 2 or norms[row[0].last + 1 : row[1].first] != ["and"] or norms[named[1].after] not in _HOLD:
        return None
    if norms[named[0].after : named[1].first] != ["and"] or row[0].first - named[1].after > 2:
        return None
    account = [topic for topic in named[row.index(figure)].topics if topic.startswith("account:")]
    return frozenset({*account, _CASH})


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
