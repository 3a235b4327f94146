"""Rules of the retirement specialist: run the projection, then explain its figures."""

from __future__ import annotations

from typing import Any

from local.fake_model.conversation import NO_FIGURES, Answer, Conversation, ToolCall
from local.fake_model.prose import SIGNATURE, flow, listed, money, percent

COMFORTABLE = 85
REASONABLE = 70


def answer(conversation: Conversation) -> Answer:
    outputs = conversation.figures("run_projection")
    if conversation.is_hopeless("run_projection"):
        return NO_FIGURES
    if not outputs:
        return Answer(
            "Whether the money lasts depends on the order of good and bad years, so it has to be simulated.",
            calls=(ToolCall("run_projection", {}),),
        )
    projection = _read(outputs[-1])
    return Answer(
        f"The simulation gives {projection['success_rate']:g} %. The client needs the meaning of that, the range of "
        "outcomes and the levers.",
        text="\n\n".join(
            [_result(projection), _way_there(projection), _levers(projection), _assumptions(projection), SIGNATURE]
        ),
    )


def _read(output: dict[str, Any]) -> dict[str, Any]:
    """Rows as objects."""
    return output | {"yearly": [dict(zip(("year", "p10", "p50", "p90"), row, strict=True)) for row in output["yearly"]]}


def _result(projection: dict[str, Any]) -> str:
    rate = projection["success_rate"]
    plan = projection["assumptions"]
    if rate >= COMFORTABLE:
        verdict = "That is a comfortable result, though no outcome is certain."
    elif rate >= REASONABLE:
        verdict = "That is a reasonable result with room for improvement."
    else:
        verdict = "That is too low to rely on; the plan needs action."
    margin = f"(± {projection['margin_of_error']:g} points)"
    return flow(f"""This plan has a **success rate of {rate:g} %** {margin}: in that share of {plan["paths"]:,}
        simulated futures the money pays {money(plan["annual_income"])} a year for all {plan["years_in_retirement"]}
        years of retirement. {verdict} All amounts are in today's dollars.""")


def _way_there(projection: dict[str, Any]) -> str:
    plan, end = projection["assumptions"], projection["percentiles"]
    years = plan["years_until_retirement"]
    at_retirement = next((row for row in projection["yearly"] if row["year"] == years), None)
    dry = next((row["year"] for row in projection["yearly"] if row["p10"] <= 0 and row["year"] > years), None)
    start = f"Starting from {money(plan['starting_value'])}"
    sentences = [f"{start}, withdrawals begin at once."]
    if at_retirement:
        sentences = [
            flow(f"""{start} and saving {money(plan["annual_contribution"])} a year, the median balance at retirement is
                {money(at_retirement["p50"])}. In a poor future (one in ten) it is {money(at_retirement["p10"])} or
                less, in a good one {money(at_retirement["p90"])} or more.""")
        ]
    if end["p50"] > 0:
        sentences.append(
            flow(f"""At the end of the plan {money(end["p50"])} is left in the median, and {money(end["p75"])} or more
                in a quarter of all futures.""")
        )
    else:
        sentences.append(
            f"In half of all futures nothing is left at the end, in a good one {money(end['p90'])} or more."
        )
    if dry is not None:
        sentences.append(f"In the poorest tenth the money lasts {dry - years} years of retirement or less.")
    sentences += [said for said in projection.get("statements", []) if "median balance" in said or "future" in said]
    return f"### The way there\n\n{' '.join(sentences)}"


def _levers(projection: dict[str, Any]) -> str:
    plan = projection["assumptions"]
    levers = ["spending less than planned in the first years of retirement"]
    if plan["years_until_retirement"] > 0:
        levers = ["saving more each year", "retiring later", *levers]
    effect = flow(f"""The rate rises with {listed(levers)}. A mix with less risk narrows the range between poor and good
        futures, and lowers the median with it; after a fall in the markets, flexible withdrawals help most.""")
    return f"### What would change the result\n\n{effect}"


def _assumptions(projection: dict[str, Any]) -> str:
    plan = projection["assumptions"]
    mix = listed([f"{percent(share)} {name.replace('_', ' ')}" for name, share in plan["mix"].items()])
    text = flow(f"""The mix stays at {mix}, with a mean return of {plan["mean_real_return"]:g} % a year after
        {plan["inflation"]:g} % inflation and a volatility of {plan["volatility"]:g} %. {plan["note"]}""")
    return f"### Assumptions\n\n{text}"
