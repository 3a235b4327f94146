"""Rules of the planner: tag unclassified instruments, then run the specialists in parallel, then sum up."""

from __future__ import annotations

from typing import Any

from local.fake_model.conversation import Answer, Conversation, ToolCall
from local.fake_model.prose import listed, money

WORK = {"write_report": "the report", "make_charts": "the charts", "project_retirement": "the retirement projection"}


def answer(conversation: Conversation) -> Answer:
    job = conversation.data["job"]
    # A specialist that failed has answered; a call that was refused has not.
    done = {tool for tool in ("tag_instruments", *WORK) if conversation.outputs(tool) or conversation.is_hopeless(tool)}
    missing: list[str] = job["unclassified"]
    names = _unclassified(job)
    if missing and "tag_instruments" not in done:
        reason = f"{listed(names)} {'has' if len(missing) == 1 else 'have'} no classification yet."
        return Answer(
            f"The job lists {listed(names)} as unclassified. Exposures would be wrong without them, so the "
            "InstrumentTagger comes first; the others wait for its result.",
            calls=(ToolCall("tag_instruments", {"symbols": missing, "reason": reason}),),
        )
    wanted = [tool for tool in WORK if tool not in done and (job["has_goal"] or tool != "project_retirement")]
    if wanted:
        return _analyse(job, wanted)
    return _sum_up(conversation, job)


def _unclassified(job: dict[str, Any]) -> list[str]:
    """The symbols that are named, and how many more there are."""
    more = job.get("number_unclassified", 0) - len(job["unclassified"])
    return [*job["unclassified"], *([f"{more} more"] if more > 0 else [])]


def _analyse(job: dict[str, Any], wanted: list[str]) -> Answer:
    reasons = {
        "write_report": f"A portfolio of {money(job['total_value'])} needs a written analysis.",
        "make_charts": "Charts show the allocation at a glance.",
        "project_retirement": f"A retirement goal in {job['years_until_retirement']} years is set.",
    }
    if job["has_goal"]:
        decision = "There is a retirement goal, so all three specialists are needed."
    else:
        decision = "There is no retirement goal, so a projection would have nothing to project."
    thought = f"Everything is classified as far as it can be. {decision} They do not depend on each other: one turn."
    return Answer(thought, calls=tuple(ToolCall(tool, {"reason": reasons[tool]}) for tool in wanted))


def _sum_up(conversation: Conversation, job: dict[str, Any]) -> Answer:
    made, failed = list[str](), list[str]()
    for tool, product in WORK.items():
        outputs = conversation.outputs(tool)
        if outputs or conversation.is_hopeless(tool):
            (made if any(map(_worked, outputs)) else failed).append(product)
    tagged = [output for output in conversation.outputs("tag_instruments") if _worked(output)]
    sentences = [f"The portfolio of {money(job['total_value'])} was analysed: {listed(made) or 'nothing'} came back."]
    if tagged:
        sentences.append(f"Before that, {listed(_unclassified(job))} had to be classified.")
    if failed:
        sentences.append(f"Missing because a specialist failed: {listed(failed)}.")
    elif not job["has_goal"]:
        sentences.append("No retirement goal is set, so nothing was projected.")
    return Answer("All specialists have answered. A summary of their work is left.", text=" ".join(sentences))


def _worked(output: dict[str, Any]) -> bool:
    return output.get("ok") is True
