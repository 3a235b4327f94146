"""Rules of the planner: tag unclassified instruments, then run the specialists in parallel, then sum up."""

from __future__ import annotations

from typing import Any

from local.fake_model.conversation import Answer, Conversation, ToolCall
from local.fake_model.prose import listed, money

WORK = {"write_report": "the report", "make_charts": "the charts", "project_retirement": "the retirement projection"}


def answer(conversation: Conversation) -> Answer:
    job = conversation.data["job"]
    done = {result.call.name for result in conversation.results}
    missing: list[str] = job["unclassified"]
    if missing and "tag_instruments" not in done:
        reason = f"{listed(missing)} {'has' if len(missing) == 1 else 'have'} no classification yet."
        return Answer(
            f"The job lists {listed(missing)} as unclassified. Exposures would be wrong without them, so the "
            "InstrumentTagger comes first; the others wait for its result.",
            calls=(ToolCall("tag_instruments", {"symbols": missing, "reason": reason}),),
        )
    if "write_report" not in done:
        return _analyse(job)
    return _sum_up(conversation, job)


def _analyse(job: dict[str, Any]) -> Answer:
    total = money(job["total_value"])
    calls = [
        ToolCall("write_report", {"reason": f"A portfolio of {total} needs a written analysis."}),
        ToolCall("make_charts", {"reason": "Charts show the allocation at a glance."}),
    ]
    if job["has_goal"]:
        years = job["years_until_retirement"]
        calls.append(ToolCall("project_retirement", {"reason": f"A retirement goal in {years} years is set."}))
        decision = "There is a retirement goal, so all three specialists are needed."
    else:
        decision = "There is no retirement goal, so a projection would have nothing to project."
    thought = f"Everything is classified as far as it can be. {decision} They do not depend on each other: one turn."
    return Answer(thought, calls=tuple(calls))


def _sum_up(conversation: Conversation, job: dict[str, Any]) -> Answer:
    made, failed = list[str](), list[str]()
    for tool, product in WORK.items():
        for output in conversation.outputs(tool):
            (made if _worked(output) else failed).append(product)
    tagged = [output for output in conversation.outputs("tag_instruments") if _worked(output)]
    sentences = [f"The portfolio of {money(job['total_value'])} was analysed: {listed(made) or 'nothing'} came back."]
    if tagged:
        sentences.append(f"Before that, {listed(job['unclassified'])} had to be classified.")
    if failed:
        sentences.append(f"Missing because a specialist failed: {listed(failed)}.")
    elif not job["has_goal"]:
        sentences.append("No retirement goal is set, so nothing was projected.")
    return Answer("All specialists have answered. A summary of their work is left.", text=" ".join(sentences))


def _worked(output: Any) -> bool:
    return isinstance(output, dict) and output.get("ok") is True
