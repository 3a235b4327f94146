"""An explanation written by code from the projection, for when the model's text does not hold."""

from __future__ import annotations

from agent_runtime.agent.wording import counted, flow, listed, money, percent
from retirement.models import Projection, YearlyBalance

SIGNATURE = (
    "*This explanation was written by code from the computed figures, because the text of the model did not hold.*"
)
#: From these success rates on a plan is comfortable, or reasonable; percent.
COMFORTABLE = 85
REASONABLE = 70


def plain_explanation(projection: Projection) -> str:
    """The Markdown, every figure as `run_projection` gives it, and how it came about."""
    parts = [_result(projection), _way_there(projection), _levers(projection), _assumptions(projection), SIGNATURE]
    return "\n\n".join(parts)


def _result(projection: Projection) -> str:
    rate, plan = projection.success_rate, projection.assumptions
    if rate >= COMFORTABLE:
        verdict = "That is a comfortable rate, but no outcome is certain."
    elif rate >= REASONABLE:
        verdict = "That is a reasonable rate, with room for improvement."
    else:
        verdict = "That is a rate in need of action."
    margin = f"(± {projection.margin_of_error:g} points)"
    return flow(f"""The plan has a success rate of {rate:g} % {margin}: in that share of {plan.paths:,} simulated
        futures the money pays {money(plan.annual_income)} a year through all {plan.years_in_retirement} years of
        retirement.
        {verdict} All amounts are in today's dollars.""")


def _way_there(projection: Projection) -> str:
    plan, end = projection.assumptions, projection.percentiles
    at_retirement = _at(projection, plan.years_until_retirement)
    sentences = [f"The starting value is {money(plan.starting_value)}."]
    if at_retirement:
        sentences += [
            flow(f"""Until retirement {money(plan.annual_contribution)} a year is saved, for
                {counted(plan.years_until_retirement, "year")}."""),
            flow(f"""The median balance at retirement is {money(at_retirement.p50)}; in a poor future it is
                {money(at_retirement.p10)} or less, in a good one {money(at_retirement.p90)} or more."""),
        ]
    else:
        sentences.append("Withdrawals begin at once.")
    sentences.append(
        flow(f"""At the end of the plan the median balance is {money(end.p50)}, and in a good future
            {money(end.p90)} or more.""")
    )
    return f"### The way there\n\n{' '.join(sentences)}"


def _at(projection: Projection, year: int) -> YearlyBalance | None:
    return next((row for row in projection.yearly if row.year == year), None)


def _levers(projection: Projection) -> str:
    levers = ["spending less in the first years of retirement"]
    if projection.assumptions.years_until_retirement > 0:
        levers = ["saving more each year", "retiring later", *levers]
    effect = flow(f"""The rate rises with {listed(levers)}. A mix with less risk narrows the range between poor and good
        futures, and lowers the median with it. After a fall in the markets, flexible withdrawals help most.""")
    return f"### What would change the result\n\n{effect}"


def _assumptions(projection: Projection) -> str:
    plan = projection.assumptions
    mix = listed([f"{percent(share)} {name.replace('_', ' ')}" for name, share in plan.mix.items()])
    text = flow(f"""The mix stays at {mix}, with a mean real return of {plan.mean_real_return:g} % a year and a
        volatility of {plan.volatility:g} %. Inflation of {plan.inflation:g} % is taken out of all figures.
        {plan.note} The margin of error of {projection.margin_of_error:g} points is that of the simulation: other
        assumptions move the rate further.""")
    return f"### Assumptions\n\n{text}"
