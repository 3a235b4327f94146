"""What a report cannot judge: holdings without a classification or a value, and prices that are not today's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent_runtime.agent.wording import listed, plain
from agent_runtime.portfolio.exposure import UNCLASSIFIED, Dimension, exposure
from agent_runtime.portfolio.shares import percentage
from agent_runtime.portfolio.snapshot import Portfolio, Position, Unvalued
from reporter.models import Limits, PriceDates, Rate

#: Names in a list; more are counted.
MOST_NAMED = 5
#: Percent without a classification from which the mix as a whole has no character that could be known.
TOO_MUCH = 25.0

_STYLE = re.compile(
    r"\b(?:conservative(?:ly)?|cautious(?:ly)?|defensive(?:ly)?|balanced|moderate|aggressive(?:ly)?|growth[- ]oriented|"
    r"well[- ]diversified|broadly diversified|low[- ]risk|high[- ]risk)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_SPEAKS_OF_ALL = re.compile(r"\b(?:portfolio|mix|allocation|overall|stance|profile)\b", re.IGNORECASE)
_DOUBTS = re.compile(r"unclassified|not classified|unknown|not known|cannot|can't|unclear|impossible", re.IGNORECASE)


def limits_of(portfolio: Portfolio) -> Limits:
    """Of a portfolio that has a value."""
    unknown = exposure(portfolio, Dimension.ASSET_CLASS).get(UNCLASSIFIED)
    return Limits(
        unclassified_percentage=percentage(abs(unknown), portfolio.value) if unknown else 0.0,
        without_value=[f"{one.what} in {plain(one.account)}: {one.reason}" for one in portfolio.unvalued[:MOST_NAMED]],
        number_without_value=len(portfolio.unvalued),
        contradictions=list(dict.fromkeys(_contradictions(portfolio)))[:MOST_NAMED],
        prices=_prices(list(portfolio.positions())),
        rates=[
            Rate(
                currency=rate.currency,
                rate=float(rate.rate),
                date=rate.rate_date.isoformat() if rate.rate_date else None,
                source=rate.source,
            )
            for rate in portfolio.rates
        ],
    )


def _contradictions(portfolio: Portfolio) -> Iterator[str]:
    for position in portfolio.positions():
        one = position.instrument
        if one.differs_from:
            name, _, kind = one.differs_from.rpartition(" (")
            other = f"{plain(name)} ({kind}" if name else plain(kind)
            yield f"{one.symbol} is {plain(one.name)} ({one.kind}) for the client; the catalogue has {other}"


def _prices(positions: list[Position]) -> PriceDates:
    dates = sorted(position.price_date for position in positions if position.price_date)
    stale = list(dict.fromkeys(position.instrument.symbol for position in positions if position.stale))
    return PriceDates(
        oldest=dates[0].isoformat() if dates else None,
        newest=dates[-1].isoformat() if dates else None,
        number_without_date=len(positions) - len(dates),
        number_stale=len(stale),
        stale=stale[:MOST_NAMED],
        sources=sorted({position.price_source for position in positions if position.price_source})[:MOST_NAMED],
    )


def limit_problems(markdown: str, portfolio: Portfolio) -> list[str]:
    """What a report conceals of its limits, as sentences for the model."""
    limits = limits_of(portfolio)
    return [
        *_unclassified(markdown, limits),
        *_without_value(markdown, portfolio),
        *_contradicted(markdown, portfolio),
        *_stale(markdown, limits),
    ]


def _unclassified(markdown: str, limits: Limits) -> Iterator[str]:
    share = limits.unclassified_percentage
    if share < TOO_MUCH:
        return
    if not re.search(r"unclassified|not classified", markdown, re.IGNORECASE):
        yield f"It does not say that {share:g} % of the portfolio is unclassified."
    for found in _SENTENCE.finditer(markdown):
        sentence = found.group()
        style = _STYLE.search(sentence)
        if style and _SPEAKS_OF_ALL.search(sentence) and not _DOUBTS.search(sentence):
            yield (
                f"It calls the portfolio “{style.group()}”, but {share:g} % of it is unclassified: its mix cannot be "
                "judged."
            )
            return


def _name(one: Unvalued) -> str:
    """What a text has to name: all portfolios speak of cash, few of its currency."""
    return one.currency if one.what == "cash" else one.what


def _without_value(markdown: str, portfolio: Portfolio) -> Iterator[str]:
    missing = [f"{one.what} in {one.currency}" for one in portfolio.unvalued[:MOST_NAMED] if _name(one) not in markdown]
    if missing:
        yield f"It does not say that the total lacks what has no value: {listed(missing)}."


def _contradicted(markdown: str, portfolio: Portfolio) -> Iterator[str]:
    if re.search("catalog", markdown, re.IGNORECASE):
        return
    for one in {position.instrument.symbol: position.instrument for position in portfolio.positions()}.values():
        if one.differs_from and one.differs_from.partition(" (")[0] not in markdown:
            yield f"It does not say that the catalogue knows {one.symbol} as {one.differs_from}."
            return


def _stale(markdown: str, limits: Limits) -> Iterator[str]:
    prices = limits.prices
    if prices.number_stale and prices.oldest and prices.oldest not in markdown:
        yield f"It does not say that prices are old; name the date of the oldest, {prices.oldest}."
