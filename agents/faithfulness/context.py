"""What a figure of a unit is about: its mentions, what is in reach, and the mention that it is bound to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from faithfulness.blocks import Unit
from faithfulness.cues import ADVICE, IMPERATIVES, PRONOUNS, SUMS, SUPPOSED
from faithfulness.facts import Facts
from faithfulness.lexer import Token
from faithfulness.mentions import Mention, topics_of
from faithfulness.model import Figure, Kind
from faithfulness.superlatives import superlatives
from faithfulness.tokens import figures

#: Words and signs that may stand between a name and a figure that is about it.
_FILLERS = frozenset(
    "is are was were at with of worth makes make made making up represents represent representing accounts account "
    "accounting for holds hold holding contains has have totals total totalling comes come coming to stands stand about "
    "roughly around approximately some only just currently today now a an the and or by value share weight valued "
    "equals amounts amount reaching reaches sits remains also nearly almost over under more than less least most "
    "being alone itself its your which that whole portfolio balance position stake allocation exposure fund etf "
    "percentage as still barely far together combined then estimated figure level another all "
    's&p500 russell2000 russell1000 nasdaq100 index msci from ( ) : = ~ ≈ – — - | / " “ ” ’ , held carries carrying standing comprises comprising constitutes '
    "contributes contributing sum sums funds stock holdings dollars again set there assets already second third fourth shrinks grows falls rises drops declines climbs leads down shrink grow fall rise reach reached "
    "goes up increases decreases stand further another additional more".split()
)
_FORWARD = frozenset(
    "in of is are was sits sit lies lie held invested goes comes from to into on allocated as for the its your our an a parked "
    "kept spread tied up exposed uninvested currently still under by exposure weighting allocation weight position stake "
    "holding share money single one broad lives inside depends depend within single against remains being sitting located towards toward called go".split()
)
_OUTCOMES = frozenset({"p10", "p25", "p50", "p75", "p90"})
_VERBS = frozenset("is are sits sit lies lie depends depend goes comes remains stays".split())
_ANDS = frozenset("and or plus the a an your its about roughly another".split())
_IS_THE = frozenset("is are was remains the by far clearly your its , also still".split())
_DETERMINERS = frozenset("the its your our an a".split())
_WHOLE = frozenset(
    "the your its this total whole overall entire portfolio value assets all money everything holdings their our "
    "client what investments wealth account balance is invested it".split()
)
_LISTING = frozenset(", and & + plus / or the a an your our its only as well ( :".split())


@dataclass(slots=True)
class Context:
    """One unit with its figures and mentions."""

    unit: Unit
    mentions: list[Mention]
    figures: list[Figure]
    own: set[str]
    """Topics that the unit itself mentions."""
    reach: set[str]
    """And those of the sentence before, the heading or the table's header, where the unit names nothing."""
    commands: bool
    """Whether it tells the client to do something, in the imperative."""
    advice: bool
    """Whether it gives advice, or goes on after a sentence that did."""
    soft: bool
    """Whether it advises or supposes."""
    words: frozenset[str]
    times: set[str] = field(default_factory=set)
    """Points in time that it names, or that the sentence before it does."""
    starts: dict[int, Mention] = field(default_factory=dict)
    """Its mentions by their first token."""
    covered: set[int] = field(default_factory=set)
    """Tokens of figures."""
    dated: list[tuple[Figure, set[str]]] = field(default_factory=list)
    """Its figures that are points in time: "after 10 years"."""

    def forget(self, figure: Figure) -> None:
        """A year that is wrong is no point in time for what follows."""
        wrong = {topic for other, topics in self.dated if other is figure for topic in topics}
        self.times -= wrong

    def mention_in(self, first: int, after: int) -> list[Mention]:
        return [m for m in self.mentions if m.first >= first and m.after <= after]


