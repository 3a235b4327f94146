"""Shares as words."""

from __future__ import annotations

#: Up to which percentage, exclusive, a share is called so.
_WORDS = (
    (9.0, "less than a tenth"),
    (11.0, "about a tenth"),
    (18.5, "more than a tenth"),
    (21.5, "about a fifth"),
    (23.5, "more than a fifth"),
    (26.5, "about a quarter"),
    (31.5, "more than a quarter"),
    (34.9, "about a third"),
    (45.0, "more than a third"),
    (49.995, "nearly half"),
    (50.005, "about half"),
    (57.5, "more than half"),
    (62.5, "about three fifths"),
    (69.0, "about two thirds"),
    (73.5, "more than two thirds"),
    (76.5, "about three quarters"),
    (89.0, "more than three quarters"),
    (91.0, "about nine tenths"),
    (100.0, "more than nine tenths"),
)
#: Off 100 by no more than a sum of floats is.
_ALL = 100 - 1e-9
#: What a rounded share is at most while there is anything else.
_NOT_ALL = 99.99


def in_words(percent: float, *, alone: bool = True) -> str:
    """ "about a third", "more than half", "all": a share of 0..100 as words.

    Args:
        percent: the share; hundredths may be rounded.
        alone: False if there is something else, however small: then it is not all.
    """
    percent = percent if alone else min(percent, _NOT_ALL)
    if percent >= _ALL:
        return "all"
    return next(words for limit, words in _WORDS if percent < limit)
