"""Findings of the fake report writer about a portfolio: each rule is a threshold on one computed figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from local.fake_model.metrics import Metrics, share
from local.fake_model.prose import flow, money, percent, plain

# Thresholds, percent of the portfolio.
LARGE_HOLDING = 10
HOME_BIAS = 80
SECTOR_TILT = 30
MUCH_CASH = 15
LITTLE_CASH = 2
MUCH_EQUITY = 85
MUCH_UNCLASSIFIED = 5
#: Instruments that are one company or one coin; a fund of the same size is not a concentration.
SINGLE = {"stock", "crypto"}
NO_SECTOR = {"Government", "Cash", "Unclassified"}


@dataclass(frozen=True)
class Finding:
    """One thing a client should know, in three lengths."""

    headline: str
    """Half a sentence for the summary."""
    risk: str
    """For the section on risk."""
    step: str
    """For the recommendations."""


def findings(metrics: Metrics) -> list[Finding]:
    """What stands out, the most concrete first."""
    return [*_concentration(metrics), *_tilts(metrics), *_cushion(metrics)]


def _concentration(metrics: Metrics) -> Iterator[Finding]:
    for holding in metrics["top_holdings"]:
        if holding["percentage"] > LARGE_HOLDING and holding["kind"] in SINGLE:
            name, size = plain(holding["name"]), percent(holding["percentage"])
            amount = money(holding["value"], metrics["currency"])
            yield Finding(
                f"{name} alone makes up {size} of the portfolio",
                flow(f"""{name} is {size} of everything ({amount}). If it lost half of its value, as
                    single companies do, the portfolio would lose {percent(holding["percentage"] / 2)}."""),
                flow(f"""Decide whether {size} in {name} is intended; if not, bring it below {LARGE_HOLDING}% in steps,
                    with new contributions first, so that less has to be sold."""),
            )


def _tilts(metrics: Metrics) -> Iterator[Finding]:
    unknown = share(metrics, "asset_classes", "Unclassified")
    if unknown > MUCH_UNCLASSIFIED:
        size = percent(unknown)
        yield Finding(
            f"{size} is in instruments whose split is unknown",
            f"{size} of the portfolio is unclassified. Its regions and sectors are missing from every figure here.",
            f"Have the {size} that is unclassified looked up before acting on regional or sector figures.",
        )
    invested = 100 - metrics["cash_percentage"]
    home = share(metrics, "regions", "North America") - metrics["cash_percentage"]
    if home > HOME_BIAS / 100 * invested:
        size = percent(100 * home / invested)
        yield Finding(
            f"{size} of what is invested depends on North America",
            flow(f"""{size} of what is invested is in North America. One economy, one currency and one central bank
                decide most of the outcome."""),
            flow(f"""Consider moving part of the {size} in North America to funds of other developed and emerging
                markets; world-wide indices hold about two thirds there."""),
        )
    for sector in metrics["sectors"]:
        if sector["percentage"] > SECTOR_TILT and sector["name"] not in NO_SECTOR:
            size, name = percent(sector["percentage"]), sector["name"].lower()
            yield Finding(
                f"{size} is in {name}",
                f"{sector['name']} makes up {size}. Companies of one sector tend to fall together.",
                flow(f"""Check whether {size} in {name} is a decision or has grown by itself, and rebalance if it is the
                    latter."""),
            )


def _cushion(metrics: Metrics) -> Iterator[Finding]:
    equity = share(metrics, "asset_classes", "Equity")
    if 100 >= equity > MUCH_EQUITY:
        size = percent(equity)
        yield Finding(
            f"{size} is in equity, with little to cushion a fall",
            flow(f"""With {size} in equity, a fall of stock markets by a third, as has happened more than once in a
                generation, would take about {percent(equity / 3)} of the portfolio's value."""),
            flow(f"""Decide how large a fall is bearable; every 10 points moved from the {size} in equity to
                investment-grade bonds soften it noticeably."""),
        )
    cash, amount = metrics["cash_percentage"], money(abs(metrics["cash"]), metrics["currency"])
    if cash < 0:
        yield Finding(
            f"{amount} is borrowed",
            f"{amount} is borrowed. A loan makes every fall of the markets larger than it is.",
            f"Decide whether the {amount} should be paid back before anything is added.",
        )
    elif cash > MUCH_CASH:
        yield Finding(
            f"{percent(cash)} lies in cash",
            f"{amount} in cash ({percent(cash)}) is safe from markets, and loses to inflation every year.",
            f"Keep what six months of spending need, and put the rest of the {amount} to work.",
        )
    elif cash < LITTLE_CASH:
        yield Finding(
            f"only {percent(cash)} is in cash",
            flow(
                f"""Cash is {percent(cash)} ({amount}). Unplanned expenses would force sales, perhaps at a bad time."""
            ),
            f"Build a reserve of a few months of spending beside the {amount} that is there today.",
        )
