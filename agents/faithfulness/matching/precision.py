"""Whether a figure is a right way to write a value: rounding as written, hedges, limits."""

from __future__ import annotations

import math

from faithfulness.model import Bound, Figure, Kind

#: A figure with trailing zeros and no hedge may miss the value by this share: $290,000 for $289,734.
PLAIN_ROUNDING = 0.005
#: "about" allows half a unit of the last place that is no zero, up to this share; more percentage points for fives.
HEDGED_ROUNDING = 0.06
HEDGED_FIVES, HEDGED_POINT = 1.3, 0.8
#: "more than X" and "nearly X" about a fact that is not named: how far from X it may be.
NEAR_LIMIT = 0.15
LIMIT = 0.05
#: From so many units of its last place on, a limit is an exact figure: "no more than $1,071,784".
EXACT = 1000
#: "a third", "half": percentage points, without and with a hedge.
FRACTION, HEDGED_FRACTION = 2.5, 4.5
_SLACK = 1e-6


def window(figure: Figure) -> tuple[float, float]:
    """Smallest and largest value that the figure can state at all, generously: what lies outside never agrees."""
    if figure.fraction or figure.monthly or figure.bound is not Bound.NONE or figure.kind is Kind.NUMBER:
        return -math.inf, math.inf
    room = max(figure.step, figure.zeros) + (HEDGED_FIVES if figure.about else 0.0) + _SLACK
    return figure.value - room, figure.value + room


def agrees(figure: Figure, value: float, *, named: bool = False) -> bool:
    """Whether the figure states this value.

    Args:
        value: of the fact, in the figure's dimension; of a year where the figure is of a month.
        named: the text names the subject, so a limit may be far from the value as long as it holds.
    """
    value = value / 12 if figure.monthly else value
    distance = abs(figure.value - value)
    if distance <= figure.step / 2 and figure.bound is Bound.NONE and not figure.fraction:
        return True
    if figure.fraction and figure.step == 3.0:
        return _fraction(figure, value, distance)
    half = figure.step / 2 * (1 + _SLACK) + _SLACK * min(1.0, abs(value))
    if figure.bound is not Bound.NONE:
        fine = figure.about or figure.zeros < figure.value / 50
        if figure.kind is Kind.MONEY and figure.zeros <= value / EXACT * 10:
            half = max(half, figure.zeros / 2)  # "less than $291,000", for $291,223
        return (distance <= half and fine) or _limit(figure, value, named)
    if distance <= half:
        return True
    if figure.about:
        return distance <= _hedged(figure)
    # "no cents" or a round sum: seven thousand three hundred for 7,288
    if figure.kind is Kind.YEAR:
        return False
    return figure.zeros > figure.step and distance <= min(figure.zeros / 2, PLAIN_ROUNDING * abs(value))


def _limit(figure: Figure, value: float, named: bool) -> bool:
    """Whether the limit holds and is the one a person would name: the next round figure, not any that is true."""
    beyond = value - figure.value if figure.bound is Bound.OVER else figure.value - value
    room = NEAR_LIMIT * figure.value
    if named:
        room = max(figure.zeros, LIMIT * figure.value)
        if figure.kind is Kind.PERCENT:
            fives = 10.0 if figure.value % 10 == 0 else 5.0 if figure.value % 5 == 0 else 1.0
            room = max(room, fives, figure.value if figure.value <= 10 else 0.1 * figure.value)
    if figure.value <= 1:
        room = max(room, figure.value)
    if figure.zeros and figure.value / figure.zeros >= EXACT:
        room = figure.zeros
    if figure.about:
        room = min(room, max(figure.zeros, LIMIT * figure.value, 2.0 if figure.kind is Kind.PERCENT else 0.0))
    return -_SLACK <= beyond <= room


def _hedged(figure: Figure) -> float:
    """A hedge covers rounding to the last place that is no zero: "about $5.4 million" is not $5.5 million."""
    allowed = figure.step / 2
    if figure.zeros > figure.step:
        allowed = max(allowed, min(figure.zeros / 2, HEDGED_ROUNDING * figure.value))
    if figure.kind is Kind.PERCENT and figure.step >= 1:
        allowed = max(allowed, min(HEDGED_FIVES if figure.value % 5 == 0 else HEDGED_POINT, 0.15 * figure.value))
    return allowed


def _fraction(figure: Figure, value: float, distance: float) -> bool:
    if figure.bound is Bound.OVER:
        return figure.value - 0.5 <= value <= figure.value + (7 if figure.about else 14)
    if figure.bound is Bound.UNDER:
        return figure.value - (6 if figure.about else 15) <= value <= figure.value + 0.5
    return distance <= (HEDGED_FRACTION if figure.about else FRACTION)


def is_plain(figure: Figure) -> bool:
    """Whether it is written as a figure and nothing more: no limit, not "about", of no year or month."""
    return figure.bound is Bound.NONE and not figure.about and not figure.yearly and not figure.monthly


def is_single(figure: Figure) -> bool:
    """Whether it is plain, and neither a fraction in words, nor negative, nor an end of a range."""
    return is_plain(figure) and not figure.fraction and not figure.negative and figure.partner is None


def last_places(figure: Figure) -> float:
    """Its value in units of the last place that is no trailing zero: with many of them it is no coincidence."""
    return figure.value / (figure.zeros or figure.step)
