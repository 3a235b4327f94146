"""Checks a text: every figure against the facts, every claim in words against the portfolio."""

from __future__ import annotations

from dataclasses import dataclass

from faithfulness.claims.claims import claims
from faithfulness.facts.facts import Facts
from faithfulness.matching.binding import bind
from faithfulness.matching.match import Match, match
from faithfulness.matching.rows import bind_cell, cell_of, header_mentions, is_rank, note_year, read_unit
from faithfulness.model import Checked, Figure, Kind, State, Verdict
from faithfulness.reading.blocks import Unit, units
from faithfulness.reading.context import Context, context_of
from faithfulness.reading.language import foreign_sentences
from faithfulness.reading.mentions import Mention
from faithfulness.wording import say, written_like

MOST_CARRIED = 16
_TOTALS = frozenset({"total", "sum", "subtotal", "together"})


@dataclass(slots=True)
class _Carry:
    """Context that a later unit may lean on."""

    block: int = -1
    heading: tuple[Mention, ...] = ()
    lead: tuple[Mention, ...] = ()
    """Of a sentence that ends in a colon: the list or table below it."""
    before: tuple[Mention, ...] = ()
    advises: bool = False
    """Whether the block gives advice."""
    times: frozenset[str] = frozenset()
    amounts: tuple[Figure, ...] = ()
    """Figures of the last sentences that hold."""
    recent: tuple[Mention, ...] = ()
    """Names of the last sentences, for "the first exceeds the second"."""


def check(text: str, facts: Facts) -> Verdict:
    """The verdict on a text.

    Args:
        text: Markdown, as the model wrote it.
        facts: what this run's tools gave, see `facts_of_portfolio` and its like.
    """
    checked: list[Checked] = []
    claimed: list[Checked] = []
    carry = _Carry()
    sums: dict[int, float] = {}
    for unit in units(text):
        context = context_of(
            unit,
            facts,
            _carried(carry, unit),
            advised=carry.advises and unit.block == carry.block,
            times=carry.times if unit.block == carry.block else (),
        )
        context.recent, context.amounts = carry.recent, carry.amounts
        if unit.kind == "row" and unit.header is None:
            sums = {}
        if unit.kind == "row":
            context.reach |= {
                t for n in range(len(unit.cells)) for m in header_mentions(unit, n, facts.phrases) for t in m.topics
            }
        for figure in context.figures:
            result = _figure(text, figure, context, facts, sums)
            if result is not None:
                checked.append(result)
            if result is not None and result.state is State.WRONG:
                context.forget(figure)
            elif result is not None:
                carry.amounts = (*carry.amounts, figure)[-MOST_CARRIED:]
        claimed.extend(claims(text, context, facts))
        _remember(carry, unit, context)
    return Verdict(tuple(checked), (*claimed, *foreign_sentences(text, facts.given)))


def _carried(carry: _Carry, unit: Unit) -> tuple[Mention, ...]:
    same = carry.before if unit.block == carry.block and unit.kind == "sentence" else ()
    return (*same, *carry.lead, *carry.heading)


def _remember(carry: _Carry, unit: Unit, context: Context) -> None:
    mentions = tuple(context.mentions)
    if unit.kind == "heading":
        carry.heading, carry.lead, carry.before = mentions, (), ()
    elif unit.kind == "sentence":
        ends = unit.tokens[-1].text
        if ends == ":":
            carry.lead = mentions
        elif not unit.item and unit.block != carry.block:
            carry.lead = ()
        if any(mention.named for mention in mentions) or unit.block != carry.block:
            carry.before = mentions
        else:
            carry.before = (*mentions, *carry.before)[:MOST_CARRIED]
    carry.advises = unit.item and (context.commands or (carry.advises and unit.block == carry.block))
    named = tuple(mention for mention in mentions if mention.named and not mention.rank)
    carry.recent = () if unit.kind == "heading" else (*carry.recent, *named)[-MOST_CARRIED:]
    carry.times = frozenset(context.times)
    carry.block = unit.block


def _figure(text: str, figure: Figure, context: Context, facts: Facts, sums: dict[int, float]) -> Checked | None:
    unit = context.unit
    if unit.kind != "row":
        binding = bind(context, figure)
    else:
        if is_rank(context, figure):
            return None
        read_unit(context, figure)
        note_year(context, figure, facts)
        cell = cell_of(unit, figure)
        column = header_mentions(unit, cell, facts.phrases)
        first, after = unit.cells[cell] if unit.cells else (0, 0)
        within = any(mention.strong for mention in context.mention_in(first, after))
        binding = bind(context, figure) if within else bind_cell(context, figure, column)
    found = match(figure, binding, context, facts)
    if unit.kind == "row":
        found = _column_total(figure, context, found, sums)
    written = text[figure.start : figure.end]
    why = replacement = ""
    if found.state is State.WRONG:
        why = say(text, written, figure, found.fact, found.certain, context)
        replacement = written_like(written, figure, found.fact) if found.certain and found.fact else ""
    return Checked(
        figure.start, figure.end, written, figure.kind, found.state, found.fact, found.certain, why, replacement,
        (unit.start, unit.end),
    )  # fmt: skip


def _column_total(figure: Figure, context: Context, found: Match, sums: dict[int, float]) -> Match:
    """A last row that adds its column up is right even where the table shows only some of the slices."""
    if figure.kind not in (Kind.MONEY, Kind.PERCENT, Kind.COUNT):
        return found
    cell = cell_of(context.unit, figure)
    total = sums.get(cell)
    adds_up = total is not None and not figure.negative and abs(figure.value - total) <= 5 * figure.step
    if found.state is State.WRONG and adds_up and not context.words.isdisjoint(_TOTALS):
        return Match(State.MATCHED)
    sums[cell] = sums.get(cell, 0.0) + figure.value
    return found
