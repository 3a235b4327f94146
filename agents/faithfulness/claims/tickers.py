"""Tickers that a text names although the portfolio does not hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from faithfulness.bag import bag
from faithfulness.claims.held import places_of
from faithfulness.facts.facts import Facts
from faithfulness.reading.context import Context
from faithfulness.reading.currencies import CODES
from faithfulness.reading.lexer import CAPITALS
from faithfulness.reading.mentions import Mention

#: Words in capitals that are no tickers.
_ACRONYMS = bag(
    "ETF ETFS IRA IRAS USD US USA UK EU EUR GBP GDP REIT REITS CPI TIPS FDIC SIPC AI ESG CD CDS HSA RMD RMDS "
    "YTD NAV LLC II III IV IT OK FAQ NA TBD AUM EM DM MSCI FTSE SPDR CRSP GICS APAC EMEA PDF JSON CSV IRS "
    "SEC PE PS VS AM PM CEO CFO IPO TLDR NB PS FYI Q1 Q2 Q3 Q4 FX FED SP ID A I AND OR NOT NO THE YES ALL "
    "KEY NOTE RISK HIGH LOW CASH BONDS TOTAL NYSE DIY NASDAQ STOCKS BOND STOCK GOAL ROTH TOP ACH COLA HELOC "
    "LTC VAT S P IS TO IN OF ON BE WHY BUY SELL HOLD N T MBS ABS IG HY"
)
#: Companies that models like to name. Only such as are no ordinary words.
_COMPANIES = bag(
    "apple microsoft nvidia amazon alphabet google tesla netflix berkshire jpmorgan walmart costco exxon "
    "exxonmobil pfizer disney intel adobe salesforce boeing starbucks pepsico broadcom oracle cisco chevron "
    "paypal airbnb uber palantir moderna facebook coinbase nike mastercard"
)
_CAPITAL = re.compile(f"[{CAPITALS}]")
#: "Amazon.com, Inc., and": the legal form is no part of the name.
_GOES_ON = {",", "and"}
_LISTING = frozenset({",", "and", "&", "or", "inc", "inc."})
_ADDING = bag("add adding buy buying like e.g. eg such as consider or into switch instead alternatives example replace")


def may_name_tickers(context: Context) -> bool:
    """Whether a word in capitals or the name of a company is among its words."""
    return _CAPITAL.search(context.unit.tokens.kinds) is not None or not context.words.isdisjoint(_COMPANIES)


def tickers(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    if not facts.tickers or context.unit.kind == "heading":
        return
    found = context.unit.tokens
    capitals = [capital.start() for capital in _CAPITAL.finditer(found.kinds)]
    if len(capitals) > max(6, len(found.norms) // 2):
        return
    if not context.words.isdisjoint(_COMPANIES):
        capitals += [i for i in places_of(_COMPANIES, found.norms) if found.texts[i].istitle()]
    if not capitals:
        return
    covered = {index for mention in context.mentions for index in range(mention.first, mention.after)}
    yield from _doubles(context)
    if "(" in context.words or context.unit.kind == "row":
        yield from _of_another(context, facts)
    for index in capitals:
        text = found.texts[index]
        company, known = (
            found.norms[index] in _COMPANIES,
            text in _ACRONYMS or found.norms[index] in CODES or text in facts.currencies,
        )
        if index in covered or known or not (company or _looks_like_one(text)):
            if index in covered and text in facts.tickers:
                yield index, index + 1, ""
            continue
        before = set(found.norms[max(0, index - 6) : index])
        if context.soft and before & _ADDING:
            continue
        yield index, index + 1, "the portfolio does not hold it."


def _doubles(context: Context) -> Iterator[tuple[int, int, str]]:
    """ "NVDA, AMZN and NVDA", "AGG is larger than AGG": a holding that is named twice has pushed out another."""
    listed: list[Mention] = []
    names = [mention for mention in context.named if not mention.rank]
    if len({mention.topics for mention in names}) == len(names):
        return
    for mention in names:
        gap = set(context.unit.tokens.norms[listed[-1].after : mention.first]) if listed else set[str]()
        if not gap <= _LISTING and "than" not in gap:
            listed = []
        double = next((m for m in listed if m.topics == mention.topics), None)
        apposed = double is not None and double is listed[-1] and _explains(context, double, mention)
        if apposed:
            listed[-1] = mention  # "AGG, iShares Core U.S. Aggregate Bond ETF"
            continue
        if double is not None and double is listed[-1] and gap == _GOES_ON and _says_more(context, mention):
            listed = [mention]  # "All bonds are in BND, and BND is in the IRA"
            continue
        if double is not None and gap and any(topic.startswith("position:") for topic in mention.topics):
            yield double.first, mention.after, "it names the same holding twice."
        listed.append(mention)


def _says_more(context: Context, mention: Mention) -> bool:
    return context.unit.tokens.norms[mention.after : mention.after + 1] in (["is"], ["sits"], ["lies"])


def _of_another(context: Context, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """ "Amazon.com (META)": the symbol of another holding than the name in front."""
    found = context.unit.tokens
    for one, other in pairwise(context.named):
        joined = found.norms[one.after : other.first]
        bracket = joined == ["("] and found.norms[other.after : other.after + 1] == [")"]
        if not bracket and (context.unit.kind != "row" or joined not in (["–"], ["—"])):
            continue
        if one.rank or other.rank or len(one.topics) != 1 or len(other.topics) != 1:
            continue
        names = {next(iter(m.topics)) for m in (one, other)}
        symbols = [found.texts[m.first] in facts.tickers and m.after - m.first == 1 for m in (one, other)]
        if symbols[0] is not symbols[1] and all(name.startswith("position:") for name in names):
            yield one.first, other.after + 1, "" if len(names) == 1 else "these are two holdings."


def _explains(context: Context, one: Mention, other: Mention) -> bool:
    """Whether a comma or a bracket joins two ways to write the same name, a symbol and what it stands for."""
    found = context.unit.tokens
    written = [found.norms[m.first : m.after] for m in (one, other)]
    return written[0] != written[1] and found.norms[one.after : other.first] in ([","], ["("])


def _looks_like_one(text: str) -> bool:
    return 2 <= len(text) <= 5 and text.isascii() and text.isalpha() and text.isupper()
