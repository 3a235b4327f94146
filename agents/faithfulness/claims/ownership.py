"""What lies in which account: "the Roth IRA combines VWO with SCHD", "most of the cash is in the brokerage"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.claims.amounts import MOST, NONE, SOME, Part, fits, in_account, part_said
from faithfulness.claims.lying import account_of, shared
from faithfulness.claims.verbs_of_holding import behind_remark
from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

_HOLDING = bag(
    "holds hold contains owns own keeps keep carries carry combines combine includes include has have houses pairs "
    "mixes comprises consists holding containing keeping carrying combining with"
)
_BEFORE_HOLDING = bag(") , which account itself alone also only still in turn currently that plan")
_BETWEEN_OBJECTS = bag(
    "and , & plus with next to alongside beside as well your its his her only also both of in a an the "
    "just together ( ) or nor single fund etf stock of all no any some most none nearly almost every entire rest two "
    "three four five more than about stake position shares at small smaller minor part uninvested larger part only "
    "funds stocks holdings positions etfs :"
)
_LOCATED = bag(
    "is are sits sit lies lie held kept parked found stays located in inside within the your his her and both all "
    "also entirely wholly solely only , ( mostly mainly largely stored remains uninvested that which it of currently a "
    "at lives live comes come from as well same"
)
_VERBS = bag("is are sits sit lies lie held kept parked found located stored lives live")
_QUANTIFYING = bag(
    "all every both entire only most majority bulk nearly almost virtually practically none no neither nor without "
    "not of the your dollar cent any single uninvested whole"
)
_AFTER_SUBJECT = bag("all both entirely wholly solely only mostly mainly largely nearly almost none not exclusively")
_SOME = bag("some other another more further additional the-rest of in")
OWNING = _HOLDING | {"in", "inside", "within"}


def ownership(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims of place: first token, index after the last, and what is wrong."""
    if not facts.inside or context.advice or not context.words.isdisjoint(("if", "should", "consider")):
        return
    if context.unit.kind != "sentence":
        return
    for where in context.mentions:
        account = account_of(where, facts)
        if account:
            yield from _holds(context, facts, where, account)
            yield from _is_in(context, facts, where, account)
            yield from _amount_in(context, facts, where, account)


def _holds(context: Context, facts: Facts, where: Mention, account: str) -> Iterator[tuple[int, int, str]]:
    """ "The House Fund keeps BIL next to $38,500 in cash": each that is listed behind the verb."""
    norms = context.unit.tokens.norms
    place = behind_remark(norms, where.after, _HOLDING)
    while (
        place < len(norms) and place - where.after < 7 and (norms[place] in _BEFORE_HOLDING or _ranks(context, place))
    ):
        place += 1
    if norms[place : place + 1] and norms[place] not in _HOLDING:
        return
    denied = norms[max(0, where.first - 3) : where.first]
    before = {"no", "other", "neither", "not", "without"}
    if not before.isdisjoint(denied) or denied[:2] in (["account", "but"], ["account", "except"]):
        return
    after = place + 1
    for mention in [m for m in context.mentions if m.first > place]:
        gap = [norms[i] for i in range(after, mention.first) if i not in context.covered]
        if not _BETWEEN_OBJECTS.issuperset(gap) or mention.rank or mention.many > 1:
            return
        words = [norms[i] for i in range(after, mention.first)]
        after = mention.after
        if not mention.named or account_of(mention, facts):
            if mention.named:
                return
            continue
        amounts = in_account(facts, mention.topics, account)
        if not amounts or _is_head(norms, mention):
            continue
        part = _part(words) or SOME
        problem = "" if fits(amounts, part) else f"that is not what {account[8:]} holds."
        yield where.first, mention.after, problem


def _ranks(context: Context, place: int) -> bool:
    """Whether a token is part of "is the largest account and …"."""
    ranked = any(m.rank and m.first <= place < m.after for m in context.mentions)
    return ranked or (context.ranked and context.unit.tokens.norms[place] in ("is", "the", "and"))


def _part(words: list[str]) -> Part | None:
    """ "No bonds" or "most of the cash"; a figure in front is checked by itself."""
    if "or" in words or "nor" in words:
        return NONE
    if words[-1:] == ["only"] or "only" in words:
        words = [word for word in words if word != "only"]
    return part_said(words)


def _is_head(norms: list[str], mention: Mention) -> bool:
    """ "Stock funds": what follows says what it is."""
    return norms[mention.after : mention.after + 1] in (["index"], ["market"], ["-"]) or norms[
        mention.first - 1 : mention.first
    ] in (["foreign"], ["international"])


