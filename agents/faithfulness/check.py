"""Checks a text: every figure against the facts, every claim in words against the portfolio."""

from __future__ import annotations

from dataclasses import dataclass

from faithfulness.claims.claims import claims
from faithfulness.facts.facts import Facts
from faithfulness.matching.binding import bind
from faithfulness.matching.match import match
from faithfulness.matching.quick import quick
from faithfulness.matching.rows import (
    bind_cell,
    cell_of,
    header_mentions,
    header_topics,
    is_rank,
    note_year,
    read_unit,
    row_of_path,
    running_number,
)
from faithfulness.model import Checked, Figure, Kind, Match, State, Verdict
from faithfulness.reading.blocks import Unit, units
from faithfulness.reading.context import Context, context_of, figures_of, read
from faithfulness.reading.language import foreign_sentences
from faithfulness.reading.mentions import Mention
from faithfulness.reading.times import read_times
from faithfulness.wording import say, written_like

MOST_CARRIED = 16
#: A named tuple's own constructor costs more than comparing a figure.
_checked = tuple.__new__
_NOTHING = frozenset[str]()
_TOTALS = frozenset({"total", "sum", "subtotal", "together"})


@dataclass(slots=True)
class _Carry:
    """Context that a later unit may lean on."""

    block: int = -1
    heading: frozenset[str] = frozenset()
    """Its topics."""
    lead: frozenset[str] = frozenset()
    """Topics of a sentence that ends in a colon: of the list or table below it."""
    before: frozenset[str] = frozenset()
    """Topics of the sentences before it in its block, back to the last that names something."""
    advises: bool = False
    """Whether the block gives advice."""
    recent: tuple[Mention, ...] = ()
    """Names of the last sentences, for "the first exceeds the second"."""


def check(text: str, facts: Facts) -> Verdict:
    """The verdict on a text.

    Each step goes over the whole text before the next one starts: so the code of a step stays in the processor's
    caches, which saves a fifth of the time.

    Args:
        text: Markdown, as the model wrote it.
        facts: what this run's tools gave, see `facts_of_portfolio` and its like.
    """
    contexts = _contexts(list(units(text)), facts)
    checked = _figures(text, contexts, facts)
    claimed: list[Checked] = []
    for context in contexts:
        claims(claimed, text, context, facts)
    return Verdict(tuple(checked), (*claimed, *foreign_sentences(text, facts.given)))


def _contexts(found: list[Unit], facts: Facts) -> list[Context]:
    """The units with what they say, and what they lean on."""
    readings = [read(unit, facts) for unit in found]
    figures = [figures_of(reading) for reading in readings]
    result: list[Context] = []
    carry = _Carry()
    for unit, reading, its_figures in zip(found, readings, figures, strict=True):
        advised = carry.advises and unit.block == carry.block
        quoted = unit.kind == "sentence" and facts.statements.holds(unit.tokens.norms)
        context = context_of(reading, its_figures, _carried(carry, unit), advised=advised, quoted=quoted)
        context.recent = carry.recent
        if result and result[-1].unit.tokens.norms[-1] == "?":
            context.asked = result[-1]
        if unit.kind == "row":
            context.reach |= header_topics(unit, facts.phrases)
        _remember(carry, unit, context)
        result.append(context)
    return result


def _figures(text: str, contexts: list[Context], facts: Facts) -> list[Checked]:
    """The verdicts on all figures. A figure that holds, or is a point in time, is one for the sentences behind it."""
    checked: list[Checked] = []
    amounts: tuple[Figure, ...] = ()
    times, block = _NOTHING, -1
    sums: dict[int, float] = {}
    for context in contexts:
        unit = context.unit
        if facts.times:
            context.earlier = times if unit.block == block else _NOTHING
            read_times(context, facts, context.earlier)
        context.amounts = amounts
        if unit.kind == "row" and unit.header is None:
            sums = {}
        hold: list[Figure] = []
        misdated = False
        for figure in context.figures:
            result = _figure(text, figure, context, facts, sums)
            if result is None:
                continue
            checked.append(result)
            if result.state is State.WRONG:
                context.forget(figure)
                misdated = misdated or (figure.kind is Kind.MONEY and bool(context.dated))
            else:
                hold.append(figure)
        if hold:
            amounts = (*amounts, *hold)[-MOST_CARRIED:]
        times, block = _NOTHING if misdated else context.times, unit.block
    return checked


