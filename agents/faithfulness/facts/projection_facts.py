"""Facts of a retirement projection and of a planner's job."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from faithfulness.facts.facts import Facts
from faithfulness.facts.portfolio_facts import add_goal
from faithfulness.model import Kind
from faithfulness.reading.words import ASSET_CLASSES

_PERCENTILES = {"p10": 10, "p25": 25, "p50": 50, "p75": 75, "p90": 90}


def facts_of_projection(
    projection: Mapping[str, Any], *, today: date | None = None, into: Facts | None = None
) -> Facts:
    """The facts of an explanation.

    Args:
        projection: what `run_projection` returned: `{success_rate, percentiles, yearly, assumptions}`.
        today: lets the text name calendar years.
        into: facts to add to, e.g. those of the portfolio.
    """
    facts = into or Facts()
    plan = projection["assumptions"]
    until, retired = plan["years_until_retirement"], plan["years_in_retirement"]
    goal = {
        "years_until_retirement": until,
        "target_annual_income": plan["annual_income"],
        "annual_contribution": plan["annual_contribution"],
    }
    facts.add(Kind.MONEY, plan["starting_value"], "starting value", "total", open=True)
    if not into:
        facts.truths.has_goal = True
        add_goal(facts, goal, plan["starting_value"], None, today)
    facts.name_times(until, until + retired)
    _rates(facts, projection)
    _mix(facts, plan["mix"], known=bool(into and "asset_class" in into.ranks))
    facts.add(Kind.YEARS, retired, "years in retirement", "in_retirement", open=True)
    facts.add(Kind.YEARS, until + retired, "years of the whole plan", "plan", open=True)
    facts.add(Kind.COUNT, plan["paths"], "simulated futures", open=True, nouns=frozenset({"futures"}))
    facts.add(Kind.MONEY, plan["annual_income"] * retired, "all income in retirement", "income", "in_retirement")
    if today:
        facts.add(Kind.YEAR, today.year + until + retired, "year in which the plan ends", "plan", open=True)
    _balances(facts, projection, until, until + retired)
    return facts


def _rates(facts: Facts, projection: Mapping[str, Any]) -> None:
    rate, plan = projection["success_rate"], projection["assumptions"]
    facts.truths.success = rate
    facts.add(Kind.PERCENT, rate, "success rate", "success", open=True)
    facts.add(Kind.PERCENT, 100 - rate, "share of futures in which the money runs out", "failure")
    _margin(facts, projection.get("margin_of_error"))
    facts.add(Kind.COUNT, 3, "paths that are shown", open=True, nouns=frozenset({"futures"}))
    paths = plan["paths"]
    for topic, share in (("success", rate), ("failure", 100 - rate)):
        facts.add(Kind.COUNT, round(paths * share / 100), f"futures of {topic}", topic, nouns=frozenset({"futures"}))
        facts.add(Kind.NUMBER, round(paths * share / 100), f"futures of {topic}", topic)
    for topic, field in (("return", "mean_real_return"), ("volatility", "volatility"), ("inflation", "inflation")):
        facts.add(Kind.PERCENT, plan[field], field.replace("_", " "), topic, open=True)
    for topic, percent in _PERCENTILES.items():
        for share in (percent, 100 - percent):
            facts.add(Kind.PERCENT, share, f"definition of {topic}", topic)


def _margin(facts: Facts, margin: float | None) -> None:
    """ "± 0.2 points", "± 0.2 %". Stored projections may be older than the margin of error."""
    if margin is None:
        return
    for kind in (Kind.POINTS, Kind.PERCENT, Kind.NUMBER):
        facts.add(kind, margin, "margin of error of the success rate", "margin", open=True)


def _mix(facts: Facts, mix: Mapping[str, float], *, known: bool) -> None:
    """The simulated mix. Unclassified holdings count as equity there, so it may differ from the report's."""
    shares = {key.replace("_", " ").title(): percent for key, percent in mix.items()}
    for name, percent in shares.items():
        facts.add(Kind.PERCENT, percent, f"{name} in the simulated mix", f"asset_class:{name}")
    if not known:
        facts.name_slices("asset_class", shares.items())
        for name in ASSET_CLASSES.keys() - shares.keys() - {"Unclassified"}:
            facts.add(Kind.PERCENT, 0.0, f"{name} in the simulated mix", f"asset_class:{name}")


