"""The vocabulary of reports: phrases and the topics they name. Tables only.

`word~` stands for the word with and without a plural s. A phrase behind `?` is incidental: it makes a topic's facts
available in its sentence, but a figure beside it need not be about it.
"""

from __future__ import annotations

from faithfulness.bag import bag

#: Subjects of figures beside names.
CONCEPTS: dict[str, str] = {
    "total": (
        "total value; total portfolio value; portfolio value; portfolio total; portfolio is worth; portfolio "
        "worth; total assets; total investments; total balance; market value; net worth; starting value; "
        "starting from; starting balance; starts from; starts with; starting with; starting at; current value; "
        "today value; value today; value of today; overall value; ?total; grand total; ?savings; ?saved; ?whole "
        "portfolio; assets of; starting point; starting amount; starting portfolio; portfolio of; total wealth; "
        "total holdings of"
    ),
    "income": (
        "target income; target annual income; annual income; desired income; retirement income; income goal; "
        "income target; goal income; yearly income; annual spending; spending goal; target spending; goal of; "
        "?goal; goal is; income of; income wanted; ?income; planned income; full income; desired annual income; "
        "wanted income; target of; ?target; planned spending; annual target; withdrawing; yearly spending; "
        "income need~; spending need~; ?spend; ?spending; ?withdraw~; drawing; pays; paying; pays out"
    ),
    "contribution": "contribution~; contributing; contribute~; ?saving; ?savings; ?save~; ?saved; ?adding; ?add; "
    "annual saving~; yearly saving~; saving rate; savings rate; saving of; savings of; set aside; deposits; "
    "putting in; pay in; paying in",
    "capital": "capital; nest egg; required capital; target capital; ?target portfolio; ?needed; ?requires; "
    "?required; ?takes; ?need~; ?target; target balance; retirement number; funding target; ?goal; calls for; "
    "?require; required portfolio; needed capital; required amount",
    "funded": "funded; funded percentage; funded ratio; funding ratio; funded status; ?covers; ?cover; ?of the way; "
    "?of it; ?progress; ?of the goal; ?of the target; ?of that; funding level; ?needed; ?capital; funding; "
    "funding of the goal; funding of the retirement goal; funding of your goal; funding of your retirement goal; "
    "readiness; ?required; funded level",
    "sustainable": "sustainable income; sustainable; sustain~; ?support~; ?withdraw~; withdrawal of; withdrawals of; "
    "safe withdrawal; would provide; ?provide~; ?generate~; ?yield~; ?draw; ?withdrawal~; sustainable withdrawal; "
    "sustainable spending; ?afford~; ?retiring today; ?retired today; ?rule; could pay; would pay; pay",
    "gap": (
        "gap; shortfall; ?short; ?missing; deficit; surplus; ?away from; ?still to; ?difference; ?cushion; "
        "?above; ?exceeds; ?more than; ?ahead; ?remaining; ?to go; ?headroom; ?margin; ?leaving; ?to be built; "
        "?still needed; to spare"
    ),
    "until": "until retirement; ?ahead; to retirement; before retirement; ?years away; ?away; retire in; retiring in; "
    "retirement in; retires in; horizon; time horizon; accumulation phase; of saving; left to save; working years; "
    "from retirement; ?from now; ?to go; ?retire; ?retirement; ?goal; accumulation; ?accumulate; until you retire; "
    "before you retire; stop working in; ?stop working; ?remain; ?contributions; runway; to retire",
    "in_retirement": "in retirement; of retirement; retirement period; retirement phase; retirement lasts; "
    "drawdown phase; of withdrawals; ?retirement; retirement income for; drawdown; ?lasts; ?withdrawals",
    "success": "success rate; probability of success; chance of success; ?success; succeed~; ?odds; ?likelihood; "
    "?probability; ?chance~; money lasts; portfolio lasts; ?lasts; ?last; plan holds; plan works; ?holds up; "
    "success probability; plan succeeds; ?works; ?work; money holds; success score; ?hold; survives; ?survive; "
    "?pays; ?paid; lasted; ?sustain~; ?sustained; ?enough; ?succeeded; works out; "
    "reach the end with money; reach the end; end with money",
    "margin": "margin of error; error margin; give or take; plus or minus; accurate to; exact to; accuracy",
    "failure": (
        "failure rate; fail~; failure; run out; runs out; ran out; run dry; runs dry; depleted; exhausted; "
        "running out; ?falls short; ?fall short; failed; not last; risk of ruin; runs short; run short; come up "
        "short; comes up short; does not last; gone"
    ),
    "p10": (
        "p10; 10th percentile; tenth percentile; poor future~; poor outcome~; poor market~; poor case; ?poor; "
        "worst tenth; ?worst; ?poorest; poorest tenth; bottom tenth; ?pessimistic; ?bad; ?weak; ?downside; "
        "?unlucky; bad luck; weak market~; bad market~; bad future~; poor one; weak one; unlucky market~; "
        "?disappoint~; ?disappointing; bad one; unlucky one; poor year~; worse one; ?one of ten; ?one in ten; "
        "?one future in ten; ?in ten; worst 10; poorly; bottom decile; bear case; low case; low end; ?low; "
        "unlucky tenth; weak case; bad case; pessimistic case"
    ),
    "p25": (
        "p25; ?one in four; ?one future in four; ?in four; ?a quarter of; ?a quarter; 25th percentile; lower "
        "quartile; bottom quarter; worst quarter; poorest quarter; lower quarter"
    ),
    "p50": "p50; ?median; 50th percentile; ?typical; ?middle; ?half of all; ?central; ?midpoint; median case; "
    "middle case; middle one; median one; median future; median balance; median outcome; middle of the range; ?half; "
    "?mid; base case; typical case; central case; median path; middle path; middle future; typical future; "
    "in the median",
    "p75": "p75; 75th percentile; upper quartile; top quarter; ?a quarter of; ?a quarter; best quarter; upper quarter; "
    "?quarter; luckiest quarter; ?one in four; ?in four",
    "p90": (
        "p90; ?one of ten; ?one in ten; ?one future in ten; ?in ten; ?kind; ?generous; 90th percentile; good "
        "future~; good outcome~; good market~; ?good; ?strong; ?optimistic; best tenth; ?favourable; ?favorable; "
        "?lucky; ?upside; ?best; top tenth; strong market~; good case; good one; strong one; ?favorable ones; "
        "favorable market~; favourable market~; lucky market~; lucky one; better one; good year~; luckiest; "
        "luckiest tenth; top decile; bull case; high case; high end; ?high; strong case; optimistic case; good "
        "luck"
    ),
    "return": "mean return; real return; ?return~; average return; expected return; growth rate; mean real return; "
    "expected real return; average real return; real growth",
    "volatility": "volatility; standard deviation; yearly swings; swings of",
    "inflation": "inflation; inflation rate; ?price rises",
    "effective": "effective holdings; effective number; equal ones; equal holdings; equally sized; equally weighted; "
    "?effective; equal positions; equal sized; equal weighted; equally large; effectively; ?behaves like; ?count as; "
    "?acts like; equal size; eff; equal in size; equal bets; independent positions",
    "invested": "?invested; of what is invested; invested money; ?excluding cash; ?ex cash; ?without cash; "
    "?invested assets; ?invested portfolio; ?non cash; invested capital; ?holdings; ?positions",
    "price": (
        "?price; ?per share; ?a share; ?apiece; ?unit price; ?share price; ?each; ?priced; ?per unit; ?prices; ?trades"
    ),
    "plan": "?plan; ?simulation; ?simulates; ?in all; ?whole plan; ?projection; ?total horizon; ?end",
    "classified": "?classified; ?covers only; ?known; ?that half; ?the rest",
    "words": "?words; ?word",
    "if": "?if; ?treated as; ?counted as; ?counts as; ?assuming",
}

