"""Kinds of claims in words, each as it is right and changed; and right sentences that were once called wrong."""

from __future__ import annotations

import pytest

from faithfulness import check
from tests.lambdas.faithfulness.texts import facts, right_and_wrong

#: Portfolio, what the text is, the right sentences, and what makes them wrong.
KINDS = {
    "levers in one sentence": (
        "near", "explanation", "Saving {more}, retiring later or spending less raises the success rate.", "less",
    ),
    "levers that change nothing": (
        "near", "explanation", "Retiring later and spending less {raise} the success rate.", "do not affect",
    ),
    "levers with words between": (
        "orchard", "explanation", "Spending a little {less} and retiring two years later improves your odds.", "more",
    ),
    "opposites of the levers": (
        "orchard", "explanation", "Spending more or retiring {earlier} lowers the success rate.", "later",
    ),
    "levers that do so too": (
        "near", "explanation", "Saving more raises the success rate; spending {less} does so as well.", "more",
    ),
    "a lever that raises it": ("near", "explanation", "Retiring {later} raises it too.", "earlier"),
    "dollars of another year": ("near", "explanation", "All amounts are in {today's dollars}.", "the dollars of 2050"),
    "a share in words of the two largest": (
        "balanced", "report", "The two largest holdings together make up more than {half} of the portfolio.",
        "two thirds",
    ),
    "contributions that are none": ("near", "explanation", "{No} contributions are added until then.", "Sizeable"),
    "contributions that go on": ("orchard", "explanation", "Contributions {continue} until then.", "do not continue"),
    "the income that is sustained": (
        "orchard", "report", "What you have would sustain $14,660 a year, {below} the target income.", "above",
    ),
    "an income above the target": (
        "near", "report", "The income that today's value would sustain is {above} your target.", "below",
    ),
    "it, behind a long sentence": (
        "growth", "report",
        "The three largest holdings together make up more than half of the portfolio, and the largest of your single "
        "stocks is NVDA. It is in the {Individual Brokerage}.", "Roth IRA",
    ),
    "what a fall of stocks leaves": (
        "harbor", "report", "A fall of 20 % in stocks would take the portfolio from $344,647 to about {$290,600}.",
        "$260,900",
    ),
    "foreign holdings": ("canyon", "report", "International holdings are {about 10 %} of the portfolio.", "about 20 %"),
    "assets outside the country": ("canyon", "report", "Non-US assets account for {less} than 10 %.", "more"),
    "where a holding is that is explained": (
        "canyon", "report", "TIP, the inflation-protected bond fund, is in the {Joint account}.", "IRA",
    ),
    "so many of the holdings are funds": ("harbor", "report", "{Four} of the five holdings are funds.", "Two"),
    "so many of your holdings are stocks": ("growth", "report", "{Four} of your holdings are stocks.", "Six"),
    "nearly all of it": (
        "growth", "report", "Cash is $19,650.50, or 3.9 %, nearly all of it in the {brokerage account}.", "401(k)",
    ),
    "none of it": ("willow", "report", "- Cash: 3.5 %, thin; none of it is in the {Retirement Plan}.", "Brokerage"),
    "what all of an account is": ("canyon", "report", "- Roth IRA: $50,169, all of it in {VEA}.", "VTI"),
    "what a labelled account holds": ("canyon", "report", "- Joint: $154,174 (28.4%), with BRK.B and {TIP}.", "VEA"),
    "so many times another": (
        "all_cash", "report", "Savings is almost {three} times the size of the Roth IRA.", "four",
    ),
    "so many times as much as the next": (
        "growth", "report", "FXAIX is $181,106. That's more than {three} times as much as QQQ, the next one down.",
        "five",
    ),
    "so much of the goal": (
        "growth", "report", "It could sustain about $20,041 a year, so {roughly a fifth} of the goal.", "nearly half",
    ),
    "so much of the start": (
        "canyon", "explanation", "The 10th percentile is USD 542,810, practically {the same as} the starting value.",
        "half of",
    ),
    "so much of everything": ("delta", "report", "- AMZN: $3,949, so {more} than half of everything.", "less"),
    "counted as a region": ("prairie", "report", "{Everything} is counted as North American.", "Only half"),
    "outside a region": ("delta", "report", "You have {nothing} outside North America.", "about a tenth"),
    "a bare question": ("growth", "report", "**Gold?** {None}.", "Yes, a small position"),
    "which of two": ("no_goal", "report", "**Which is bigger, VT or AAPL?** {VT}, by $6,190.", "AAPL"),
    "a sum of three": (
        "balanced", "report", "The three bond funds AGG, TIP and BNDX together are {$157,540}.", "$142,690",
    ),
    "the two together": (
        "meadow", "report",
        "In TLT there are $123,550, in TIP $104,538, and the two together make {forty-two} per cent of it.",
        "fifty-two",
    ),
    "a share of that account": (
        "no_goal", "report",
        "The Work 401(k) is two thirds. FXAIX is {83 %} of that account and AGG the other 17 %.", "56 %",
    ),
    "the other part": (
        "no_goal", "report",
        "The Work 401(k) is two thirds. FXAIX is 83 % of that account and AGG the other {17 %}.", "12 %",
    ),
    "an order by size": (
        "willow", "report", "By size the holdings rank VT ($115,668), BND ($30,188), {GOOGL ($16,742)}, then others.",
        "XLE ($13,570)",
    ),
    "the last of an order": (
        "willow", "report", "By size the holdings rank VT, BND, GOOGL, then the energy fund and finally {GLD}.", "XLE",
    ),
    "a place behind brackets": (
        "no_goal", "report",
        "Technology ($28,217) comes first, financials ($8,975) second and {consumer discretionary ($6,234)} third.",
        "healthcare ($5,472)",
    ),
    "so many are listed": ("harbor", "report", "The 401(k) contains {three} funds: SPY, BND and VXUS.", "four"),
    "which are of a kind": ("canyon", "report", "The two bond funds, BND and {TIP}, are safe.", "VEA"),
    "so many are of a kind": ("growth", "report", "Of the thirteen holdings, {four} are single stocks.", "seven"),
    "funds and stocks": ("quarry", "report", "- {Five} funds and one stock.", "Four"),
    "no position above": ("quarry", "report", "There are six holdings, with no position above {a quarter}.", "a fifth"),
    "how even": ("quarry", "report", "- Effective holdings: 5.7 of 6, so {very even}.", "very uneven"),
    "the only region": ("prairie", "report", "No region but {North America}.", "Europe"),
    "sectors behind a colon": (
        "delta", "report", "There are two sectors: {consumer discretionary} and communication.", "consumer staples",
    ),
    "an account by its name": ("delta", "report", "One account, {Robin}.", "Savings"),
    "an account of another kind": (
        "one_stock", "report", "It is held in one account, an {IRA} called Mine.", "401(k)",
    ),
    "none is unclassified": ("starter", "summary", "{No} holding was left unclassified.", "One"),
    "how many charts": ("near", "summary", "The report has 640 words, the charts number {four}.", "six"),
    "no charts": ("no_goal", "summary", "- Charts: {four}.", "none"),
    "ahead of the capital": ("near", "report", "You are $29,534.50 {ahead} of this figure.", "short"),
    "the mark of a rate": ("starter", "explanation", "That is {below} the 70 % mark, so it needs action.", "above"),
    "the limit of a rate": (
        "harbor", "explanation", "The threshold for a reasonable plan is 70 %; this one is {far below} it.", "above",
    ),
    "what is left out": ("starter", "explanation", "Taxes, fees and {public pensions} are left out.", "inflation"),
    "what unclassified counts as": (
        "unclassified", "explanation", "Unclassified holdings count as {equity}.", "cash",
    ),
    "futures that pay": (
        "growth", "explanation",
        "In a little more than {half} of the 10,000 futures, the money paid $96,000 a year for the full 30 years.",
        "two thirds",
    ),
    "almost no future": (
        "orchard", "explanation", "The plan of $96,000 a year, $8,000 a month, holds in almost {no} future.", "every",
    ),
    "one in so many": (
        "one_stock", "explanation", "Roughly one simulated future in {seven} pays $70,000 a year to the end.", "five",
    ),
    "so many in a hundred": (
        "balanced", "explanation", "Of ten thousand futures, fewer than {five} in a hundred paid the whole.", "two",
    ),
    "years to act": ("starter", "explanation", "It is in need of action, yet you have {38} years to act.", "30"),
    "advice on today's share": ("willow", "report", "- Increase bonds from {15.6%} to 20%.", "5.6%"),
    "advice on cash": (
        "canyon", "report", "- Use {$48,000} of cash in the Joint account to build a bond ladder.", "$84,000",
    ),
    "what one alone brings": (
        "harbor", "report", "Tech is $104,459, and {MSFT} alone brings $43,772 of that.", "VXUS",
    ),
    "one figure beside another": (
        "balanced", "explanation", "The return of 3.32 % is {lower} than the volatility of 8.58 %.", "higher",
    ),
    "an account's kind, said so": (
        "one_stock", "report", "Mine is the only account, by its kind an {IRA}.", "Roth IRA",
    ),
    "the kinds of two accounts": (
        "meadow", "report", "By its kind, Old IRA is an IRA and Trust {a taxable account}.", "an IRA",
    ),
    "an account's kind in a relative clause": (
        "one_stock", "report", "The shares lie in Mine, which is {an IRA}.", "a taxable account",
    ),
    "contents behind a remark": (
        "near", "report",
        "Rollover IRA, by its kind an IRA, is your largest account ($1,185,892) and holds {BND, VEA} and cash.",
        "BND, VIG",
    ),
    "contents behind a share": (
        "growth", "report", "Employer 401(k) (51.3 %) is your largest account and holds {FXAIX}, VXUS and BND.", "VNQ",
    ),
    "the symbol of a name": ("delta", "report", "| Amazon.com ({AMZN}) | $3,949 | 55% |", "META"),
    "an account that nobody has": (
        "harbor", "report", "{Company 401(k)} has $243,000 (70.5%) and Joint Brokerage $101,647.", "Rollover IRA",
    ),
    "another account that nobody has": ("starter", "report", "{Brokerage} holds VTI, BND and cash.", "Savings"),
    "no single stocks in a list": (
        "summit", "report", "Findings: high equity, moderate breadth, {few single stocks}.", "no single stocks",
    ),
    "prices without a date": (
        "balanced", "report", "Prices carry {no date for any of the 8 holdings}.", "a date for each of the 8 holdings",
    ),
    "a mix that nobody can judge": (
        "unclassified", "report", "Nearly half is unclassified, so the mix {cannot} be judged.", "can",
    ),
    "what half of the futures have": (
        "summit", "explanation", "At the end of the plan, in year 49, half of the futures have {nothing} left.",
        "money",
    ),
    "an account's kind in a row": (
        "growth", "report", "| Individual Brokerage | {taxable account} | $197,570 |", "401(k)",
    ),
    "an account that nobody has, in a label": ("balanced", "report", "- {Rollover IRA}: $219,752", "Work 401(k)"),
    "what most futures have": (
        "near", "explanation", "At the end, most futures have {money} left.", "nothing",
    ),
    "no single stock, as an item": (
        "harbor", "report", "Four funds, {one single stock}, no crypto.", "no single stock",
    ),
}  # fmt: skip