def _carried(carry: _Carry, unit: Unit) -> frozenset[str]:
    around = carry.heading | carry.lead
    return around | carry.before if unit.block == carry.block and unit.kind == "sentence" else around


def _remember(carry: _Carry, unit: Unit, context: Context) -> None:
    topics, named = context.own, context.named
    if unit.kind == "heading":
        carry.heading, carry.lead, carry.before, carry.recent = topics, _NOTHING, _NOTHING, ()
    else:
        if named:
            carry.recent = (*carry.recent, *[mention for mention in named if not mention.rank])[-MOST_CARRIED:]
        if unit.kind == "sentence":
            _lead(carry, unit, topics)
            carry.before = topics if named or unit.block != carry.block else topics | carry.before
    carry.advises = unit.item and (context.commands or (carry.advises and unit.block == carry.block))
    carry.block = unit.block


def _lead(carry: _Carry, unit: Unit, topics: frozenset[str]) -> None:
    if unit.tokens.norms[-1] == ":":
        carry.lead = topics
    elif not unit.item and unit.block != carry.block:
        carry.lead = _NOTHING


def _figure(text: str, figure: Figure, context: Context, facts: Facts, sums: dict[int, float]) -> Checked | None:
    found = Match(State.MATCHED) if context.quoted else _matched(figure, context, facts, sums)
    if found is None:
        return None
    written = text[figure.start : figure.end]
    why = replacement = ""
    if found.state is State.WRONG:
        why = say(text, written, figure, found.fact, found.certain, context, facts.currency)
        if found.certain and found.fact:
            replacement = written_like(written, figure, found.fact, facts.currency)
    return _checked(Checked, (
        figure.start, figure.end, written, figure.kind, found.state, found.fact, found.certain, why, replacement,
        (context.unit.start, context.unit.end),
    ))  # fmt: skip


def _matched(figure: Figure, context: Context, facts: Facts, sums: dict[int, float]) -> Match | None:
    """What becomes of a figure; None for a running number in a table, unless it is out of order."""
    unit = context.unit
    if unit.kind != "row":
        plain = quick(figure, context, facts)
        return Match(State.MATCHED, plain) if plain else match(figure, bind(context, figure), context, facts)
    cell = cell_of(unit, figure)
    if is_rank(context, figure, cell):
        return running_number(figure, context, facts, sums)
    read_unit(context, figure, cell)
    note_year(context, figure, cell, facts)
    if (dated := row_of_path(context, figure, cell, facts)) is not None:
        return dated
    column = header_mentions(unit, cell, facts.phrases)
    first, after = unit.cells[cell] if unit.cells else (0, 0)
    within = any(mention.strong for mention in context.mention_in(first, after))
    binding = bind(context, figure) if within else bind_cell(context, cell, column)
    return _column_total(figure, context, cell, match(figure, binding, context, facts), sums)


def _column_total(figure: Figure, context: Context, cell: int, found: Match, sums: dict[int, float]) -> Match:
    """A last row that adds its column up is right even where the table shows only some of the slices."""
    if figure.kind not in (Kind.MONEY, Kind.PERCENT, Kind.COUNT):
        return found
    total = sums.get(cell)
    adds_up = total is not None and not figure.negative and abs(figure.value - total) <= 5 * figure.step
    if found.state is State.WRONG and adds_up and not context.words.isdisjoint(_TOTALS):
        return Match(State.MATCHED)
    sums[cell] = sums.get(cell, 0.0) + figure.value
    return found
