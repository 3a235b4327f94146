"""Kinds of statements that the checker once judged wrongly: each as it is right, and changed."""

from __future__ import annotations

import pytest

from faithfulness import check
from tests.lambdas.faithfulness.texts import facts, right_and_wrong

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
    "behind by a verb": ("quarry", "report", "XLF {leads} AGG by $3,339.", "trails"),
    "ahead of another": ("growth", "report", "Technology is the largest sector, {ahead of} financials.", "behind"),
    "ahead without a second name": (
        "near", "report",
        "Bonds (46.3%) and stocks (45.8%) are almost in balance, with bonds slightly {ahead}.",
        "behind",
    ),
    "two together and a third": (
        "unclassified", "report",
        "QZZZ (31.5%) and XKCD (16.7%) together are worth {more} than your VTI position.",
        "less",
    ),
    "by a margin": ("near", "report", "Bonds exceed stocks {narrowly}.", "by a wide margin"),
    "an amount and what is wanted": (
        "growth", "report", "Today's savings would pay roughly $20,000 a year, far {less} than the $96,000 you want.",
        "more",
    ),
    "the others combined": (
        "near", "report", "The Rollover IRA is {larger} than the other two accounts combined.", "smaller",
    ),
    "what an account keeps": ("orchard", "report", "The House Fund keeps {BIL} next to $38,500 in cash.", "AGG"),
    "most of it in an account": ("growth", "report", "Most of the cash is in the {brokerage account}.", "Roth IRA"),
    "an amount in an account": (
        "prairie", "report", "Almost all of that, $212,000, is in the {Savings} account.", "IRA",
    ),
    "what a holding is": ("names", "report", "Second: XLE, an {energy} fund, with $5,089.", "utilities"),
    "what a stock is": ("quarry", "report", "Do I own single stocks? One: NEE, a {utility}, worth $9,719.", "bank"),
    "a fund by its name": ("near", "report", "There is {no} emerging-markets fund.", "an"),
    "where a sector lies": ("quarry", "report", "Technology reaches just 3.0%, all of it inside {VWO}.", "XLF"),
    "because of a holding": (
        "summit", "report", "Consumer staples reach 10.8%, largely because of {COST}.", "JPM",
    ),
    "an answer": ("growth", "report", "Do I hold any crypto? {Yes}, a little.", "No"),
    "an answer on the goal": ("growth", "report", "Am I there yet? {Not yet}.", "Yes"),
    "a fraction of the total": (
        "starter", "report", "VTI is worth $5,471 or about {three quarters} of the money.", "two thirds",
    ),
    "a fraction of the goal": (
        "growth", "report", "You have {about a fifth} of what the goal requires.", "about a third",
    ),
    "a share along a path": (
        "near", "explanation", "By year 20 the poor path has lost about {two thirds} of its value at retirement.",
        "one third",
    ),
    "a multiple in one word": (
        "meadow", "report", "You are at 51.5%. In other words, the balance would have to roughly {double}.", "triple",
    ),
    "so many to one": ("growth", "report", "Equity outweighs bonds by more than {thirteen} to one.", "twenty"),
    "the larger of the two": (
        "orchard", "report", "Bonds are AGG and BNDX, with AGG the {larger} of the two.", "smaller",
    ),
    "about the same": ("balanced", "report", "TIP and VXUS are {almost equal}.", "far apart"),
    "the next smallest": (
        "growth", "report", "IBIT is your smallest position, and {VNQ} is the next smallest.", "SCHD",
    ),
    "a place without its verb": (
        "near", "report", "Financials come second among the sectors, {healthcare} fourth.", "technology",
    ),
    "how a path goes": ("near", "explanation", "The poor path {falls} steadily after retirement.", "rises"),
    "the peak of a path": (
        "balanced", "explanation", "The balance is {highest} at retirement on every path.", "lowest",
    ),
    "what the simulation counts": ("near", "explanation", "Public pensions are {not} counted.", "also"),
    "most of the futures": (
        "meadow", "explanation", "In {practically none} of the futures does the money last.", "most",
    ),
    "every holding above": ("quarry", "report", "Every holding is above {10%}.", "15%"),
    "equal holdings out of": ("lantern", "report", "The effective number of holdings is 2.9 out of {four}.", "nine"),
    "a part of a slice": ("willow", "report", "Energy is 9.4%, {three quarters} of it from XLE.", "a third"),
    "so large as another": (
        "willow", "report", "The Brokerage is about {a third} the size of the Retirement Plan.", "two thirds",
    ),
    "one path to run dry": ("balanced", "explanation", "The poor path is the {first} to run dry.", "last"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_right_as_it_is_and_wrong_when_changed(kind: str) -> None:
    portfolio, of, sentences, changed = KINDS[kind]
    right, wrong = right_and_wrong(sentences, changed)
    known = facts(portfolio, of)
    assert check(right, known).problems == []
    assert check(wrong, known).problems != []
