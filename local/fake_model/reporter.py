"""Rules of the report writer: get the figures, then write the five sections from them."""

from __future__ import annotations

from typing import Any

from local.fake_model.conversation import NO_FIGURES, Answer, Conversation, ToolCall
from local.fake_model.findings import Finding, Metrics, findings, share
from local.fake_model.prose import SIGNATURE, flow, listed, money, percent, plain

GROWTH = 75
BALANCED = 45
MOST_STEPS = 5
HABITS = (
    "Rebalance once a year, or when an asset class is more than five points away from its intended share.",
    "Write the intended mix down, with the reasons; in a falling market it is the best defence against selling.",
    "Review names and shares of all accounts together, not one by one: the mix of the whole is what counts.",
)
NOTED = (
    (("inflation",), "inflation: equities and inflation-linked bonds answer it better than cash does"),
    (("child", "kid", "college", "school"), "education: money due within five years does not belong in stocks"),
    (("house", "home", "mortgage"), "a home: what is needed for it soon should be kept in cash or short bonds"),
    (
        ("sustain", "esg", "climate"),
        "sustainability: it narrows the choice of funds and should be weighed against cost",
    ),
    (("risk", "worr", "afraid", "safe"), "risk: the section on diversification says what could hurt most"),
)


def answer(conversation: Conversation) -> Answer:
    outputs = conversation.figures("portfolio_metrics")
    if conversation.is_hopeless("portfolio_metrics"):
        return NO_FIGURES
    if not outputs:
        accounts = len(conversation.data["portfolio"]["accounts"])
        return Answer(
            f"A report on {accounts} account(s). Every figure must come from the tool, so the tool comes first.",
            calls=(ToolCall("portfolio_metrics", {}),),
        )
    metrics: Metrics = outputs[-1]
    found = findings(metrics, _kinds(conversation.data["portfolio"]))
    sections = {
        "Executive Summary": _summary(metrics, found, conversation.data.get("client_notes", "")),
        "Portfolio Composition": _composition(metrics),
        "Risk and Diversification": _risk(metrics, found),
        "Retirement Readiness": _readiness(metrics),
        "Recommendations": _recommendations(metrics, found),
    }
    headlines = listed([finding.headline for finding in found]) or "none"
    thought = f"The figures show {len(found)} thing(s) worth telling: {headlines}."
    return Answer(
        thought, text="\n\n".join([*(f"## {title}\n\n{body}" for title, body in sections.items()), SIGNATURE])
    )


def _kinds(portfolio: dict[str, Any]) -> dict[str, str]:
    instruments = [position["instrument"] for account in portfolio["accounts"] for position in account["positions"]]
    return {instrument["symbol"]: instrument["kind"] for instrument in instruments}


def _summary(metrics: Metrics, found: list[Finding], notes: str) -> str:
    equity = share(metrics, "asset_classes", "Equity")
    style = "growth-oriented" if equity >= GROWTH else "balanced" if equity >= BALANCED else "conservative"
    sentences = [
        flow(f"""The portfolio has a total value of {money(metrics["total_value"])} in
            {_count(len(metrics["accounts"]), "account")} and {_count(metrics["number_of_holdings"], "holding")}, of
            which {money(metrics["cash"])} ({percent(metrics["cash_percentage"])}) is cash."""),
        f"With {percent(equity)} in equity it is a {style} mix.",
    ]
    if found:
        sentences.append(f"What stands out: {listed([finding.headline for finding in found[:3]])}.")
    else:
        sentences.append("Nothing in it is out of proportion.")
    topics = [topic for words, topic in NOTED if any(word in notes.lower() for word in words)]
    if topics:
        sentences.append(f"Your notes raise {topics[0]}.")
    return " ".join(sentences)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _composition(metrics: Metrics) -> str:
    parts: list[str] = []
    if metrics["top_holdings"]:
        rows = [
            f"| {plain(one['name'])} | {money(one['value'])} | {percent(one['percentage'])} |"
            for one in metrics["top_holdings"]
        ]
        parts.append("\n".join(["| Holding | Value | Share |", "|---|---:|---:|", *rows]))
    else:
        parts.append("The portfolio is all cash: there are no holdings to list.")
    accounts = [f"{plain(account['name'])} with {money(account['value'])}" for account in metrics["accounts"]]
    parts.append(
        flow(f"""By account: {listed(accounts)}. By asset class: {_shares(metrics["asset_classes"])}. Cash that is not
            invested amounts to {money(metrics["cash"])}, {percent(metrics["cash_percentage"])} of the whole.""")
    )
    return "\n\n".join(parts)


def _shares(slices: list[dict[str, Any]], as_named: bool = False) -> str:
    return listed(
        [f"{part['name'] if as_named else part['name'].lower()} {percent(part['percentage'])}" for part in slices]
    )


def _risk(metrics: Metrics, found: list[Finding]) -> str:
    concentration = metrics["concentration"]
    paragraphs: list[str] = []
    if concentration:
        paragraphs.append(
            flow(f"""The largest holding is {percent(concentration["largest_holding_percentage"])} of the portfolio, the
                five largest are {percent(concentration["five_largest_percentage"])} together. Weighted by size, the
                holdings count as {concentration["effective_holdings"]:g} equal ones.""")
        )
    paragraphs.append(
        flow(f"""By region the money is in {_shares(metrics["regions"], as_named=True)}. By sector the largest shares
            are {_shares(metrics["sectors"][:5])}.""")
    )
    paragraphs.append(
        "\n".join(f"- {finding.risk}" for finding in found)
        or "No single security, region or sector dominates. What remains is the risk of the markets themselves."
    )
    paragraphs.append(
        flow("""Diversification does not prevent losses: in a crisis most risky assets fall together. It makes sure that
            no single company, country or business decides whether the plan succeeds; cash and high-grade bonds make
            sure that nothing has to be sold at the worst moment.""")
    )
    return "\n\n".join(paragraphs)


def _readiness(metrics: Metrics) -> str:
    readiness = metrics["readiness"]
    if readiness is None:
        return flow("""No retirement goal is on file, so readiness cannot be assessed. Three figures would make it
            possible: the years until retirement, the yearly income wanted in today's money, and what is saved each year
            until then.""")
    funded = readiness["funded_percentage"]
    verdict = (
        "on this rule of thumb the goal is funded" if funded >= 100 else "the rest has to come from saving and growth"
    )
    return flow(f"""The goal is {money(readiness["target_annual_income"])} a year in
        {readiness["years_until_retirement"]} years. With a first withdrawal of 4% that takes
        {money(readiness["capital_for_target"])}; today's value is {percent(funded)} of it, and {verdict}. Retiring
        today, the same rule would support about {money(readiness["sustainable_income_today"])} a year. Contributions of
        {money(readiness["annual_contribution"])} a year come on top until retirement. How likely the plan is to hold is
        the subject of the retirement projection, which looks at good and bad markets alike; it is not certain either
        way.""")


def _recommendations(metrics: Metrics, found: list[Finding]) -> str:
    steps = [finding.step for finding in found]
    readiness = metrics["readiness"]
    if readiness and readiness["funded_percentage"] < 100:
        gap = money(readiness["capital_for_target"] - metrics["total_value"])
        saving = flow(f"""Close the gap of {gap} to the retirement goal with time and saving: raise the yearly
            contribution of {money(readiness["annual_contribution"])} whenever income rises.""")
        steps.insert(1, saving)
    steps = [*steps, *HABITS][: max(3, min(MOST_STEPS, len(steps) + 1))]
    numbered = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
    return f"{numbered}\n\nThis analysis is information, not an offer. Markets can fall, and no return is certain."
