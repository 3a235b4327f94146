"""Points in time of a projection: those that a unit names, and those that a figure may be of."""

from __future__ import annotations

from collections.abc import Set

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.model import Figure, Kind
from faithfulness.reading.context import Context

#: Words of a time that only the sentence before explains: "ten years later".
RELATIVE = frozenset({"later", "another", "further"})
_NO_DATE = bag("within for than last lasts full whole entire")
_INTO = frozenset({"into", "retirement", "retired"})
_STOPS = (["after", "you", "stop"], ["after", "you", "retire"], ["after", "work", "ends"])
_PLAN = frozenset({"plan", "projection", "simulation"})
_DATED_NEAR = 5
_PARTS = frozenset({",", "and", ";", "("})


def read_times(context: Context, facts: Facts, before: frozenset[str]) -> None:
    """Points in time of the unit: those that it names, else for a sentence those of the sentence before."""
    _read_named_times(context, facts)
    if not context.times and context.unit.kind == "sentence":
        vague = not context.words.isdisjoint(RELATIVE) or any(f.kind is Kind.YEARS for f in context.figures)
        context.times = context.times if vague else before


def _read_named_times(context: Context, facts: Facts) -> None:
    """Points in time that the unit names: by phrase, by "after 10 years", by "year 10"."""
    context.times = frozenset([topic for topic in context.own if topic[:3] == "at:"])
    if not context.words.isdisjoint(RELATIVE):
        return
    until = float(facts.times["retirement"].removeprefix("at:"))
    for figure in context.figures:
        before = context.unit.tokens.norms[figure.first - 1] if figure.first else ""
        if before in _NO_DATE or not (figure.kind is Kind.YEARS or before in ("year", "years")):
            continue
        retired = figure.value + until
        later = since_then(context, figure) or not context.words.isdisjoint(_INTO)
        years = [figure.value, retired] if later and not into_plan(context, figure) else [figure.value]
        whole = before in ("the", "all", "those", "these") and facts.times["end"] == f"at:{retired:g}"
        if whole or context.unit.tokens.norms[figure.last + 1 : figure.last + 4] in _STOPS:
            years = [retired]
        named = frozenset([f"at:{year:g}" for year in years if facts.about([f"at:{year:g}"])])
        if named:
            context.dated = (*context.dated, (figure, named))
            context.times |= named


def into_plan(context: Context, figure: Figure) -> bool:
    """ "Ten years into the plan": years from today, not from retirement."""
    behind = context.unit.tokens.norms[figure.last + 1 : figure.last + 4]
    return behind[:1] == ["into"] and behind[-1] in _PLAN


def since_then(context: Context, figure: Figure) -> bool:
    """ "One year in, the median is …": from today, or from retirement."""
    behind = context.unit.tokens.norms[figure.last + 1 : figure.last + 3]
    return figure.kind is Kind.YEARS and behind[:1] == ["in"] and (not behind[1:] or behind[1] in (",", ":"))


def times_of(context: Context, figure: Figure) -> Set[str]:
    """The points in time that a figure may be of: that right behind it, else the last one in front, else all."""
    spans = [(m.first, m.after, topic) for m in context.mentions for topic in m.topics if topic.startswith("at:")]
    spans += [(dated.first, dated.last + 1, topic) for dated, topics in context.dated for topic in topics]
    if not spans:
        return context.times
    found, after = context.unit.tokens, figure.last + 1
    behind = {topic for first, _, topic in spans if 0 <= first - after <= 3 and _joins(found.norms[after:first])}
    dated = {
        topic
        for year, topics in context.dated
        for topic in topics
        if 0 <= year.first - after <= _DATED_NEAR and _joins(found.norms[after : year.first])
    }
    if dated:
        return dated  # "$74,401 is left in year 20": not at the end
    ahead = {topic for _, end, topic in spans if 0 <= figure.first - end <= 3}
    if behind:
        return behind | ahead  # "after ten years $344,394 is left"
    last = max((end for _, end, _ in spans if end <= figure.first), default=-1)
    return {topic for _, end, topic in spans if end == last} if last >= 0 else context.times


def _joins(gap: list[str]) -> bool:
    """Whether a time behind a figure is of the same clause."""
    return _PARTS.isdisjoint(gap)