def context_of(
    unit: Unit, facts: Facts, carried: Iterable[Mention], *, advised: bool = False, times: Iterable[str] = ()
) -> Context:
    """The context of a unit.

    Args:
        carried: mentions of the units around it that it may lean on.
        advised: whether the sentence before it, in the same list item, gave advice.
        times: points in time of the sentence before it.
    """
    found = unit.tokens
    plain = facts.phrases.find(found)
    if special := superlatives(found, facts, plain):
        names = {
            i
            for m in plain
            if any(t.startswith(("account:", "position:")) for t in m.topics)
            for i in range(m.first, m.after)
        }
        special = [m for m in special if names.isdisjoint(range(m.first, m.after))]
        covered = {index for mention in special for index in range(mention.first, mention.after)}
        plain = [m for m in plain if not covered.intersection(range(m.first, m.after))]
    mentions = sorted([*plain, *special], key=lambda mention: mention.first) if special else plain
    masks = {m.first: m.after for m in mentions if m.digits}
    own = topics_of(mentions)
    words = frozenset(token.norm for token in found)
    names_something = any(m.named for m in mentions)
    leans = not names_something or any(token.norm in PRONOUNS for token in found[:5])
    around = topics_of(carried)
    reach = own | around if leans else set(own)
    if not any(topic.startswith("account:") for topic in own):
        reach |= {topic for topic in around if topic.startswith("account:")}
    commands = _commands(unit, words)
    advice = advised or commands or not words.isdisjoint(ADVICE)
    soft = advice or not words.isdisjoint(SUPPOSED)
    result = Context(unit, mentions, figures(found, masks), own, reach, commands, advice, soft, words)
    if result.figures:
        result.starts = {mention.first: mention for mention in mentions}
        result.covered = {i for figure in result.figures for i in range(figure.first, figure.last + 1)}
    _times(result, facts)
    vague = words & {"later", "another", "further"} or any(figure.kind is Kind.YEARS for figure in result.figures)
    if not result.times and unit.kind == "sentence" and not vague:
        result.times = set(times)
    return result


def _commands(unit: Unit, words: frozenset[str]) -> bool:
    found = unit.tokens
    first = next((token.norm for token in found if token.kind == "w"), "")
    if first in IMPERATIVES or words.isdisjoint(";:"):
        return first in IMPERATIVES
    return any(t.text in ";:" and n.norm in IMPERATIVES for t, n in zip(found, found[1:], strict=False))


def _times(context: Context, facts: Facts) -> None:
    """Points in time that the unit names: by phrase, by "after 10 years", by "year 10"."""
    context.times = {topic for topic in context.own if topic.startswith("at:")}
    until = facts.times.get("retirement")
    if until is None:
        return
    for figure in context.figures:
        before = context.unit.tokens[figure.first - 1].norm if figure.first else ""
        if context.words & {"later", "another", "further"}:
            continue
        if before in ("within", "for", "than", "last", "lasts"):
            continue
        if figure.kind is Kind.YEARS or before in ("year", "years"):
            years = [figure.value]
            if not context.words.isdisjoint({"into", "retirement", "retired"}):
                years.append(figure.value + float(until[3:]))
            if (
                before in ("the", "all", "those", "these")
                and facts.times["end"] == f"at:{figure.value + float(until[3:]):g}"
            ):
                years = [figure.value + float(until[3:])]
            named = {f"at:{year:g}" for year in years if facts.about([f"at:{year:g}"])}
            if named:
                context.dated.append((figure, named))
                context.times |= named


class Binding(NamedTuple):
    """The mentions that a figure belongs to by grammar."""

    topics: frozenset[str]
    group: tuple[Mention, ...] = ()
    """Of "VTI and BND make up 90 %": all that are listed."""
    loose: bool = False
    """Whether it may also be a figure of something else that the sentence names."""


def bind(context: Context, figure: Figure) -> Binding | None:
    """The binding of a figure, or None if grammar does not tell."""
    if (paired := _paired(context, figure)) is not None:
        return paired
    ahead = _ahead(context, figure)
    behind, tight = _behind(context, figure)
    if ahead and behind and not tight:
        behind = ()
    if not ahead and not behind:
        return _beside(context, figure)
    if _in_mix(context, figure):
        return None
    if behind and not tight and not ahead and _leads(context, figure):
        return None
    if behind and behind[-1].rank and behind[-1].many == 1:
        beside = _named_beside(context, behind[-1])
        if beside and not ahead:
            return Binding(frozenset(topics_of([*beside, behind[-1]])))
    selected = [m for m in (*behind, *ahead) if m.many > 1]
    chosen = selected or [*_apposed(context, ahead), *_apposed(context, behind[::-1])]
    topics = topics_of([*chosen, *_incidental(context, figure)])
    return Binding(frozenset(topics), (*behind, *ahead) if not ((ahead and behind) or selected) else ())


def _in_mix(context: Context, figure: Figure) -> bool:
    """Part of "60/40"."""
    found = context.unit.tokens
    return any(0 <= i < len(found) and found[i].text == "/" for i in (figure.first - 1, figure.last + 1))


def _leads(context: Context, figure: Figure) -> bool:
    """Whether a clause of its own starts with the figure: "… and 48 % is in instruments that …"."""
    found = context.unit.tokens
    after = _over_brackets(found, figure.last + 1, context)
    return after < len(found) and found[after].norm in _VERBS


