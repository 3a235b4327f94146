"""Kinds of statements that the checker once judged wrongly: each as it is right, and changed."""

from __future__ import annotations

import pytest

from faithfulness import check
from tests.lambdas.faithfulness.texts import facts, right_and_wrong

#: Portfolio, what the text is, the right sentences, and what makes them wrong.
KINDS = {
    "at the low end": (
        "balanced", "explanation",
        "Year 15 shows $573,770 in the middle, {$352,990} at the low end and $903,412 at the high end.", "$903,412",
    ),
    "one outweighs another, so much to so much": (
        "balanced", "report", "Bonds outweigh stocks, {46.2% to 40.9%}.", "40.9% to 46.2%",
    ),
    "cash in an account to be used": (
        "canyon", "report", "Put the {$48,000} in Joint to use, or name its purpose.", "$84,000",
    ),
    "an apposition that says where": (
        "growth", "report", "NVDA, a stock in the Individual Brokerage, makes up {8.2%} of the portfolio.", "39.4%",
    ),
    "what you have with two": (
        "quarry", "report", "With cash and AGG you have {$21,536} that does not depend on the stock market.", "$12,896",
    ),
    "a fraction of another share": (
        "willow", "report",
        "XLE is 7.0% of the total, and {three quarters} of the 9.4% energy exposure comes from it.", "half",
    ),
    "no fund of a region": ("atlas", "report", "There is no North American equity {fund}.", "holding"),
    "in other words": (
        "all_cash", "report",
        "In other words, for every dollar in the Roth you have almost {three} dollars in Savings.", "five",
    ),
    "the largest without a noun": ("growth", "report", "The largest makes up {36.1%} of the portfolio.", "31.6%"),
    "from one exact amount to another": (
        "canyon", "explanation",
        "Between today and retirement the median grows from {$542,506} to $642,065.", "$452,506",
    ),
    "shares at a price": ("canyon", "report", "60 shares of BRK.B at {$485.77} make $29,146.", "$458.77"),
    "what rides on a company": (
        "growth", "report", "NVDA is a single company, and {$41,077} rides on it.", "$104,277",
    ),
    "the cash of two accounts": (
        "prairie", "report", "Savings and IRA hold {$212,000} and $9,400 in cash.", "$184,660",
    ),
    "so many above a limit": (
        "orchard", "report", "{Three} of the seven holdings are above 10% of the portfolio.", "Five",
    ),
    "a limit that so many are above": (
        "orchard", "report", "Three of the seven holdings are above {10%} of the portfolio.", "20%",
    ),
    "so many that are named": (
        "balanced", "report", "With 33.5% in AGG and 20.0% in VOO, {two} positions decide 53.5% of the result.", "four",
    ),
    "dollars for every dollar": (
        "harbor", "report", "For every dollar in bonds there are about {5.7} dollars in stocks.", "4.7",
    ),
    "the largest of the others": (
        "meadow", "report", "Outside North America, {Europe} is the largest region with 1.7%.", "Asia Pacific",
    ),
    "two that add so much each": (
        "balanced", "report", "Europe and Asia Pacific add {5.9%} and 4.8%, respectively.", "9.5%",
    ),
    "a withdrawal of the balance": (
        "harbor", "explanation", "At $824,406, the first withdrawal of $88,000 is {10.7%} of the balance.", "17.0%",
    ),
    "up to retirement": (
        "growth", "explanation",
        "Between today and retirement the median {grows} from $501,020 to $2,053,749.", "falls",
    ),
    "from what there is today": (
        "growth", "explanation",
        "Between today and retirement the median grows from {$501,020} to $2,053,749.", "$510,020",
    ),
    "effective against actual ones": (
        "growth", "report", "The effective number of holdings is 5.4, compared with {13} actual ones.", "31",
    ),
    "years after work": (
        "willow", "explanation",
        "5 years after you stop working, the good future still holds {$881,256}.", "$424,851",
    ),
    "cash that lies in one account": (
        "harbor", "report", "All uninvested cash lies in Joint Brokerage: {$27,400}, or 8.0% of the total.", "$101,647",
    ),
    "the share of cash in one account": (
        "many", "report", "All uninvested cash lies in Main: $5,250, or {1.3%}.", "70.3%",
    ),
    "a second verb of an account": (
        "names", "report", "2030 College Fund holds VGK, LQD and cash, and is worth {$7,040} (25.3%).", "$1,200",
    ),
    "the share behind a second verb": (
        "names", "report", "2030 College Fund holds VGK, LQD and cash, and is worth $7,040 ({25.3%}).", "16.3%",
    ),
    "with so much it": (
        "harbor", "report",
        "The Company 401(k) carries the weight. It holds SPY, BND and VXUS and no cash, and with {$243,000} it holds "
        "more than two thirds of the portfolio.", "$27,400",
    ),
    "the full income of the years in retirement": (
        "meadow", "explanation", "In the simulation no future, within rounding, paid the full income for {30 years}.",
        "33 years",
    ),
    "added each year": (
        "meadow", "explanation", "Starting value: $540,430, with {$6,000} added each year.", "$42,000",
    ),
    "the capital for an income": ("growth", "report", "{$2,400,000} for an income of $96,000.", "$2,040,000"),
    "so many simulated lives": (
        "harbor", "explanation", "Imagine living your plan {10,000} times, each time with other markets.", "5,000",
    ),
    "effective holdings of all": ("summit", "report", "Effective holdings: 3.5 of {7}.", "8"),
    "a single stock in apposition": (
        "unclassified", "report", "QZZZ could hurt most, a single stock of {$4,260}.", "$2,258",
    ),
    "shares that are stocks": (
        "delta", "report", "The five largest figure, 95.7%, is really just {two} shares.", "three",
    ),
    "all of those listed": (
        "orchard", "report", "Look through VOO, VTI and QQQ; all {three} hold American shares.", "four",
    ),
    "not far below": ("harbor", "report", "SCHD is not far below {VXUS}, at $35,236.", "SPY"),
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
    "a row of a fund in full": (
        "atlas", "report",
        "| Holding | Value | Share |\n|---|---|---|\n"
        "| BNDX (Vanguard Total International Bond ETF) | {$11,880} | 42.8% |",
        "$12,880",
    ),
    "a name in its own column": (
        "growth", "report",
        "| Symbol | Name | Value |\n|---|---|---|\n| IBIT | iShares Bitcoin Trust ETF | {$3,673} |",
        "$7,570",
    ),
    "a symbol and a name before a colon": (
        "willow", "report",
        "| VT: Vanguard Total World Stock ETF | {$115,668} | 59.7% |",
        "$30,188",
    ),
    "a symbol and its name": (
        "balanced", "report",
        "The holdings are AGG, iShares Core U.S. Aggregate Bond ETF, and {VOO}, Vanguard S&P 500 ETF.",
        "AGG",
    ),
    "companies and their symbols": (
        "growth", "report",
        "The stocks are NVDA, NVIDIA Corporation, AMZN, Amazon.com, Inc., and {SOFI}.",
        "NVDA",
    ),
    "a future that brings you to retirement": (
        "summit", "explanation",
        "You have 19 years. The median balance grows until retirement, from $628,809 today to $1,841,896. On "
        "the way it stands at $876,275 in year 5 and $1,162,236 in year 10. A poor future brings you to "
        "$993,696, a good one to {$3,575,945}.",
        "$2,757,798",
    ),
    "one future in ten at the very end": (
        "summit", "explanation",
        "In a good future the money lasts to the end of the plan, and at that end, in year 49, one future in "
        "ten has more than {$6,685,636}.",
        "$3,575,945",
    ),
    "years without the word, in a list": (
        "unclassified", "explanation",
        "The median balance is $61,264 after 5 years, {$118,698} after 10 and $217,565 at retirement.",
        "$186,043",
    ),
    "years into the plan": ("meadow", "explanation", "Ten years into the plan the median is {$344,394}.", "$152,054"),
    "a row of the plan with its phase": (
        "orchard", "explanation",
        "| Year | Phase | Poor | Median | Good |\n|---|---|---|---|---|\n"
        "| 5 | saving | {$474,498} | $598,975 | $768,168 |\n"
        "| 8 | saving, retirement begins | $568,258 | $759,377 | $1,025,440 |\n"
        "| 10 | retirement | $384,877 | $605,532 | $936,175 |",
        "$568,258",
    ),
    "the row in which retirement begins": (
        "orchard", "explanation",
        "| Year | Phase | Poor | Median | Good |\n|---|---|---|---|---|\n"
        "| 5 | saving | $474,498 | $598,975 | $768,168 |\n"
        "| 8 | saving, retirement begins | $568,258 | {$759,377} | $1,025,440 |\n"
        "| 10 | retirement | $384,877 | $605,532 | $936,175 |",
        "$605,532",
    ),
    "a year that no row has": (
        "orchard", "explanation",
        "| Year | Phase | Poor | Median | Good |\n|---|---|---|---|---|\n"
        "| 5 | saving | $474,498 | $598,975 | $768,168 |\n"
        "| {10} | retirement | $384,877 | $605,532 | $936,175 |\n| 15 | retirement | $0 | $171,404 | $608,501 |",
        "12",
    ),
    "a row that says what happens": (
        "growth", "explanation",
        "| Year | What happens | Median |\n|---|---|---|\n| 10 | contributions go on | {$1,063,495} |\n"
        "| 25 | withdrawals | $1,949,042 |",
        "$1,857,383",
    ),
    "an account behind its contents": (
        "balanced", "report",
        "Joint Brokerage holds VOO, VXUS, GLD and cash, together {$121,184}.",
        "$219,752",
    ),
    "an account and not its cash": (
        "names", "report",
        "2030 College Fund holds VGK, LQD and cash, {$7,040} in all.",
        "$1,200",
    ),
    "an account with its cash": (
        "names", "report",
        "The third account, with PG and $50.00 of cash, comes to {$3,555}, or 12.8%.",
        "$7,040",
    ),
    "the share of such an account": (
        "names", "report",
        "The third account, with PG and $50.00 of cash, comes to $3,555, or {12.8%}.",
        "25.3%",
    ),
    "an account of two": (
        "no_goal", "report",
        "The Fidelity Individual account holds AAPL, VT and $2,140 of cash, {$26,795} in all.",
        "$54,801",
    ),
    "an account, its sum and its share": (
        "balanced", "report",
        "Joint Brokerage holds VOO, VXUS, GLD and $12,500 of cash, $121,184 in all, or {35.5%}.", "45.5%",
    ),
    "two accounts and their sums": (
        "no_goal", "report",
        "The Work 401(k) holds FXAIX and AGG, $54,801 in all; the Fidelity Individual account holds AAPL, VT and "
        "$2,140 of cash, {$26,795} in all.", "$29,795",
    ),
    "cash of its account": ("names", "report", "2030 College Fund: {$1,200} of its $7,040 is in cash.", "$3,300"),
    "the most of the cash": (
        "canyon", "report",
        "Cash: $69,300, 12.8%. Joint has the most of it: {$48,000}.",
        "$21,300",
    ),
    "an account in all": (
        "prairie", "report",
        "IRA holds VIG, TIP, IWM and $9,400 of cash, {$184,660} in all.",
        "$304,159",
    ),
    "the funding of the goal": (
        "harbor", "report",
        "SPY is the largest holding (46.6%); the funding of the retirement goal is {15.7%}.",
        "25.5%",
    ),
    "years left": ("many", "report", "Years left: {9}.", "19"),
    "years to go": ("growth", "report", "Years to go: {22}.", "12"),
    "a bracket behind both": (
        "many", "report",
        "The income that today's value would sustain is below the target income ({$16,312}).",
        "$61,312",
    ),
    "two pairs and a third": (
        "quarry", "report",
        "Utilities and Healthcare have {13.3 %} and 13.0 %, and Technology only 3.0 %.",
        "31.3 %",
    ),
    "two amounts and a third": (
        "near", "report",
        "BND and VEA are worth $809,930 and {$353,462}, and JNJ only $137,475.",
        "$535,462",
    ),
    "the lesser of two": (
        "atlas", "report",
        "VGK comes second with $10,074, and VWO is less than half as large as VGK, at {$4,699}.",
        "$9,699",
    ),
    "a year in": ("canyon", "explanation", "One year in, the median is {$600,585}.", "$369,328"),
    "years in, twice": (
        "orchard", "explanation",
        "Two years in, the median is $605,532; seven years in, {$171,404}.",
        "$717,404",
    ),
    "so many times what you start with": (
        "lantern", "explanation",
        "The middle future holds $325,119 on the day you retire, which is about {four} times the $80,906 you "
        "start with.",
        "six",
    ),
    "one rate and another": (
        "lantern", "explanation",
        "The assumed volatility of 35.96 percent is about {eight} times the mean real return of 4.68 percent.",
        "five",
    ),
    "some of so many": ("growth", "report", "Four of the {13} are single stocks: NVDA, AMZN, BRK.B and SOFI.", "15"),
    "together with another": (
        "lantern", "report",
        "Almost half of it, 48.4%, is one bitcoin fund, IBIT. Together with NVDA, two holdings make up "
        "{71.9%} of everything.",
        "61.9%",
    ),
    "a range with an amount in it": (
        "near", "explanation",
        "In a poor future the money runs out between year {25}, when $250,584 is left, and year 30.",
        "20",
    ),
    "years in words and dollars": (
        "starter", "explanation",
        "After ten years the middle future has 80,069 dollars, after twenty {183,226 dollars}, after thirty "
        "324,248 dollars.",
        "138,226 dollars",
    ),
    "his and hers": (
        "orchard", "report",
        "His account is nearly twice the size of hers, by a difference of {$81,436}.",
        "$18,436",
    ),
    "the larger of two": (
        "summit", "report",
        "Set a limit for COST, the larger of two single stocks, now at {6.5 %}.",
        "5.6 %",
    ),
    "so many times the next": (
        "willow", "report",
        "A single world fund, VT, makes up 59.7%, and it is more than {three} times as large as the next holding.",
        "five",
    ),
    "funded to more than half": (
        "prairie", "summary",
        "The goal is funded {a little more than half}.",
        "three quarters",
    ),
    "money at home": (
        "no_goal", "report",
        "Send new money to VT or another fund that reaches beyond the {93%} at home.",
        "73%",
    ),
    "years in words without the word": (
        "willow", "explanation",
        "After five years the median is $311,096, after ten {$450,520}.",
        "$613,350",
    ),
    "a fraction and the largest": (
        "balanced", "report",
        "A third of everything is in AGG, and the five largest holdings make up {82.8%}.",
        "72.8%",
    ),
    "a part, and a holding alone": (
        "willow", "report",
        "Your $193,892 sits in two accounts, three quarters of it in the Retirement Plan, and VT alone makes "
        "up {60 %}.",
        "70 %",
    ),
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
    "a class that the mix does not have": (
        "harbor", "explanation", "78.4 % equity, 13.7 % {fixed income} and 8.0 % cash are simulated.", "real estate",
    ),
    "the next class of the mix": (
        "meadow", "explanation", "58.8 % is fixed income; then come {cash} with 29.3 % and commodities with 11.8 %.",
        "equity",
    ),
    "a class and its share": ("tiny", "explanation", "{Crypto} has 19.8 % and equity 0.7 %.", "Fixed income"),
    "a share with a limit beside a name": (
        "starter", "report", "BND makes up {more than a tenth} of the portfolio.", "more than nine tenths",
    ),
    "money that is foreign": (
        "many", "report", "{Unclassified} money ($182,637) is left out of these remarks.", "Foreign",
    ),
    "cash by account": (
        "meadow", "report", "Cash: $65,800, of which $61,000 lies in Trust and $4,800 in the {Old IRA}.", "Trust",
    ),
    "where the cash is": (
        "willow", "report", "The $6,750 of cash, 3.5% of the whole, is in {Brokerage}.", "Retirement Plan",
    ),
    "an account of a kind that there is none of": (
        "balanced", "report", "Cash: $15,700, of which $3,200 lies in the {Rollover IRA}.", "Roth IRA",
    ),
    "a return after inflation": ("near", "explanation", "It has a mean {real} return of 3.3 %.", "nominal"),
    "one in four futures": (
        "growth", "explanation",
        "One future in ten has less than $1,071,784 at that point, and one in {ten} more than $4,149,203.", "four",
    ),
    "a future that would come": (
        "canyon", "explanation", "A {poor} future would bring $542,810 by then and a good one $762,705.", "median",
    ),
    "a future behind its balance": (
        "one_stock", "explanation", "You would have $304,976 in a {poor} future and $1,446,099 in a good one.",
        "median",
    ),
    "when a balance is reached": (
        "lantern", "explanation", "Median balance at {retirement}: $325,119.", "the end of the plan",
    ),
    "the years in which it does so": (
        "prairie", "explanation",
        "In the median future the money runs out between year 15 and year 20 of the plan. Even in a {good} future it "
        "does so between year 20 and year 25.", "median",
    ),
    "the year of the end": (
        "harbor", "explanation", "The balance left at the end, year {42}, is $0 at p10, p50 and p90.", "38",
    ),
    "what you aim for": ("names", "report", "You aim for {$45,000} a year in 14 years.", "$54,000"),
    "an amount and its share": (
        "near", "report", "You ask whether to hold more cash: you have {$167,500}, or 7.9 %, today.", "$176,500",
    ),
    "the date of a report": ("summit", "report", "This report was written on {2 March 2026}.", "2 May 2026"),
    "a date that no tool gave": ("one_stock", "report", "The price {has no date}.", "is dated 2026-02-27"),
    "a month that no tool gave": ("one_stock", "report", "The price {has no date}.", "is of February 2026"),
    "today's share in advice": (
        "one_stock", "report", "Look for other regions than {North America}, at 100.0 %.", "Europe",
    ),
    "today's share in brackets in advice": ("growth", "report", "Trim {FXAIX} (36.1 %) first.", "QQQ"),
    "an account of a kind": (
        "starter", "report", "The total value of $7,288 is held in one {taxable} account.", "tax-deferred",
    ),
    "accounts of a kind": ("canyon", "report", "There are two {IRAs}.", "taxable accounts"),
    "the kind of an account": ("lantern", "report", "The account Roth is a {Roth IRA}.", "401(k)"),
    "the kind of an account in brackets": (
        "all_cash", "report", "Savings (a {taxable} account) holds $18,251.", "tax-deferred",
    ),
    "the kind of the only account": (
        "one_stock", "report", "The only account, Mine, is {an IRA}.", "a taxable account",
    ),
    "the smallest together": ("quarry", "report", "The five {largest} holdings are 77.4%.", "smallest"),
    "a row's number": (
        "names", "report", "| # | Holding |\n|---|---|\n| 1 | META |\n| 2 | XLE |\n| {3} | PG |", "4",
    ),
    "cash that is not invested": (
        "meadow", "report", "Uninvested cash is {$65,800}, of which $61,000 lies in Trust.", "$158,447",
    ),
    "cash that is not invested, behind it": (
        "meadow", "report", "Give the {$65,800} of uninvested cash a job.", "$158,447",
    ),
    "a share that is not invested": ("orchard", "report", "Plain cash makes up {10.8 %} of it.", "18.3 %"),
    "cash in advice": ("near", "report", "Compare a year's costs with the cash of {$167,500}.", "$145,000"),
    "cash of an account in advice": (
        "orchard", "report", "Give the $38,500 of cash in {House Fund} a date.", "Roth IRA",
    ),
    "an amount of a name in advice": ("unclassified", "report", "Use or reserve the $910 of {cash}.", "XKCD"),
    "its share in advice": ("quarry", "report", "Keep {XLF} from growing past its 21.5%.", "VWO"),
    "how far off the goal is": (
        "starter", "report", "The goal is a long way off, {38 years}, and 0.6 % of the capital is in place.",
        "28 years",
    ),
    "how close retirement is": ("near", "report", "Retirement is close: {1 year}.", "3 years"),
    "years of another future that does so": (
        "summit", "explanation",
        "In a poor future the money runs out between year 25 and year 30 of the plan; in the median future it does so "
        "between year {40 and year 45}.", "30 and year 35",
    ),
    "the year of the end of the plan": (
        "summit", "explanation", "At the end of the plan, in {year 49}, half of the futures have nothing left.",
        "year 44",
    ),
    "cash that is not invested, in a row": ("orchard", "report", "| Uninvested cash | {$39,420} |", "$66,939"),
    "the year in which the plan ends": ("prairie", "explanation", "The plan ends in {year 32}.", "year 37"),
    "years that the goal is off": ("many", "report", "The goal is {9 years} off.", "19 years"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_right_as_it_is_and_wrong_when_changed(kind: str) -> None:
    portfolio, of, sentences, changed = KINDS[kind]
    right, wrong = right_and_wrong(sentences, changed)
    known = facts(portfolio, of)
    assert check(right, known).problems == []
    assert check(wrong, known).problems != []
