"""Kinds of statements that the checker once judged wrongly: each as it is right, and changed."""

from __future__ import annotations

import pytest

from faithfulness import check
from tests.lambdas.faithfulness.texts import facts

#: Portfolio, what the text is, the right sentences, and what makes them wrong.
KINDS = {
    "a holding's account": ("growth", "report", "NVDA, in the {Individual Brokerage}, is a stock.", "Roth IRA"),
    "a row with an account": ("growth", "report", "| VNQ | {Roth IRA} |", "Individual Brokerage"),
    "the second of one": ("growth", "report", "BND is your {only} bond fund.", "second"),
    "no cash in an account": ("growth", "report", "The Employer 401(k) holds {no} uninvested cash.", "some"),
    "no bonds": ("lantern", "report", "There are {no} bonds, and cash of $2,350 would not soften much.", "some"),
    "a difference to a target": (
        "near", "report",
        "The portfolio could carry $85,181 a year today, {$1,181} more than the target of $84,000 a year.", "$1,811",
    ),
    "a share that is a sum's too": ("summit", "report", "Equities dominate with {81.3%}.", "83.1%"),
    "years of an empty balance": (
        "one_stock", "explanation",
        "In a poor future the money runs out between year 30 and year 35; in the median future between year {35 and "
        "year 40}.", "45 and year 50",
    ),
    "an amount of a named year": ("meadow", "explanation", "In a good future {$74,401} is left in year 20.", "$47,401"),
    "no foreign stock fund": ("orchard", "report", "You own {no} international stock fund.", "one"),
    "a share of an amount": (
        "near", "report", "TLT, the long Treasury fund, is $176,500 of the $986,430 in bonds, about {18%}.", "28%",
    ),
    "the value today": (
        "canyon",
        "explanation",
        "The median balance by then is $642,065, just under $100,000 above today's {$542,506}.",
        "$524,506",
    ),
    "a margin of error": ("growth", "explanation", "The success rate is 54.8 % {(± 0.2 points)}.", "(± 2.2 points)"),
    "a margin in words": (
        "growth", "explanation", "The rate is 54.8 %, with a margin of error of {0.2 percentage points}.", "0.9 points",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_right_as_it_is_and_wrong_when_changed(kind: str) -> None:
    portfolio, of, sentences, changed = KINDS[kind]
    first, _, rest = sentences.partition("{")
    right, _, last = rest.partition("}")
    known = facts(portfolio, of)
    assert check(first + right + last, known).problems == []
    assert check(first + changed + last, known).problems != []