def _paired(context: Context, figure: Figure) -> Binding | None:
    """ "Bonds, stocks and cash stand at 46 %, 41 % and 5 % respectively": the n-th figure is of the n-th name."""
    if context.unit.kind != "sentence":
        return None
    found = context.unit.tokens
    before = [m for m in context.mentions if m.after <= figure.first and m.named and m.strong]
    if len(before) < 2:
        return None
    group = [before[-1]]
    row = [f for f in context.figures if f.first >= group[-1].after and f.kind is figure.kind]
    colon = (
        bool(row) and found[row[0].first - 1].text == ":" and not any(f.first < row[0].first for f in context.figures)
    )
    for earlier in reversed(before[:-1]):
        if not (colon or _lists(context, earlier.after, group[0].first)) or not _alike(earlier, group[0]):
            break
        group.insert(0, earlier)
    later = [m for m in context.mentions if m.first > group[-1].first and m.strong]
    together = any(t.norm in SUMS for t in found[group[-1].after : row[0].first]) if row else True
    if len(group) < 2 or len(row) != len(group) or together or later or figure not in row:
        return None
    return Binding(group[row.index(figure)].topics)


def _alike(one: Mention, other: Mention) -> bool:
    """Two of a kind, not one under two names."""
    return bool(_families(one) & _families(other)) and not one.topics & other.topics


def _named_beside(context: Context, superlative: Mention) -> list[Mention]:
    """ "VOO is the largest position at $68,164": the name that the superlative is said of."""
    found = context.unit.tokens
    for mention in context.mentions:
        gap = [token.norm for token in found[mention.after : superlative.first]]
        if mention.named and mention.after <= superlative.first and len(gap) <= 4 and all(word in _IS_THE for word in gap):
            return [mention]
    return []


def _beside(context: Context, figure: Figure) -> Binding | None:
    """An incidental mention right in front of the figure: "steady saving ($30,000 a year)"."""
    found = context.unit.tokens
    mention = next((m for m in reversed(context.mentions) if m.after <= figure.first), None)
    if mention is None or mention.strong:
        return None
    gap = [token.norm for token in found[mention.after : figure.first]]
    if len(gap) > 2 or any(word not in _FILLERS or word in (",", "and") for word in gap):
        return None
    earlier = [m for m in context.mentions if m.strong and m.after <= mention.first][-1:]
    return Binding(frozenset(topics_of([*_incidental(context, figure), *earlier])), loose=True)


def _apposed(context: Context, group: Sequence[Mention]) -> list[Mention]:
    """The nearest mention and those that only explain it: "a bond fund, AGG", "Apple, the only single stock"."""
    result = list(group[:1])
    families = {family for mention in result for family in _families(mention)}
    for mention in group[1:]:
        low, high = sorted((result[-1], mention), key=lambda m: m.first)
        gap = [token.norm for token in context.unit.tokens[low.after : high.first]]
        if "and" in gap or "or" in gap or "&" in gap or families & _families(mention):
            break
        result.append(mention)
        families |= _families(mention)
    exact = [mention for mention in result if "position" in _families(mention)]
    return exact or result


def _families(mention: Mention) -> set[str]:
    return {topic.partition(":")[0] for topic in mention.topics}


def times_of(context: Context, figure: Figure) -> set[str]:
    """The points in time that a figure may be of: that right behind it, else the last one in front, else all."""
    spans = [(m.first, m.after, t) for m in context.mentions for t in m.topics if t.startswith("at:")]
    spans += [(f.first, f.last + 1, t) for f, ts in context.dated for t in ts]
    found = context.unit.tokens
    behind = [
        t
        for first, _, t in spans
        if 0 <= first - figure.last - 1 <= 3 and {",", "and", ";", "("}.isdisjoint(x.norm for x in found[figure.last + 1 : first])
    ]
    before = sorted((after, t) for _, after, t in spans if after <= figure.first)
    if behind:
        return set(behind)
    if before:
        return {t for after, t in before if after == before[-1][0]}
    return context.times


def _incidental(context: Context, figure: Figure) -> list[Mention]:
    """Incidental mentions since the figure before: "Excluding cash, the portfolio is worth …"."""
    start = max((other.last for other in context.figures if other.last < figure.first), default=-1)
    found = [m for m in context.mentions if not m.strong and start < m.first and m.after <= figure.first]
    return [m for m in found if not any(topic.startswith("at:") for topic in m.topics)]


