"""Limits that a report by code states."""

from __future__ import annotations

from agent_runtime.agent.wording import counted, flow, percent, plain
from reporter.limits import TOO_MUCH
from reporter.models import Limits


def limits_text(limits: Limits) -> list[str]:
    """Paragraphs; none if the figures cover everything."""
    paragraphs = (_unclassified(limits), _without_value(limits), *_differs(limits), _prices(limits))
    return [paragraph for paragraph in paragraphs if paragraph]


def _unclassified(limits: Limits) -> str:
    share = limits.unclassified_percentage
    if not share:
        return ""
    judged = "So much is unknown that the mix as a whole cannot be judged." if share >= TOO_MUCH else ""
    return flow(f"""Unclassified is money whose split is not known: {percent(share)} of the portfolio. It is left out of
        what is said about regions and sectors. {judged}""")


def _without_value(limits: Limits) -> str:
    if not limits.number_without_value:
        return ""
    named = "; ".join(limits.without_value)
    rest = limits.number_without_value - len(limits.without_value)
    return f"The total lacks holdings without a value: {named}{f'; and {rest} more' if rest else ''}."


def _differs(limits: Limits) -> list[str]:
    return [f"To be checked: {one}." for one in limits.contradictions]


def _prices(limits: Limits) -> str:
    prices = limits.prices
    sentences: list[str] = []
    if prices.oldest:
        sentences.append(f"The oldest price behind these figures is of {prices.oldest}.")
    if prices.number_stale:
        rest = f" and {prices.number_stale - len(prices.stale)} more" if prices.number_stale > len(prices.stale) else ""
        sentences.append(
            flow(f"""The prices of {counted(prices.number_stale, "holding")} are old, so that the values may be off:
                {", ".join(prices.stale)}{rest}.""")
        )
    for rate in limits.rates:
        origin = [f"of {rate.date}"] * bool(rate.date) + [f"from {plain(rate.source)}"] * bool(rate.source)
        stated = " ".join([f"at a rate of {rate.rate:g}", *origin])
        sentences.append(f"Amounts in {rate.currency} are converted {stated}.")
    return " ".join(sentences)