#: Portfolio, what the text is, and what was once called wrong.
RIGHT = {
    "a holding that the next clause goes on with": (
        "harbor", "report", "All bonds are in BND, and BND is in the Company 401(k).",
    ),
    "a goal to be put on file": ("all_cash", "report", "4. Put a goal on file."),
    "once there is a goal": ("no_goal", "report", "Once a goal is on file, readiness can be assessed."),
    "if there is a goal": ("no_goal", "report", "If a goal is set, more can be said."),
    "less in ten years": (
        "all_cash", "report",
        "Cash is no growth: prices may rise, and $24,751 might buy less in ten years than it does now.",
    ),
    "two or three": ("starter", "report", "Two or three funds are still simple."),
    "shares worldwide": ("summit", "report", "Biggest worry: a fall in shares worldwide."),
    "discuss what is missing": ("meadow", "report", "Discuss a measured position in equity; there is none today."),
    "no reserve": ("delta", "report", "The cash of $312 is no reserve; build one first."),
    "decades to discuss": (
        "meadow", "report",
        "Discuss whether no equity at all is right for three decades of retirement.",
    ),
    "it, of two accounts": (
        "willow", "report",
        "The Retirement Plan has $145,856 (75.2%), three times the Brokerage's $48,035 (24.8%). It has no "
        "cash; the $6,750 in cash is in the Brokerage.",
    ),
    "every account but one": ("canyon", "report", "Every account but the Roth IRA holds some cash."),
    "nothing but through a fund": ("harbor", "report", "Nothing is invested in Europe apart from a part of VXUS."),
    "no individual bonds": ("harbor", "report", "There are no individual bonds."),
    "an employer's plan": (
        "growth", "report",
        "Just over half of the portfolio is in your employer plan. FXAIX is about 70 % of the employer plan.",
    ),
    "one fund of a kind": ("balanced", "report", "A single bond fund makes up a third."),
    "points to talk about": ("near", "report", "We see two points for discussion, the stocks and the cash."),
    "a path, without its time": (
        "near", "explanation", "You stop next year. A poor one leaves $1,974,112, a good one $2,439,486.",
    ),
    "a path in the year before": (
        "lantern", "explanation", "Year 40: the middle is empty. The good one still has $1.57 million.",
    ),
    "a subject before a remark": (
        "no_goal", "report", "The cash of $2,140, all of it in Fidelity Individual, is 2.6 %.",
    ),
    "a value that halves": ("one_stock", "report", "If Costco halves, so do you: $37,123 would be left."),
    "a limit to be reached": ("delta", "report", "Put new money into a broad fund until neither stock is above 20 %."),
    "funded to a share": ("harbor", "report", "The goal is funded to 15.7 %, with twelve years left."),
    "a limit, no rating": (
        "summit", "summary", "The projection yields a success rate of 39.4 %, below the 70 % regarded as reasonable.",
    ),
    "the others together": (
        "harbor", "report", "SPY is bigger than the other four holdings put together, which make $156,606.",
    ),
    "the first and the second": (
        "willow", "report", "The holdings rank VT ($115,668), BND. The first is nearly four times the second.",
    ),
    "a label and its parts": ("willow", "report", "Energy: XLE plus the part in VT make $18,196."),
    "what a region is not": ("willow", "report", "Currency and country: 26.6 % is not counted as North America."),
    "the ends of a range": ("meadow", "explanation", "The range is narrow, from $535,018 to $644,260."),
    "two between them": ("meadow", "report", "It is partly guarded by TIP and by gold, $168,552 between them."),
    "a part in advice": ("prairie", "report", "Move part of the $212,000 into bonds."),
    "names that are counted": ("prairie", "report", "VIG and IWM, the two share funds, come to $131,244."),
    "two plans": ("orchard", "report", "Together the two plans are 68.9 % of everything."),
    "cash of each account": ("orchard", "report", "- Cash is split. The House Fund has $38,500 and the Roth IRA $920."),
    "half of a share": ("orchard", "report", "Outside North America there is 7.7 %, more than half of it in Europe."),
    "a margin before an income": (
        "lantern", "summary", "The projection finds a success rate of 11.4 % (± 0.2 points) for an income of $54,000.",
    ),
    "a holding that is described": ("atlas", "report", "BNDX, the international bond fund, is the largest at $11,880."),
    "a limit in each clause": (
        "growth", "report", "No single holding is above 40 %, and no sector is above a third.",
    ),
    "years, the second time": (
        "harbor", "explanation", "The median is $630,717 after three years of retirement and $251,333 after eight.",
    ),
    "one in a number of futures": (
        "willow", "explanation", "Only about one in twenty-three of the simulated futures pays the $72,000 a year.",
    ),
    "cash of the class and of the accounts": (
        "meadow", "report", "Of the $158,447 in the asset class cash, $65,800 is plain cash and the rest is in BIL.",
    ),
    "kinds of accounts in a list": (
        "summit", "report",
        "Taxable is by its kind a taxable account, Rollover IRA an IRA and Employer 401(k) a 401(k).",
    ),
    "accounts in general": ("harbor", "report", "A Roth IRA has tax advantages; an IRA holds pre-tax money."),
    "names and symbols": ("delta", "report", "META (Meta Platforms) is smaller than AMZN (Amazon.com)."),
    "no single stocks above a limit": (
        "growth", "report", "There are no single stocks above 10 % of the portfolio.",
    ),
    "a mix to be judged": ("unclassified", "report", "Classify QZZZ and XKCD, so that the mix can be judged."),
    "savings as a label": ("growth", "report", "- **Savings:** $30,000 a year goes in."),
    "accounts as columns": (
        "near", "report", "| | Joint Trust | Rollover IRA |\n|---|---|---|\n| Cash | $145,000 | $22,500 |",
    ),
    "nearly half of the futures": (
        "growth", "explanation", "At the end of the plan, nearly half of the futures have nothing left.",
    ),
    "cash that is counted otherwise": (
        "meadow", "report", "Besides the uninvested cash, $158,447 in all counting BIL, there is gold.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_claim_is_right_as_it_is_and_wrong_when_changed(kind: str) -> None:
    portfolio, of, sentences, changed = KINDS[kind]
    right, wrong = right_and_wrong(sentences, changed)
    known = facts(portfolio, of)
    assert check(right, known).problems == []
    assert check(wrong, known).problems != []


@pytest.mark.parametrize("kind", RIGHT)
def test_a_right_sentence_is_not_called_wrong(kind: str) -> None:
    portfolio, of, sentences = RIGHT[kind]
    assert check(sentences, facts(portfolio, of)).problems == []


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ("explanation", "year for 30 years. This is well below the 70 %"),
        ("report", "years ahead, one year of contributions is more than four fifths of what you"),
    ],
)
def test_a_text_may_break_off(of: str, words: str) -> None:
    known = facts("growth", of)
    for length in range(1, len(words) + 1):
        check(words[:length], known)
