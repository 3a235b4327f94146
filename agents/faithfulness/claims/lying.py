"""In which account something lies: "VIG, in the IRA, …", "all of it in the Joint Brokerage", a row of a table."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.model import Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

_BESIDE = bag(", ( in the your held inside")
_WHOLE = bag("all both")
_TO_ACCOUNT = bag("of it them that which three four five ten are is sit sits lie lies held in the your funds and")
_REACH = 8
#: Least share of something (percent) that lies where all of it is said to lie.
_ALL = 99.0
ALL_IN = frozenset({"in"})


def lying(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims of place: first token, index after the last, and the error."""
    if context.soft or not facts.inside or not context.accounts:
        return
    if context.unit.kind == "row":
        yield from _row(context, facts)
        return
    for where in context.mentions:
        account = account_of(where, facts)
        if account:
            yield from _apposed(context, facts, where, account)
            yield from _all_of_it(context, facts, where, account)


def account_of(mention: Mention, facts: Facts) -> str:
    """The one account that is named; empty if none is, or several are."""
    known = mention.topics & facts.inside.keys()
    return next(iter(known)) if len(known) == 1 and not mention.rank else ""


def _position(mention: Mention) -> str:
    topics = sorted(mention.topics)
    plain = len(topics) == 1 and topics[0].startswith("position:") and topics[0] != "position:Cash"
    return topics[0] if plain and not mention.rank else ""


def _judged(facts: Facts, position: str, account: str) -> str:
    holds = any(topic == position for topic, _ in facts.inside[account])
    return "" if holds else f"it does not lie in {account[8:]}."


def _row(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    positions = [m for m in context.mentions if _position(m)]
    accounts = [m for m in context.mentions if account_of(m, facts)]
    if len(positions) == 1 and len(accounts) == 1:
        first, last = sorted((positions[0], accounts[0]), key=lambda mention: mention.first)
        position, account = _position(positions[0]), account_of(accounts[0], facts)
        problem = _judged(facts, position, account)
        if not problem and _heads_largest(context, positions[0]) and facts.inside[account][0][0] != position:
            problem = f"the largest is {facts.inside[account][0][0][9:]}."
        yield first.first, last.after, problem


def _heads_largest(context: Context, mention: Mention) -> bool:
    """Whether the column of a cell is headed "largest holding"."""
    unit, header = context.unit, context.unit.header
    cell = next((n for n, (first, after) in enumerate(unit.cells) if first <= mention.first < after), -1)
    if header is None or not 0 <= cell < len(header.cells):
        return False
    return not {"largest", "biggest", "top"}.isdisjoint(header.tokens.norms[slice(*header.cells[cell])])


def _apposed(context: Context, facts: Facts, where: Mention, account: str) -> Iterator[tuple[int, int, str]]:
    """ "VIG, in the IRA, is the largest holding"."""
    norms = context.unit.tokens.norms
    before = next((m for m in reversed(context.mentions) if m.after <= where.first and m.named), None)
    if before is None or not _position(before):
        return
    gap = norms[before.after : where.first]
    if gap and gap[0] in (",", "(") and "in" in gap and _BESIDE.issuperset(gap):
        yield before.first, where.after, _judged(facts, _position(before), account)


def _all_of_it(context: Context, facts: Facts, where: Mention, account: str) -> Iterator[tuple[int, int, str]]:
    """ "Cash is $27,400, all of it in the Joint Brokerage", "all three bond funds sit in the IRA"."""
    norms = context.unit.tokens.norms
    places = [i for i in range(max(0, where.first - _REACH), where.first) if norms[i] in _WHOLE]
    nearly = bool(places) and norms[places[-1] - 1] in ("almost", "nearly", "virtually", "practically")
    if nearly or shared(context, where) or not places or "in" not in norms[places[-1] : where.first]:
        return
    inner = [m for m in context.mentions if places[-1] < m.first < where.first and m.named]
    covered = {index for m in inner for index in range(m.first, m.after)}
    gap = [norms[i] for i in range(places[-1] + 1, where.first) if i not in covered]
    if not _TO_ACCOUNT.issuperset(gap):
        return
    earlier = [m for m in context.mentions if m.after <= places[-1] and m.named and not m.rank]
    plural = norms[places[-1]] == "both" or bool({"three", "four", "five", "ten"} & set(gap))
    subjects = inner or (_positions(context, earlier) if plural else earlier[-1:])
    for subject in subjects:
        whole, part = _amounts(facts, subject, account)
        if whole:
            yield places[-1], where.after, "" if 100 * part / whole >= _ALL else f"it does not lie in {account[8:]}."


def shared(context: Context, where: Mention) -> bool:
    """Whether it is one of several accounts: "in the IRA and the Roth"."""
    norms = context.unit.tokens.norms
    others = [m for m in context.mentions if m is not where and any(t.startswith("account:") for t in m.topics)]
    for other in others:
        first, last = sorted((where, other), key=lambda mention: mention.first)
        if {"and", "or", ",", "the", "your", "&"}.issuperset(norms[first.after : last.first]):
            return True
    return False


def _positions(context: Context, earlier: list[Mention]) -> list[Mention]:
    return [m for m in (earlier or context.recent) if _position(m)][-2:]


def _amounts(facts: Facts, subject: Mention, account: str) -> tuple[float, float]:
    """Value of a subject, and of what lies in the account; zero if the tools do not say."""
    if position := _position(subject):
        whole = facts.value(position) or 0.0
        return whole, whole if not _judged(facts, position, account) else 0.0
    classes = sorted(topic for topic in subject.topics if topic.startswith("asset_class:"))
    if len(classes) != 1:
        return 0.0, 0.0
    topics = frozenset({classes[0], account})
    inside = [f.value for f in facts.of_kinds((Kind.MONEY,), topics) if f.topics == topics]
    return facts.value(classes[0]) or 0.0, max(inside, default=0.0)