def _is_in(context: Context, facts: Facts, where: Mention, account: str) -> Iterator[tuple[int, int, str]]:
    """ "VNQ and VIG are also in the IRA", "most of the cash is in the brokerage account"."""
    norms = context.unit.tokens.norms
    start = _start(norms, where)
    if shared(context, where) or start < 2 or norms[start - 1] not in ("in", "inside", "within"):
        return
    before = [m for m in context.mentions if m.after <= start and m.named and not m.rank and m.many == 1]
    pronoun = not before and norms[0] in ("it", "they")
    if pronoun:
        earlier = [m for m in context.recent if any(t.startswith("position:") for t in m.topics)]
        # Its own place is one in another sentence.
        before = [mention._replace(first=0, after=1) for mention in earlier[-1:]]
    if not before:
        return
    last = before[-1]
    gap = [norms[i] for i in range(last.after, start) if i not in context.covered]
    if gap[:1] == [":"]:
        gap = gap[1:]  # "Cash: mostly in the Joint Trust"
    if not _LOCATED.issuperset(gap) or account_of(last, facts):
        return
    verb = not _VERBS.isdisjoint(gap)
    for mention in _group(context, before[:-1] if _explains(norms, before) else before):
        amounts = in_account(facts, mention.topics, account)
        words = ([] if pronoun else _in_front(norms, mention)) + [word for word in gap if word in _AFTER_SUBJECT]
        part = part_said(words)
        bare = mention.first == 0 or norms[mention.first - 1] not in _SOME
        if part is None and (not verb or not bare or _measured(context, mention, start)):
            part = SOME
        single = all(topic.startswith("position:") and topic != "position:Cash" for topic in mention.topics)
        part = SOME if single and part is None else part or MOST
        if amounts:
            yield mention.first, where.after, "" if fits(amounts, part) else f"it does not lie in {account[8:]}."


def _amount_in(context: Context, facts: Facts, where: Mention, account: str) -> Iterator[tuple[int, int, str]]:
    """ "Almost all of that, $212,000, is in the Savings account": no amount of another account alone."""
    norms = context.unit.tokens.norms
    start = _start(norms, where)
    figure = next((f for f in reversed(context.figures) if f.last < start and f.kind is Kind.MONEY), None)
    if figure is None or norms[start - 1] not in ("in", "inside", "within") or figure.zeros > figure.value / 50:
        return
    if not _LOCATED.issuperset(norms[figure.last + 1 : start]) or start - figure.last > 8:
        return
    room = max(figure.step, figure.zeros) / 2
    known = [f for f in facts.near(Kind.MONEY, figure.value, room) if any(t in facts.inside for t in f.topics)]
    if known:
        holds = any(account in fact.topics for fact in known)
        yield figure.first, where.after, "" if holds else f"that does not lie in {account[8:]}."


def _start(norms: list[str], where: Mention) -> int:
    """Where a name begins, with its article."""
    start = where.first
    while start and norms[start - 1] in ("the", "your", "his", "her"):
        start -= 1
    return start


def _explains(norms: list[str], before: list[Mention]) -> bool:
    """ "TIP, a bond fund, is in the Joint account": the last name says what the one before is."""
    if len(before) < 2 or any(topic.startswith("position:") for topic in before[-1].topics):
        return False
    said, last = before[-2:]
    between = norms[said.after : said.after + 2] + norms[last.after : last.after + 1]
    return (
        between in ([",", article, ","] for article in ("a", "an", "the", "your"))
        and "and" not in (norms[said.after : last.first])
    )


def _measured(context: Context, mention: Mention, start: int) -> bool:
    """Whether a figure says how much of it."""
    near = range(max(0, mention.first - 5), start)
    return any(figure.first in near for figure in context.figures)


def _group(context: Context, before: list[Mention]) -> list[Mention]:
    """The names that are listed in front of the verb."""
    norms, group = context.unit.tokens.norms, [before[-1]]
    for earlier in reversed(before[:-1]):
        gap = [norms[i] for i in range(earlier.after, group[0].first) if i not in context.covered]
        if not gap or not {"and", ",", "&", "your", "the", "(", ")"}.issuperset(gap):
            break
        if {t.partition(":")[0] for t in earlier.topics}.isdisjoint({t.partition(":")[0] for t in group[0].topics}):
            break
        group.insert(0, earlier)
    return group


def _in_front(norms: list[str], mention: Mention) -> list[str]:
    """The words of quantity right in front of a name."""
    words: list[str] = []
    for norm in reversed(norms[max(0, mention.first - 6) : mention.first]):
        if norm not in _QUANTIFYING:
            break
        words.append(norm)
    return words
