"""Rules of the report writer: get the figures, then write the five sections from them."""

from __future__ import annotations

from local.fake_model.conversation import NO_FIGURES, Answer, Conversation, ToolCall
from local.fake_model.findings import Finding, findings
from local.fake_model.metrics import Metrics, Row, read_metrics, share
from local.fake_model.prose import SIGNATURE, flow, listed, money, percent, plain

GROWTH = 75
BALANCED = 45
#: From so much unclassified on, percent, the mix has no name.
MUCH_UNKNOWN = 25
MOST_STEPS = 5
#: Statements of the tool that a paragraph takes.
MOST_QUOTED = 4
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
        return Answer(
            "Every figure of the report must come from the tool, so the tool comes first.",
            calls=(ToolCall("portfolio_metrics", {}),),
        )
    metrics = read_metrics(outputs[-1])
    found = findings(metrics)
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


def _summary(metrics: Metrics, found: list[Finding], notes: str) -> str:
    equity, unknown = share(metrics, "asset_classes", "Equity"), metrics["limits"].get("unclassified_percentage", 0)
    style = "growth-oriented" if equity >= GROWTH else "balanced" if equity >= BALANCED else "conservative"
    sentences = [
        flow(f"""The portfolio has a total value of {_money(metrics, metrics["total_value"])} in
            {_count(metrics["number_of_accounts"], "account")} and {_count(metrics["number_of_holdings"], "holding")},
            {_cash(metrics)}."""),
        f"With {percent(equity)} in equity it is a {style} mix."
        if unknown < MUCH_UNKNOWN
        else f"Because {percent(unknown)} of it is unclassified, its mix cannot be judged.",
    ]
    if found:
        sentences.append(f"What stands out: {listed([finding.headline for finding in found[:3]])}.")
    else:
        sentences.append("Nothing in it is out of proportion.")
    topics = [topic for words, topic in NOTED if any(word in notes.lower() for word in words)]
    if topics:
        sentences.append(f"Your notes raise {topics[0]}.")
    return " ".join(sentences)


def _money(metrics: Metrics, amount: float) -> str:
    return money(amount, metrics["currency"])


def _cash(metrics: Metrics) -> str:
    """ "$1,000 (10%) is cash", or what is borrowed."""
    amount, part = _money(metrics, abs(metrics["cash"])), percent(metrics["cash_percentage"])
    return f"of which {amount} ({part}) is cash" if metrics["cash"] >= 0 else f"with {amount} borrowed"


def _limits(metrics: Metrics) -> list[str]:
    limits = metrics["limits"]
    said: list[str] = []
    if "without_value" in limits:
        said.append(f"The total lacks what has no value: {'; '.join(limits['without_value'])}.")
    said += [f"To be checked: {one}." for one in limits.get("contradictions", [])]
    if "number_stale" in limits:
        said.append(f"Some prices are old: the oldest is of {limits['oldest']}, for {listed(limits['stale'])}.")
    return said


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _composition(metrics: Metrics) -> str:
    parts: list[str] = []
    if metrics["top_holdings"]:
        rows = [
            f"| {plain(one['name'])} | {_money(metrics, one['value'])} | {percent(one['percentage'])} |"
            for one in metrics["top_holdings"]
        ]
        parts.append("\n".join(["| Holding | Value | Share |", "|---|---:|---:|", *rows]))
    else:
        parts.append("The portfolio is all cash: there are no holdings to list.")
    accounts = [f"{plain(account['name'])} with {_money(metrics, account['value'])}" for account in metrics["accounts"]]
    parts.append(f"By account: {listed(accounts)}. By asset class: {_shares(metrics['asset_classes'])}.")
    if metrics["cash"] >= 0:
        cash, part = _money(metrics, metrics["cash"]), percent(metrics["cash_percentage"])
        parts[-1] += f" Cash that is not invested amounts to {cash}, {part} of the whole."
    return "\n\n".join([*parts, *_quoted(metrics, "account", " holds "), *_limits(metrics)])


def _quoted(metrics: Metrics, *about: str) -> list[str]:
    """A paragraph of those of the tool's statements that have one of these words, as they are; none if it gave none."""
    found = [said for said in metrics.get("statements", []) if any(word in said for word in about)]
    return [" ".join(found[:MOST_QUOTED])] if found else []


def _shares(slices: list[Row], as_named: bool = False) -> str:
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
    paragraphs += _quoted(metrics, "largest region", "largest sector", "largest holdings", "Nothing is invested")
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
    income, capital, today, saved = (
        _money(metrics, readiness[field])
        for field in ("target_annual_income", "capital_for_target", "sustainable_income_today", "annual_contribution")
    )
    years = readiness["years_until_retirement"]
    return flow(f"""The goal is {income} a year in {years} years. With a first withdrawal of 4% that takes {capital};
        today's value is {percent(funded)} of it, and {verdict}. Retiring today, the same rule
        would support about {today} a year. Contributions of {saved} a year come on top until retirement. How likely the
        plan is to hold is the subject of the retirement projection, which looks at good and bad markets alike; it is
        not certain either way.""")


def _recommendations(metrics: Metrics, found: list[Finding]) -> str:
    steps = [finding.step for finding in found]
    readiness = metrics["readiness"]
    if readiness and readiness["funded_percentage"] < 100:
        gap = _money(metrics, readiness["capital_for_target"] - metrics["total_value"])
        saving = flow(f"""Close the gap of {gap} to the retirement goal with time and saving: raise the yearly
            contribution of {_money(metrics, readiness["annual_contribution"])} whenever income rises.""")
        steps.insert(1, saving)
    steps = [*steps, *HABITS][: max(3, min(MOST_STEPS, len(steps) + 1))]
    numbered = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
    return f"{numbered}\n\nThis analysis is information, not an offer. Markets can fall, and no return is certain."