def _ahead(context: Context, figure: Figure) -> tuple[Mention, ...]:
    """ "45 % in VTI", "45 % of the portfolio is in VTI and BND", "45 % equity"."""
    found, index = context.unit.tokens, figure.last + 1
    index = _over_brackets(found, index, context)
    if index < len(found) and found[index].norm in ("a", "per") and index + 1 < len(found):
        index += 2 if found[index + 1].norm in ("year", "month") else 0
    if index + 1 < len(found) and found[index].norm == "of" and found[index + 1].norm in _WHOLE:
        start = index + 1
        while start < len(found) and found[start].norm in _WHOLE and not _strong_at(context, start):
            start += 1
        index = start if start > index + 1 else index
    if index + 1 < len(found) and found[index].text == "," and found[index + 1].norm in ("in", "at"):
        index += 1  # "the rest, $6,500, in the Roth IRA"
    connected, start = False, index
    while index < min(start + 8, len(found)):
        mention = _mention_at(context, index)
        if mention and (mention.strong or (connected and mention.topics <= _OUTCOMES)):
            return _listed_from(context, mention) if connected or index == start else ()
        if mention and connected and mention.after < len(found) and found[mention.after].text in ",(:":
            index = mention.after + 1  # "in a bond fund, AGG"
            continue
        if found[index].norm not in _FORWARD:
            return ()
        connected = connected or found[index].norm not in _DETERMINERS
        index += 1
    return ()


def _over_brackets(found: Sequence[Token], index: int, context: Context) -> int:
    """Behind "(10.3 %)" that repeats a figure in another dimension."""
    if index < len(found) and found[index].text == ")":
        index += 1
    if index < len(found) and found[index].text == "(":
        close = next((i for i in range(index, min(index + 9, len(found))) if found[i].text == ")"), None)
        if close is not None and not context.mention_in(index, close):
            return close + 1
    return index


def _strong_at(context: Context, index: int) -> bool:
    mention = _mention_at(context, index)
    return mention is not None and mention.strong


def _mention_at(context: Context, index: int) -> Mention | None:
    return context.starts.get(index)


def _listed_from(context: Context, mention: Mention) -> tuple[Mention, ...]:
    group = [mention]
    for following in context.mentions:
        if following.first >= group[-1].after and _lists(context, group[-1].after, following.first):
            group.append(following)
    return tuple(group)


def _lists(context: Context, first: int, after: int) -> bool:
    gap = context.unit.tokens[first:after]
    return len(gap) <= 4 and all(token.norm in _LISTING for token in gap)


def _behind(context: Context, figure: Figure) -> tuple[tuple[Mention, ...], bool]:
    """ "VTI at 45 %", "VTI ($5,471, 75 %)". Second: whether more than a comma joins them."""
    found = context.unit.tokens
    last = max((other.last for other in context.figures if other.last < figure.first), default=-1)
    before = [
        m for m in context.mentions
        if m.after <= figure.first and (m.strong or (m.first > last and m.topics <= _OUTCOMES))
    ]  # fmt: skip
    if not before:
        return (), False
    mention = before[-1]
    if mention.first - 1 in context.covered and mention.after - mention.first == 1 and not mention.rank:
        return (), False  # "two stocks make up 17 %"
    weak = {i for m in context.mentions if not m.strong and m.first >= mention.after for i in range(m.first, m.after)}
    gap = [found[i].norm for i in range(mention.after, figure.first) if i not in context.covered and i not in weak]
    if len(gap) > 12 or any(word not in _FILLERS for word in gap):
        return (), False
    if gap and all(word in _ANDS for word in gap) and not {"and", "or"}.isdisjoint(gap):
        return (), False
    between = [other for other in context.figures if mention.after <= other.first and other.last < figure.first]
    if between and between[-1].kind in (Kind.YEARS, Kind.MONTHS) and found[figure.first - 1].norm == "of":
        return (), False
    group = [mention]
    if any(other.kind is figure.kind for other in between) and found[figure.first - 1].text == "(":
        # "the capital for the income of $84,000 ($2,100,000)": either may be meant
        return tuple(before[-2:]), True
    for earlier in reversed(before[:-1]):
        if not _lists(context, earlier.after, group[0].first):
            break
        group.insert(0, earlier)
    since = max(
        (other.last + 1 for other in context.figures if mention.after <= other.first < figure.first), default=-1
    )
    near = [found[i].norm for i in range(max(since, mention.after), figure.first)]
    listed = since >= 0 and not {",", "and", ";", "or"}.isdisjoint(near) and "(" not in near
    return tuple(group), not listed and (not gap or any(word not in (",", "and", "or") for word in gap))
