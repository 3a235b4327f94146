"""Figures that follow from what their sentence names in another way than by a plain fact: sums, halves, complements."""

from __future__ import annotations

from faithfulness.bag import bag
from faithfulness.claims.terms import comparable
from faithfulness.facts.facts import Facts
from faithfulness.matching.binding import Binding
from faithfulness.matching.precision import agrees
from faithfulness.model import Fact, Figure, Kind
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention

_HALVES = bag("halves halve halved")
_JOINED = (["between", "them"], ["together"], ["in", "all"], ["combined"], ["in", "total"])
_NOT_OF = (["is", "not", "counted"], ["is", "not", "in"], ["lies", "outside"], ["is", "outside"], ["are", "outside"])
_OUTCOMES = ("p10", "p90")
_FOREIGN = bag("foreign international")
_MONEY_ABROAD = bag("holdings exposure assets investments positions money")
#: Tokens between "foreign holdings" and their share.
_WITHIN = 7
_PATHS = frozenset({"p10", "p50", "p90"})
#: An amount of so many units of its last place is no coincidence.
_DISTINCT = 100


def amount_beside(figure: Figure, binding: Binding | None, context: Context, facts: Facts) -> Fact | None:
    """An amount that is a half, a sum, the others, or one end of what the paths span."""
    value = _half(figure, context, facts) or _joined(figure, context, facts) or _others(figure, context, facts)
    value = value or _of_label(figure, context, facts) or _end_of_range(figure, context, facts)
    if value is None and binding is not None:
        value = _of_the_time_before(figure, binding, context, facts) or _cash_of_it(figure, binding, context, facts)
    return Fact(Kind.MONEY, value, "of what the sentence names") if value is not None else None


def percent_beside(figure: Figure, context: Context, facts: Facts) -> Fact | None:
    """A share that is not in a slice, that is half of a share, or that is one holding's of a kind."""
    value = _not_of(figure, context, facts) or _of_that_share(figure, context, facts)
    value = value or _one_of_a_kind(figure, context, facts) or _of_plans(figure, context, facts)
    value = value or _abroad(figure, context, facts)
    return Fact(Kind.PERCENT, value, "of what the sentence names") if value is not None else None


def _values(context: Context, facts: Facts, kind: Kind) -> list[tuple[Mention, float]]:
    named = [m for m in context.mentions if comparable(m)]
    known = [(m, facts.value(topic, kind)) for m in named for topic in sorted(m.topics)[:1]]
    return [(mention, value) for mention, value in known if value is not None]


def _of_the_time_before(figure: Figure, binding: Binding, context: Context, facts: Facts) -> float | None:
    """ "Year 40: the middle is empty. The good one still has $1.57 million": in that year, else at retirement."""
    paths = binding.topics & _PATHS
    if not paths or not facts.times or figure.value < _DISTINCT * max(figure.step, figure.zeros if figure.about else 0):
        return None
    # "On the way it stands at … in year 5 and … in year 10. A poor future brings you to …": to retirement.
    earlier = context.earlier if len(context.earlier) == 1 else frozenset[str]()
    dated = {topic for _, topics in context.dated for topic in topics} or earlier
    times = dated or {facts.times["retirement"]}
    found = facts.near(Kind.MONEY, figure.value, figure.step / 2)
    return next((f.value for f in found if f.when in times and f.topics <= paths), None)


def _cash_of_it(figure: Figure, binding: Binding, context: Context, facts: Facts) -> float | None:
    """ "Cash: the House Fund has $38,500 and the Roth IRA $920"."""
    cash = any(topic == "position:Cash" for mention in context.recent[-3:] for topic in mention.topics)
    accounts = frozenset([topic for topic in binding.topics if topic.startswith("account:")])
    if not cash or len(accounts) != 1 or any(":" in topic for topic in binding.topics - accounts):
        return None
    topics = accounts | {"asset_class:Cash", "position:Cash"}
    found = [f for f in facts.near(Kind.MONEY, figure.value, figure.step / 2) if len(f.topics) == 2]
    return next((f.value for f in found if f.topics <= topics and f.topics & accounts), None)


def _half(figure: Figure, context: Context, facts: Facts) -> float | None:
    """ "If Costco halves, $37,123 would be left"."""
    if context.words.isdisjoint(_HALVES):
        return None
    values = [value for _, value in _values(context, facts, Kind.MONEY)] + [facts.value("total") or 0.0]
    return next((value / 2 for value in values if agrees(figure, value / 2)), None)


def _joined(figure: Figure, context: Context, facts: Facts) -> float | None:
    """ "By TIP and by gold, $168,552 between them"."""
    norms, after = context.unit.tokens.norms, figure.last + 1
    if norms[after : after + 2] not in _JOINED and norms[after : after + 1] not in _JOINED:
        return None
    rows = [(m, v) for m, v in _values(context, facts, Kind.MONEY) if m.after <= figure.first][-2:]
    total = sum(value for _, value in rows)
    return (
        total if len(rows) == 2 and rows[0][0].topics.isdisjoint(rows[1][0].topics) and agrees(figure, total) else None
    )


