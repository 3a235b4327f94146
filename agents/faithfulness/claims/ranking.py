"""Ranks and comparisons: "the largest holding is X", "X is larger than Y", "most of it is in X"."""

from __future__ import annotations

from collections.abc import Iterator

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.model import Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention
from faithfulness.reading.superlatives import ranked

_IS = bag(
    "is are was remains remain , : ( - – — | being at with by far still and namely called the your its our "
    "also clearly comfortably currently as single of portfolio's portfolio overall as represents named in "
    "therefore account accounts fund etf itself goes to belongs )"
)
_BACK = _IS | bag("which makes make it a their stays forms form s becomes constitutes remains this")
_VERBS = bag("is are remains was stays being makes")
_MORE = bag("larger bigger greater more higher heavier")
_LESS = bag("smaller less lower fewer lighter")
_EXCEEDS = bag("exceeds exceed outweighs outweigh dwarfs outranks tops surpasses")
_MOST = bag("most majority bulk mostly predominantly primarily mainly chiefly")
_THAN = _EXCEEDS | {"than"}
_DOMINATES = bag("dominates dominate dominated leads lead tops")
_THROUGH = bag("through via thanks because")
_EVERY = bag("any every all each except but besides")
_MOSTLY_REACH = 9
MOST_SHARE, LEAST_MOST = 50.0, 45.0