def _balances(facts: Facts, projection: Mapping[str, Any], until: int, end: int) -> None:
    for row in projection["yearly"]:
        when = f"at:{row['year']}"
        facts.add(Kind.YEARS, row["year"], f"a row of the projection, year {row['year']}", "plan", "row")
        for topic in ("p10", "p50", "p90"):
            facts.add(Kind.MONEY, row[topic], f"{topic} after {row['year']} years", topic, when=when)
            facts.add(Kind.YEARS, row["year"], "a year of the projection", topic, "row")
            if row["year"] > until:
                facts.add(Kind.YEARS, row["year"] - until, "years into retirement", topic, "into")
    for topic, value in projection["percentiles"].items():
        facts.add(Kind.MONEY, value, f"{topic} at the end", topic, when=f"at:{end}")
    for topic in ("p10", "p50", "p90"):
        dry = next((row["year"] for row in projection["yearly"] if row[topic] <= 0 and row["year"] > until), None)
        if dry is not None:
            facts.add(Kind.YEARS, dry - until, f"years in retirement until {topic} is empty", topic)


def facts_of_job(
    job: Mapping[str, Any], results: Mapping[str, Mapping[str, Any]], *, into: Facts | None = None
) -> Facts:
    """The facts of a planner's summary.

    Args:
        job: the planner's data block: accounts, positions, total_value, cash, unclassified, has_goal,
            years_until_retirement.
        results: output of each specialist that delivered, by name.
        into: facts to add to, e.g. those of the portfolio.
    """
    facts = into or Facts()
    facts.truths.has_goal = bool(job["has_goal"])
    facts.add(Kind.MONEY, job["total_value"], "total value", "total", open=True)
    facts.add(Kind.MONEY, job["cash"], "cash", "asset_class:Cash", open=True)
    facts.phrases.add_all("cash", "asset_class:Cash", named=True)
    if job["total_value"]:
        share = 100 * job["cash"] / job["total_value"]
        facts.truths.cash_share = share
        facts.add(Kind.PERCENT, share, "share of cash", "asset_class:Cash", open=True)
    facts.add(Kind.COUNT, job["accounts"], "number of accounts", open=True, nouns=frozenset({"accounts"}))
    facts.add(Kind.COUNT, job["positions"], "number of positions", open=True, nouns=frozenset({"holdings"}))
    symbols = job["unclassified"]
    number, nouns = job.get("number_unclassified", len(symbols)), frozenset({"holdings", "funds", "stocks"})
    label = "instruments that were classified"
    facts.add(Kind.COUNT, number, label, "asset_class:Unclassified", open=True, nouns=nouns)
    for symbol in symbols:
        facts.tickers.add(symbol)
        facts.phrases.add(symbol, f"position:{symbol}", named=True, exact=True)
    if job.get("years_until_retirement") is not None:
        facts.add(Kind.YEARS, job["years_until_retirement"], "years until retirement", "until", open=True)
    _deliverables(facts, results)
    return facts


def _deliverables(facts: Facts, results: Mapping[str, Mapping[str, Any]]) -> None:
    facts.truths.done = {
        "report": "reporter" in results,
        "charts": "charter" in results,
        "projection": "retirement" in results,
    }
    if "reporter" in results:
        facts.add(
            Kind.COUNT, results["reporter"]["words"], "words of the report", open=True, nouns=frozenset({"words"})
        )
        sections = len(results["reporter"].get("sections") or ())
        facts.add(Kind.COUNT, sections, "sections of the report", open=True, nouns=frozenset({"sections"}))
    if "charter" in results:
        charts = results["charter"]["charts"]
        facts.add(Kind.COUNT, len(charts), "number of charts", open=True, nouns=frozenset({"charts"}))
    if "retirement" in results:
        _projection_in_summary(facts, results["retirement"])


def _projection_in_summary(facts: Facts, projection: Mapping[str, Any]) -> None:
    if "assumptions" in projection and "percentiles" in projection and "yearly" in projection:
        facts_of_projection(projection, into=facts)
        return
    facts.truths.success = projection["success_rate"]
    facts.add(Kind.PERCENT, projection["success_rate"], "success rate", "success", open=True)