def _others(figure: Figure, context: Context, facts: Facts) -> float | None:
    """ "SPY is bigger than the other four holdings put together, which make $156,606"."""
    if "other" not in context.words or context.words.isdisjoint({"together", "combined"}):
        return None
    named = {topic for mention in context.named for topic in mention.topics}
    rows = [(topic, value) for topic, value in facts.ranks.get("position", ()) if topic != "position:Cash"]
    rest = sum(value for topic, value in rows if topic not in named)
    return rest if any(topic in named for topic, _ in rows) and agrees(figure, rest) else None


def _of_label(figure: Figure, context: Context, facts: Facts) -> float | None:
    """ "Energy: XLE plus the part in VT make $18,196"."""
    norms = context.unit.tokens.norms
    label = next((m for m in context.mentions if m.first == 0 and norms[m.after : m.after + 1] == [":"]), None)
    if label is None or norms[figure.first - 1] not in ("make", "makes", "is", "to"):
        return None
    values = [facts.value(topic) for topic in sorted(label.topics)]
    return next((value for value in values if value is not None and agrees(figure, value)), None)


def _end_of_range(figure: Figure, context: Context, facts: Facts) -> float | None:
    """ "The range is narrow, from $535,018 to $644,260": of the poor and the good path at one time."""
    other = figure.partner
    if other is None or not facts.times or context.words.isdisjoint({"range", "spread", "between", "futures"}):
        return None
    low, high = sorted((figure.value, other.value))
    ends = [facts.near(Kind.MONEY, value, max(figure.step, figure.zeros) / 2) for value in (low, high)]
    poor, good = ({f.when for f in found if p in f.topics} for found, p in zip(ends, _OUTCOMES, strict=True))
    timely = {when for when in poor & good if when and (not context.times or when in context.times)}
    return figure.value if timely else None


def _not_of(figure: Figure, context: Context, facts: Facts) -> float | None:
    """ "26.6 % is not counted as North America"."""
    after = figure.last + 1
    if context.unit.tokens.norms[after : after + 3] not in _NOT_OF and (
        context.unit.tokens.norms[after : after + 2] not in _NOT_OF
    ):
        return None
    rows = [value for m, value in _values(context, facts, Kind.PERCENT) if after < m.first <= after + 5]
    return 100 - rows[0] if rows and agrees(figure, 100 - rows[0]) else None


def _of_that_share(figure: Figure, context: Context, facts: Facts) -> float | None:
    """ "Outside North America there is only 7.7 %, more than half of it in Europe"."""
    after = figure.last + 1
    if not figure.fraction or context.unit.tokens.norms[after : after + 3] != ["of", "it", "in"]:
        return None
    wholes = [f.value for f in context.figures if f.kind is Kind.PERCENT and f.last < figure.first and not f.fraction]
    parts = [value for m, value in _values(context, facts, Kind.PERCENT) if m.first == after + 3]
    share = 100 * parts[0] / wholes[-1] if wholes and parts else 0.0
    return share if 0 < share <= 100 and agrees(figure, share) else None


def _one_of_a_kind(figure: Figure, context: Context, facts: Facts) -> float | None:
    """ "A single bond fund makes up a third": of one holding of the kind."""
    norms = context.unit.tokens.norms
    for mention in context.mentions:
        kinds = [topic[5:] for topic in mention.topics if topic.startswith("kind:")]
        if kinds and mention.after <= figure.first and norms[max(0, mention.first - 1)] in ("single", "one", "a"):
            shares = [facts.value(t, Kind.PERCENT) or 0.0 for t, kind in facts.kinds.items() if kind in kinds]
            return next((share for share in shares if agrees(figure, share)), None)
    return None


def _of_plans(figure: Figure, context: Context, facts: Facts) -> float | None:
    """ "Together the two plans are 68.9 %": of the accounts that an employer set up."""
    if "plans" not in context.words or context.words.isdisjoint({"two", "both", "together"}) or context.named:
        return None
    accounts = [t for t, _ in facts.ranks.get("account", ()) if any(kind in t for kind in ("401(k)", "403(b)"))]
    total = sum(facts.value(topic, Kind.PERCENT) or 0.0 for topic in accounts)
    return total if len(accounts) == 2 and agrees(figure, total) else None


def _abroad(figure: Figure, context: Context, facts: Facts) -> float | None:
    """ "Foreign holdings are less than 10 %", "non-US assets make up 10 %": what is not in North America."""
    norms, home = context.unit.tokens.norms, facts.value("region:North America", Kind.PERCENT)
    if home is None or _MONEY_ABROAD.isdisjoint(context.words):
        return None
    said = [
        i
        for i in range(1, len(norms))
        if norms[i] in _MONEY_ABROAD and (norms[i - 1] in _FOREIGN or norms[max(0, i - 3) : i] == ["non", "-", "us"])
    ]
    others = [m for m in context.named if not {m.after, m.after - 1}.intersection(said)]
    near = any(i < figure.first <= i + _WITHIN for i in said)
    return 100 - home if near and not others and agrees(figure, 100 - home) else None