def ranking(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Claims of rank, comparison, majority and dominance: first token, index after the last, and what is wrong."""
    taken: set[int] = set()
    for number, mention in enumerate(context.mentions):
        if mention.rank and mention.many == 1 and mention.named:
            yield from _one_rank(context, facts, mention, taken)
        elif mention.rank and mention.many > 1:
            yield from _several(context, facts, number, mention)
    words = context.words
    if not words.isdisjoint(_THAN):
        yield from _comparisons(context, facts)
    if not words.isdisjoint(_MOST):
        yield from _majorities(context, facts)
    if not words.isdisjoint(_DOMINATES):
        yield from _dominance(context, facts)


def _family(mention: Mention) -> str:
    return next(iter(mention.topics)).partition(":")[0]


def _same_family(mention: Mention, family: str) -> bool:
    return mention.rank == 0 and mention.named and any(topic.startswith(f"{family}:") for topic in mention.topics)


def _joined(context: Context, first: int, after: int, words: frozenset[str], most: int) -> bool:
    inside = {i for f in context.figures for i in range(f.first, f.last + 1)}
    gap = [context.unit.tokens[i].norm for i in range(first, after) if i not in inside]
    return len(gap) <= most and all(word in words for word in gap)


def _one_rank(context: Context, facts: Facts, mention: Mention, taken: set[int]) -> Iterator[tuple[int, int, str]]:
    """Whether a superlative is said of the right name."""
    family = _family(mention)
    linked = _linked(context, mention, family, taken)
    if linked is None or linked.first in taken or _denied(context, mention, linked):
        return
    taken.add(linked.first)
    last = context.unit.tokens[mention.after - 1].norm
    if last.endswith("s") and not last.endswith("ss"):
        # "the leading sectors": one of several
        sign = 1 if mention.rank > 0 else -1
        mention = mention._replace(
            topics=mention.topics.union(*(ranked(facts, family, sign * place) for place in (2, 3, 4)))
        )
    first, after = min(linked.first, mention.first), max(linked.after, mention.after)
    if linked.topics & (mention.topics | _kin(facts, context, mention)):
        yield first, after, ""
    else:
        right = " or ".join(sorted(topic.partition(":")[2] for topic in mention.topics))
        yield first, after, f"that is {right}."


def _linked(context: Context, mention: Mention, family: str, taken: set[int]) -> Mention | None:
    """The name behind a superlative, or that in front of it where a verb says so or none is behind."""
    names = [name for name in context.mentions if _same_family(name, family)]
    behind = next((n for n in names if n.first >= mention.after), None)
    if behind is not None and not _joined(context, mention.after, behind.first, _IS, 6):
        behind = None
    before = next((n for n in reversed(names) if n.after <= mention.first), None)
    if before is None or before.first in taken or context.unit.kind == "row":
        return behind
    if not _joined(context, before.after, mention.first, _BACK, 7):
        return behind
    says_is = any(token.norm in _VERBS for token in context.unit.tokens[before.after : mention.first])
    return before if says_is or behind is None else behind


def _kin(facts: Facts, context: Context, mention: Mention) -> frozenset[str]:
    """ "largest stock": the largest of a kind need not be the largest of all."""
    words = {token.norm for token in context.unit.tokens[mention.first : mention.after]}
    accounts = [facts.inside[topic] for topic in context.reach if topic in facts.inside]
    place = mention.rank - 1 if mention.rank > 0 else mention.rank
    inside = {rows[place][0] for rows in accounts if len(rows) >= abs(mention.rank)}
    return frozenset(inside) | _kin_by_kind(facts, words, mention)


def _kin_by_kind(facts: Facts, words: set[str], mention: Mention) -> frozenset[str]:
    kinds = words & {"stock", "fund", "etf", "company", "stocks", "funds", "individual", "single", "bond"}
    if not kinds:
        return frozenset()
    wanted = (
        ("stock",)
        if kinds & {"stock", "company", "stocks", "individual", "single"}
        else ("etf", "mutual_fund", "bond_fund")
    )
    rows = [topic for topic, _ in facts.ranks.get("position", ()) if facts.kinds.get(topic) in wanted]
    place = mention.rank - 1 if mention.rank > 0 else mention.rank
    return frozenset(rows[place : place + 1 or None]) if rows and len(rows) >= abs(mention.rank) else frozenset()


def _denied(context: Context, mention: Mention, linked: Mention) -> bool:
    first, after = min(linked.first, mention.first), max(linked.after, mention.after)
    between = {t.norm for t in context.unit.tokens[first:after]}
    return bool(between & {"not", "isn't", "no", "nor"})


def _several(context: Context, facts: Facts, number: int, mention: Mention) -> Iterator[tuple[int, int, str]]:
    """ "The three largest holdings, A, B and C": the set has to be that of the first places."""
    family = next(iter(mention.topics)).split(":")[1]
    listed: list[Mention] = []
    end = mention.after
    for name in context.mentions[number + 1 :]:
        if not _same_family(name, family) or not _joined(context, end, name.first, _IS | {"and", "&", ")"}, 5):
            break
        listed.append(name)
        end = name.after
    if len(listed) != mention.many:
        return
    sign = 1 if mention.rank > 0 else -1
    allowed = frozenset[str]().union(*(ranked(facts, family, sign * place) for place in range(1, mention.many + 1)))
    wrong = [name for name in listed if not name.topics & allowed]
    right = ", ".join(topic.partition(":")[2] for topic in sorted(allowed))
    yield mention.first, listed[-1].after, f"those are {right}." if wrong else ""


def _value(facts: Facts, mention: Mention) -> float | None:
    values = [value for topic in sorted(mention.topics) if (value := facts.value(topic)) is not None]
    return max(values) if values else None


def _comparisons(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "X is larger than Y", "more X than Y", "X exceeds Y"."""
    found = context.unit.tokens
    for index, token in enumerate(found):
        than = token.norm == "than"
        if not than and token.norm not in _EXCEEDS:
            continue
        right = _right_of(context, index)
        left = _left_of(context, index)
        if not left or not right or not _alike(left, right):
            continue
        words = _degree(context, index)
        more = not than or bool(words & _MORE)
        numbered = any(_measures(context, f, index) for f in context.figures if left.after <= f.first < right.first)
        if (than and not words & (_MORE | _LESS)) or numbered or words & {"not", "no"} or context.soft:
            continue
        one, other = _value(facts, left), _value(facts, right)
        if one is None or other is None or abs(one - other) < 0.005:
            continue
        problem = "" if (one > other) is more else f"the tools gave ${one:,.0f} and ${other:,.0f}."
        yield left.first, right.after, problem


def _left_of(context: Context, index: int) -> Mention | None:
    """What is compared: "A is larger than B but smaller than C" says both of A."""
    found = context.unit.tokens
    before = [m for m in context.mentions if m.after <= index and _comparable(m)]
    while len(before) > 1 and "than" in [
        token.norm for token in found[max(0, before[-1].first - 2) : before[-1].first]
    ]:
        before.pop()
    return before[-1] if before else None


def _degree(context: Context, index: int) -> set[str]:
    """The words in front of "than", of several comparatives the last."""
    words: set[str] = set()
    for token in reversed(context.unit.tokens[max(0, index - 6) : index]):
        if token.norm in _MORE | _LESS and words & (_MORE | _LESS):
            break
        words.add(token.norm)
    return words


def _right_of(context: Context, index: int) -> Mention | None:
    """What a comparison is with: the name behind "than", a figure of it passed over ("than the 45 % in equity")."""
    found = context.unit.tokens
    for mention in context.mentions:
        if mention.first > index and _comparable(mention):
            between = [found[i].norm for i in range(index + 1, mention.first) if i not in context.covered]
            return mention if len(between) <= 3 and _EVERY.isdisjoint(between) else None
    return None


def _measures(context: Context, figure: Figure, index: int) -> bool:
    """Whether a figure says by how much: "$191 more than", not "Real estate (4.7 %) is larger than"."""
    found = context.unit.tokens
    if figure.first > index:
        before = [token.norm for token in found[index + 1 : figure.first]]
        return before not in (["the"], ["its"], ["your"])
    if found[figure.first - 1].text == "(":
        return False
    stops = {token.norm for token in found[figure.last + 1 : index]}
    return figure.kind not in (Kind.MONEY, Kind.PERCENT) or figure.fraction or stops.isdisjoint({",", "—", "–"})


def _comparable(mention: Mention) -> bool:
    return mention.strong and (mention.named or bool(mention.topics & {"total", "capital", "income", "sustainable"}))


def _alike(left: Mention, right: Mention) -> bool:
    families = [{t.partition(":")[0] for t in m.topics} if m.named else {"concept"} for m in (left, right)]
    return bool(families[0] & families[1]) and not left.topics & right.topics


def _majorities(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "Most of the portfolio is in X", "mostly X"."""
    found = context.unit.tokens
    if context.soft:
        return
    for index, token in enumerate(found):
        if token.norm not in _MOST or (index and found[index - 1].norm in ("at", "the") and token.norm == "most"):
            continue
        names = [m for m in context.mentions if m.named and index < m.first <= index + _MOSTLY_REACH]
        between = {t.norm for t in found[index : names[0].first]} if names else set()
        of_whole = token.norm not in ("most", "majority", "bulk") or bool(
            between & {"money", "portfolio", "assets", "value"}
        )
        if not names or not of_whole or between & {"risky", "returns", "people", "us", "histories", "equity"}:
            continue
        if between & _THROUGH:
            yield from _through(context, facts, index, names[0])
            continue
        shares = [s for t in sorted(names[0].topics) if (s := facts.value(t, Kind.PERCENT)) is not None]
        if shares:
            problem = "" if max(shares) >= LEAST_MOST else f"it is {max(shares):.1f} % of the portfolio."
            yield index, names[0].after, problem


def _through(context: Context, facts: Facts, index: int, fund: Mention) -> Iterator[tuple[int, int, str]]:
    """ "Europe, held mostly through VGK": how much of the slice lies in that holding."""
    slice_of = next((m for m in reversed(context.mentions) if m.after <= index and m.named and not m.rank), None)
    value = None if slice_of is None else _value(facts, slice_of)
    inside = _value(facts, fund)
    if slice_of is None or not value or inside is None or _comparable(fund) is False:
        return
    splits = facts.of_kinds((Kind.PERCENT,), fund.topics)
    part = max((f.value for f in splits if len(f.topics) == 2 and f.topics & slice_of.topics), default=0.0)
    share = part * inside / value
    yield slice_of.first, fund.after, "" if share >= LEAST_MOST else f"{share:.0f} % of it lies there."


def _dominance(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "X dominates", "dominated by X", "X leads": the largest of its family."""
    found = context.unit.tokens
    for index, token in enumerate(found):
        if token.norm not in _DOMINATES:
            continue
        passive = token.norm == "dominated" and index + 1 < len(found) and found[index + 1].norm == "by"
        if token.norm == "dominated" and not passive:
            continue
        names = [m for m in context.mentions if m.named and m.rank == 0]
        name = (
            next((m for m in names if m.first == index + 2), None)
            if passive
            else next((m for m in reversed(names) if m.after == index), None)
        )
        if name is None or context.soft:
            continue
        holds = any(topic in ranked(facts, topic.partition(":")[0], 1) for topic in name.topics)
        yield min(index, name.first), max(index + 1, name.after), "" if holds else "another one is larger."
