"""Remarks between an account and the verb that says what it holds."""

from __future__ import annotations

#: Tokens of a remark between an account and its verb.
_REMARK = 14
_GOES_ON = frozenset({"is", "and"})
#: Tokens of "is by its kind a taxable account".
_RANKED = 8


def behind_remark(norms: list[str], place: int, verbs: frozenset[str]) -> int:
    """ "The IRA, with 62.3 % of the money, has BND": the verb behind the remark, or behind several."""
    start, most = place, len(norms) - 1
    while place < most and place - start < 2 * _REMARK:
        norm = norms[place]
        if norm in (",", "("):
            ends = [i for i in range(place + 1, min(place + _REMARK, most)) if norms[i] in (",", ")")]
            goes_on = [i + 1 for i in ends if norms[i + 1] in verbs or norms[i + 1] in _GOES_ON]
            place = next((i for i in goes_on if norms[i] != "with"), most)
        elif norm == "and" and norms[place + 1] in verbs:
            place += 1
        elif norm == "is" and "account" in norms[place + 1 : place + _RANKED]:
            place = norms.index("account", place) + 1  # "is your largest account and holds …"
        elif norm == "with" and place > start and "and" in norms[place : place + _RANKED]:
            place = norms.index("and", place)  # "is a taxable account with $68,168 and holds …"
        else:
            return place if norm in verbs else start
    return start
