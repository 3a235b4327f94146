"""Figures in a table row: subject (row, column) and unit of each cell."""

from __future__ import annotations

from faithfulness.bag import bag
from faithfulness.facts.facts import Facts
from faithfulness.matching.binding import Binding
from faithfulness.matching.neighbours import OUTCOMES
from faithfulness.model import Fact, Figure, Kind, Match, State
from faithfulness.reading.blocks import Unit
from faithfulness.reading.context import Context
from faithfulness.reading.mentions import Mention, topics_of
from faithfulness.reading.phrases import Phrases

_PERCENT = bag(
    "% share shares% weight weighting percent percentage allocation portion proportion funded rate return "
    "volatility inflation"
)
_MONEY = bag("$ value amount usd balance dollars dollar worth price income contribution capital gap cash invested")
_COUNTS = bag("quantity shares units")
_PLAIN_HEADERS = bag("value amount figure figures result number data current your today")
#: Key of the last running number among the sums of a table's columns.
_NUMBERED = -1
_RANKS = bag("# rank no position nr")
_SUMS = frozenset({"total", "sum"})


def cell_of(unit: Unit, figure: Figure) -> int:
    """Number of the cell that holds the figure."""
    for number, (first, after) in enumerate(unit.cells):
        if first <= figure.first < after:
            return number
    return 0


def header_words(unit: Unit, cell: int) -> frozenset[str]:
    header = unit.header
    if header is None or cell >= len(header.cells):
        return frozenset()
    first, after = header.cells[cell]
    return frozenset(header.tokens.norms[first:after])


def header_topics(unit: Unit, phrases: Phrases) -> frozenset[str]:
    """Topics of the columns above a row."""
    header = unit.header
    if header is None:
        return frozenset()
    if header.topics is None:
        mentions = [m for cell in range(len(header.cells)) for m in header_mentions(unit, cell, phrases)]
        header.topics = topics_of(mentions)
    return header.topics


def header_mentions(unit: Unit, cell: int, phrases: Phrases) -> list[Mention]:
    header = unit.header
    if header is None or cell >= len(header.cells):
        return []
    if header.mentions is None:
        header.mentions = [phrases.find(header.tokens.part(first, after)) for first, after in header.cells]
    return header.mentions[cell]


def is_rank(context: Context, figure: Figure, cell: int) -> bool:
    """Whether this is a row's running number."""
    unit = context.unit
    if cell:
        return False
    first, after = unit.cells[cell] if unit.cells else (0, 0)
    alone = after - first == 1 or (after - first == 2 and unit.tokens.texts[after - 1] in ".)")
    header = header_words(unit, cell)
    return alone and figure.kind is Kind.NUMBER and (not header or bool(header & _RANKS))


def running_number(figure: Figure, context: Context, facts: Facts, sums: dict[int, float]) -> Match | None:
    """A row's number follows that of the row before, or is the place of its holding among all; else it is wrong."""
    before, sums[_NUMBERED] = sums.get(_NUMBERED, 0.0), figure.value
    named = [m for m in context.named if len(m.topics) == 1]
    if figure.value == before + 1 or not before or not named:
        return None
    topic = next(iter(named[0].topics))
    ranks = [known for known, _ in facts.ranks.get(topic.partition(":")[0], ())]
    if topic not in ranks or figure.value == ranks.index(topic) + 1:
        return None
    return Match(State.WRONG, Fact(Kind.NUMBER, before + 1, "number of the row"), True)


def read_unit(context: Context, figure: Figure, cell: int) -> None:
    """Gives a bare number in a cell the unit of its column, or of its row's label."""
    if figure.kind not in (Kind.NUMBER, Kind.YEAR):
        return
    unit = context.unit
    label = frozenset(unit.tokens.norms[slice(*unit.cells[0])]) if cell else frozenset[str]()
    header = header_words(unit, cell)
    for words in (label, header) if header <= _PLAIN_HEADERS else (header, label):
        if words & _COUNTS:
            figure.kind, figure.noun = Kind.COUNT, "shares"
        elif "%" in words or (words & _PERCENT and "$" not in words and not words & {"usd", "value"}):
            figure.kind = Kind.PERCENT
        elif words & {"years", "year"} and figure.value < 100:
            figure.kind = Kind.YEARS
        elif words & _MONEY:
            figure.kind = Kind.MONEY
        else:
            continue
        if words & {"thousand", "thousands", "k", "000"} and figure.kind is Kind.MONEY:
            figure.value, figure.step, figure.zeros = figure.value * 1e3, figure.step * 1e3, figure.zeros * 1e3
        return


def note_year(context: Context, figure: Figure, cell: int, facts: Facts) -> None:
    """The year in a row's first cell is the point in time of its other cells."""
    if cell == 0 and figure.kind is Kind.YEARS:
        topic = f"at:{figure.value:g}"
        if facts.about([topic]):
            context.times |= {topic}


def row_of_path(context: Context, figure: Figure, cell: int, facts: Facts) -> Match | None:
    """The verdict on the year in front of what the futures hold then; None for other figures."""
    if cell or figure.kind is not Kind.YEARS or not facts.times or not figure.value:
        return None
    if header_topics(context.unit, facts.phrases).isdisjoint(OUTCOMES):
        return None
    found = facts.about([f"at:{figure.value:g}"])
    years = facts.of_kinds((Kind.YEARS,), frozenset({"row"}))
    nearest = min(years, key=lambda fact: abs(fact.value - figure.value), default=None)
    return Match(State.MATCHED if found else State.WRONG, nearest)


def bind_cell(context: Context, cell: int, column: list[Mention]) -> Binding | None:
    """The row's subject: the first cell to the left that names something; else the column's."""
    unit = context.unit
    sums = not context.words.isdisjoint(_SUMS) and unit.cells
    if sums and not _unnamed(context, *unit.cells[0]).isdisjoint(_SUMS):
        return Binding(frozenset({"total", "whole"}) | topics_of([m for m in column if m.strong and m.named]))
    of_a_path = bool(column) and topics_of(column) <= OUTCOMES
    for first, after in unit.cells[:cell]:
        mentions = context.mention_in(first, after)
        named = [mention for mention in mentions if mention.named] or mentions
        if of_a_path and context.times and not any(mention.named for mention in mentions):
            continue  # "| 8 | saving, retirement begins | $568,258 |" below "Poor"
        if named:
            return Binding(topics_of(named), tuple(named) if len(named) > 1 else ())
    strong = [mention for mention in column if mention.strong or mention.topics <= OUTCOMES]
    return Binding(topics_of(strong)) if strong else None


def _unnamed(context: Context, first: int, after: int) -> set[str]:
    """The words of a cell that are no part of a name: not "total" of "Vanguard Total Bond Market ETF"."""
    names = {i for m in context.mention_in(first, after) if m.named for i in range(m.first, m.after)}
    return {context.unit.tokens.norms[index] for index in range(first, after) if index not in names}
