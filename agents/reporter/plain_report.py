"""A report written by code from the metrics: plain and complete, for when the model's text does not hold."""

from __future__ import annotations

from collections.abc import Sequence

from agent_runtime.agent.report_sections import SECTIONS
from agent_runtime.agent.wording import counted, flow, listed, money, percent, plain
from agent_runtime.portfolio.exposure import Slice
from reporter.models import Concentration, PortfolioMetrics, Readiness
from reporter.plain_limits import limits_text

SIGNATURE = "*This report was written by code from the computed figures, because the text of the model did not hold.*"
#: Slices of a dimension that a sentence names.
MOST_NAMED = 6
#: Of the five largest holdings together, percent: from here on a portfolio depends on few of them.
CONCENTRATED = 50


def plain_report(metrics: PortfolioMetrics) -> str:
    """The Markdown: all five sections, every figure as `portfolio_metrics` gives it, and how it came about."""
    bodies = (
        _summary(metrics),
        _composition(metrics),
        _risk(metrics),
        _readiness(metrics.readiness, metrics.currency),
        _steps(metrics),
    )
    sections = [f"## {title}\n\n{body}" for title, body in zip(SECTIONS, bodies, strict=True)]
    return "\n\n".join([*sections, SIGNATURE])


def _summary(metrics: PortfolioMetrics) -> str:
    total, cash = (money(amount, metrics.currency) for amount in (metrics.total_value, abs(metrics.cash)))
    sentences = [
        f"The portfolio has a total value of {total}.",
        flow(f"""It consists of {counted(len(metrics.accounts), "account")} and
            {counted(metrics.number_of_holdings, "holding")}."""),
        f"Cash that is not invested amounts to {cash}, {percent(metrics.cash_percentage)} of the whole."
        if metrics.cash >= 0
        else f"Borrowed money amounts to {cash}.",
    ]
    if metrics.top_holdings:
        first = metrics.top_holdings[0]
        sentences.append(f"The largest holding is {first.name} with {percent(first.percentage)}.")
    else:
        sentences.append("The portfolio is all cash.")
    if metrics.readiness:
        funded = percent(metrics.readiness.funded_percentage)
        sentences.append(f"Today's value is {funded} of the capital for the retirement goal.")
    return " ".join(sentences)


def _composition(metrics: PortfolioMetrics) -> str:
    accounts = [f"{plain(one.name)} with {money(one.value, metrics.currency)}" for one in metrics.accounts[:MOST_NAMED]]
    rest = len(metrics.accounts) - len(accounts)
    return "\n\n".join(
        [
            _table(metrics.top_holdings, metrics.currency)
            if metrics.top_holdings
            else "There are no holdings to list.",
            f"By account: {listed(accounts)}{f', besides {rest} smaller' if rest else ''}.",
            f"By asset class: {_shares(metrics.asset_classes)}.",
            *limits_text(metrics.limits),
        ]
    )


def _table(holdings: Sequence[Slice], currency: str) -> str:
    rows = [f"| {one.name} | {money(one.value, currency)} | {percent(one.percentage)} |" for one in holdings]
    return "\n".join(["| Holding | Value | Share |", "|---|---:|---:|", *rows])


def _shares(slices: Sequence[Slice]) -> str:
    return listed([f"{one.name} {percent(one.percentage)}" for one in slices[:MOST_NAMED]])


def _risk(metrics: PortfolioMetrics) -> str:
    return "\n\n".join(
        [
            _concentration(metrics.concentration),
            f"By region: {_shares(metrics.regions)}.\n\nBy sector: {_shares(metrics.sectors)}.",
            flow("""Diversification does not prevent losses: in a crisis most risky assets fall together. It makes sure
                that no single company, country or business decides whether the plan succeeds. Cash and high-grade bonds
                make sure that nothing has to be sold at the worst moment. How much of a loss is bearable depends
                on when the money is needed, and on the income that does not come from this portfolio."""),
        ]
    )


def _concentration(concentration: Concentration | None) -> str:
    if concentration is None:
        return flow("""All of the money is in cash. Cash does not fluctuate, but over long periods it tends to lose
            purchasing power to inflation, and it takes no part in the growth of companies.""")
    five = concentration.five_largest_percentage
    verdict = (
        "A fall of one of them is felt in the whole portfolio."
        if five >= CONCENTRATED
        else "No small group of holdings decides about the whole portfolio."
    )
    return flow(f"""The largest holding is {percent(concentration.largest_holding_percentage)} of the portfolio. The
        five largest holdings together are {percent(five)}. Weighted by size, the holdings count as
        {concentration.effective_holdings:g} equal holdings. {verdict}""")


def _readiness(readiness: Readiness | None, currency: str) -> str:
    if readiness is None:
        return flow("""No retirement goal is on file, so readiness cannot be assessed. Three figures would make an
            assessment possible: the years until retirement, the desired annual income in today's money, and the annual
            contribution until then.""")
    years = readiness.years_until_retirement
    when = f"in {counted(years, 'year')}" if years else "now"
    income, capital, today, contribution = (
        money(amount, currency)
        for amount in (
            readiness.target_annual_income,
            readiness.capital_for_target,
            readiness.sustainable_income_today,
            readiness.annual_contribution,
        )
    )
    return flow(f"""The goal is an income of {income} a year, {when}. With a first withdrawal of 4 % that takes a
        capital of {capital}. Today's value is {percent(readiness.funded_percentage)} of that capital. The same rule
        would support an income of {today} a year today. The annual contribution until retirement is {contribution}.
        How likely the plan is to last is the subject of the retirement projection; no outcome is certain.""")


def _steps(metrics: PortfolioMetrics) -> str:
    cash = percent(metrics.cash_percentage)
    steps = [
        f"Decide whether {cash} in cash is intended, given when the money is needed.",
        flow("""Write down the intended mix of asset classes with the reasons for it, and compare it once a year with
            the mix that is listed above."""),
    ]
    if metrics.top_holdings:
        first = metrics.top_holdings[0]
        steps.append(f"Decide how large a single holding may become; {first.name} is at {percent(first.percentage)}.")
    else:
        steps.append("Decide how much of the money should stay in cash, and what the rest should be invested in.")
    if metrics.readiness is None:
        steps.append("Add a retirement goal, so that the next analysis can say how far the portfolio carries it.")
    else:
        contribution = money(metrics.readiness.annual_contribution, metrics.currency)
        steps.append(f"Review the annual contribution of {contribution} whenever income or plans change.")
    numbered = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
    return f"{numbered}\n\nThis analysis is information, not an offer. Markets can fall, and no return is certain."
