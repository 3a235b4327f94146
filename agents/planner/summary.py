"""The summary of a job, built from its results: a model's words about its own work are often wrong."""

from __future__ import annotations

from typing import Any

from agent_runtime.contracts import DELIVERABLES, AgentError, ErrorKind
from planner.needs import PRODUCTS, listed

#: Characters of one error in the summary.
MOST_OF_AN_ERROR = 120

_AGAIN_SOON = "Start the analysis again in a few minutes."
_ADVICE = {
    ErrorKind.MODEL_THROTTLED: _AGAIN_SOON,
    ErrorKind.TIMEOUT: _AGAIN_SOON,
    ErrorKind.UNREACHABLE: _AGAIN_SOON,
    ErrorKind.MODEL_OUTPUT: "Start the analysis again; if it fails again, use another model.",
    ErrorKind.MODEL_REFUSED: "The log and the trace name the reason, which has to be removed first.",
    ErrorKind.GUARDRAIL: "Remove what reads like an instruction from the portfolio, then start the analysis again.",
    ErrorKind.BAD_REQUEST: "Change the portfolio, then start the analysis again.",
    ErrorKind.INTERNAL: "Start the analysis again; if it fails again, the log has the details.",
}


def summary(results: dict[str, dict[str, Any]], errors: dict[str, AgentError], unfinished: list[str]) -> str:
    """What was made, what is missing and why, in a few sentences; after a failure, what to do.

    Args:
        results: output by agent, of their kinds.
        errors: by agent that failed, the planner included.
        unfinished: needed specialists with neither.
    """
    made = [_made(name, results[name]) for name in DELIVERABLES if name in results]
    sentences = [f"Delivered: {listed(made)}." if made else "Nothing could be delivered."]
    if "tagger" in results:
        sentences.append(_classified(results["tagger"]))
    failed = [name for name in [*PRODUCTS, *sorted(errors)] if name in errors and name != "planner"]
    missing = [f"{_product(name)} ({_brief(errors[name])})" for name in dict.fromkeys(failed)]
    missing += [_product(name) for name in unfinished if name not in errors]
    if missing:
        sentences.append(f"Missing: {listed(missing)}.")
    if "planner" in errors:
        sentences.append(errors["planner"].message)
    if errors and not made:
        sentences.append(_ADVICE[_main_kind(errors)])
    return " ".join(sentences)


def _made(name: str, output: dict[str, Any]) -> str:
    match name:
        case "reporter":
            return f"a report of {_count(output['words'], 'word')}"
        case "charter":
            return _count(len(output["charts"]), "chart")
        case "retirement":
            return f"a retirement projection with a success rate of {_rate(output)}"
        case _:
            return _product(name)


def _rate(projection: dict[str, Any]) -> str:
    """`84.6 % (± 0.2 points)`."""
    margin = projection.get("margin_of_error")
    rate = projection["success_rate"]
    return f"{rate:.0f} %" if margin is None else f"{rate:g} % (± {margin:g} points)"


def _product(name: str) -> str:
    return PRODUCTS.get(name, f"the result of the {name}")


def _classified(output: dict[str, Any]) -> str:
    symbols = sorted(output["classifications"])
    few = listed(symbols) if len(symbols) <= 5 else _count(len(symbols), "instrument")
    return f"Classified before: {few}."


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _brief(error: AgentError) -> str:
    text = error.message.rstrip(".")
    return text if len(text) <= MOST_OF_AN_ERROR else f"{text[: MOST_OF_AN_ERROR - 1]}…"


def _main_kind(errors: dict[str, AgentError]) -> ErrorKind:
    """The kind of most errors; the first of equals."""
    kinds = [error.kind for error in errors.values()]
    return max(kinds, key=kinds.count)