#: Points in time of a projection, by phrase: `retirement` and `end` stand for the years that the facts give them.
TIMES: dict[str, str] = {
    "retirement": (
        "at retirement; at the start of retirement; when you retire; when retirement begins; by retirement; when "
        "retirement starts; at the end of saving; on the day you retire; when you stop working; retirement date; "
        "at the point of retirement; retirement day; when the saving ends; when saving ends; when contributions "
        "end; by the time you retire; on retirement; start of retirement; when withdrawals begin; as you retire; "
        "when work ends; enter retirement; entering retirement; when work stops; at the retirement date; when "
        "you leave work; when the client retires; retire with; retires with; retiring with; "
        "start retirement with; starts retirement with; start retirement; starts retirement"
    ),
    "end": "at the end; end of the plan; is left; left over; ?ending; at the very end; end balance; ending balance; "
    "terminal; end of retirement; end of those; after all; ?remains; ?remain; leaves; left at; left after; final; "
    "are left; was left; ends with; end with; ending with; plan end; finish~; nothing left; ?left; at plan end; "
    "end of the horizon; end of that; end of plan; ends the plan",
}

ASSET_CLASSES: dict[str, str] = {
    "Equity": "equity; equities; stock~; ?shares; ?stock market~; ?stock fund~; ?equity fund~; stock holdings; "
    "equity holdings; equity allocation; stock allocation; equity exposure; stocks and equities; equity share; "
    "shares are; shares at; shares make up; in shares; shares account for; shares stand at; "
    "growth assets",
    "Fixed Income": "fixed income; fixed-income; bond~; ?bond fund~; bond allocation; bond holdings; bond share; "
    "fixed income allocation; bond position; fixed interest; bond exposure; bond sleeve",
    "Real Estate": "real estate; reit~; ?property; ?real estate fund~; listed property",
    "Commodities": "commodity; commodities; gold",
    "Cash": (
        "cash; cash reserve~; cash balance~; cash position; uninvested cash; cash holding~; cash share; cash "
        "allocation; cash cushion; cash buffer; ?cash flow; uninvested; uninvested money; cash weight; ?idle; "
        "?to work; ?to use; ?put to work; ?reserve~; ?emergency fund; ?liquid; ?liquidity; ?sidelines; ?waiting"
    ),
    "Crypto": "crypto; cryptocurrency; cryptocurrencies; crypto assets; digital assets; bitcoin fund~; bitcoin etf~; "
    "?bitcoin; crypto-assets",
    "Unclassified": "unclassified; ?unknown; not classified; no classification; unclassified holdings; "
    "unclassified instruments; unclassified money; unclassified positions; yet to be classified; not been classified; "
    "not known; unknown split; split is unknown; split is not known; unclassified share; "
    "without a classification; cannot be classified; could not be classified; can not be classified",
}
REGIONS: dict[str, str] = {
    "North America": (
        "north america; north american; ?us; ?usa; ?united states; ?american; ?domestic; ?america; ?home market; "
        "?at home"
    ),
    "Europe": "europe; european",
    "Asia Pacific": "asia pacific; asia-pacific; ?asia; ?asian; asia and the pacific; pacific asia; apac",
    "Latin America": "latin america; latin american",
    "Middle East and Africa": "middle east and africa; middle east; middle east & africa; the middle east; ?africa",
    "Global": "global; global funds; ?worldwide; globally",
    "Unclassified": "",
}
SECTORS: dict[str, str] = {
    "Technology": "technology; tech; information technology; it sector",
    "Healthcare": "healthcare; health care",
    "Financials": "financials; financial sector; financial services; ?financial companies; ?banks; financial stocks",
    "Consumer Discretionary": "consumer discretionary; discretionary; discretionary consumer",
    "Consumer Staples": "consumer staples; staples",
    "Industrials": "industrials; industrial sector; industrial companies; industrial stocks",
    "Materials": "materials; materials sector",
    "Energy": "energy; energy sector",
    "Utilities": "utilities; utility",
    "Real Estate": "real estate",
    "Communication": "communication; communications; communication services; communications services; telecom",
    "Government": (
        "government; government bond~; government debt; ?treasuries; ?treasury; sovereign bonds; government paper"
    ),
    "Corporate": "corporate; corporate bond~; corporate debt; corporates; company bonds",
    "Mortgage": "mortgage~; mortgage-backed; mortgage bonds; mortgage-backed securities; mortgage debt",
    "Commodities": "commodity; commodities",
    "Cash": "cash",
    "Other": "?other",
    "Unclassified": "",
}
#: What may follow a region or sector as part of its name: "technology stocks" are technology.
TAILS = bag(
    "stocks equities shares companies sector bonds markets market exposure names holdings assets weight share funds "
    "fund etf stock allocation securities"
)
#: Holdings by kind of instrument.
KINDS: dict[str, str] = {
    "stock": "individual stock~; single stock~; individual company; single company; single companies; "
    "individual companies; individual share~; single-stock holdings; individual equities; single name~",
    "bond_fund": "?bond fund~; ?bond etf~",
    "crypto": "individual coin~",
}
