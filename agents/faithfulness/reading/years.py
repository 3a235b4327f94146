"""Numbers that are calendar years, dates, or points in time of a plan."""

from __future__ import annotations

import re

from faithfulness.model import Figure, Kind
from faithfulness.reading.lexer import NUMBER, Tokens
from faithfulness.reading.nouns import COUNT_NOUNS, MONTHS

_CALENDAR = re.compile(r"(?:19|20)\d\d")
_IN_YEAR = frozenset({"in", "since", "until", "by", "during", "from", "of"})
_BEHIND_YEARS = frozenset({"it", "the", "there", "only", "nothing", "half"})
#: Behind "years" in a label, and its most words.
_LEFT = frozenset({"left", "to", "go", "until", "retirement", "remaining", "before"})
_LABEL = 4
MOST_YEARS = 100


def date(found: Tokens, index: int) -> Figure | None:
    """`2026-03-02`, `March 2, 2031` and `2 March 2031`: only the year is checked."""
    start, norms = found.starts[index], found.norms
    following = norms[index + 1] if index + 1 < len(norms) else ""
    if following != "-" and following not in MONTHS and (not index or norms[index - 1] not in MONTHS):
        return None
    texts = found.texts[index : index + 5]
    if len(texts) == 5 and _CALENDAR.fullmatch(texts[0]) and texts[1] == texts[3] == "-":
        return Figure(start, found.ends[index + 4], index, index + 4, Kind.YEAR, float(texts[0]), 1.0, 1.0)
    before = norms[index - 1] if index else ""
    day = norms[index].isdigit() and 1 <= int(norms[index]) <= 31
    if day and (before in MONTHS or following in MONTHS):
        last = index + 2 if len(texts) > 2 and (texts[1] == "," or following in MONTHS) else index
        if _CALENDAR.fullmatch(found.texts[last]):
            return Figure(start, found.ends[last], index, last, Kind.YEAR, float(found.texts[last]), 1.0, 1.0)
    return None


def is_year(found: Tokens, index: int, plain: str) -> bool:
    """ "in 2031": no number of holdings."""
    if not _CALENDAR.fullmatch(plain) or found.texts[index] != plain:
        return False
    following = found.norms[index + 1] if index + 1 < len(found.norms) else ""
    before = found.norms[index - 1] if index else ""
    return following not in COUNT_NOUNS or before in _IN_YEAR


def counts_years(found: Tokens, figure: Figure) -> bool:
    """ "year 30", "after five years and after fifteen"."""
    before = found.norms[figure.first - 1] if figure.first else ""
    behind = found.norms[figure.last + 1] if figure.last + 1 < len(found.norms) else "."
    ends = before == "after" and (behind in ".,;)$" or behind in _BEHIND_YEARS or _amount_behind(found, figure))
    return figure.value < MOST_YEARS and (before in ("year", "years") or ends or left(found, figure))


def left(found: Tokens, figure: Figure) -> bool:
    """ "Years left: 9", "Years until retirement: 22"."""
    place = figure.first - 1
    if place < 1 or found.norms[place] not in (":", "="):
        return False
    label = found.norms[max(0, place - _LABEL) : place]
    return "years" in label and _LEFT.issuperset(label[label.index("years") + 1 :])


def _amount_behind(found: Tokens, figure: Figure) -> bool:
    """ "After twenty 183,226 dollars", "after 10 and $217,565"."""
    behind = found.norms[figure.last + 1 : figure.last + 3]
    if behind[:1] == ["and"]:
        return behind[1:] == ["$"]
    return found.kinds[figure.last + 1 : figure.last + 2] == NUMBER and behind[1:] in (["dollars"], ["usd"])
