"""Misbehaviours in the form of what a model writes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from local.fake_model.behaviours.behaviour import Behaviour, Moment, Outcome
from local.fake_model.conversation import Answer, ToolCall

WRITERS = ("reporter", "retirement")
TALKERS = ("planner", *WRITERS)
CHINESE = "投资组合的总体风险较高，建议分散投资。"
QUOTED = '<data name="portfolio">\n{"accounts": [], "note": "as given"}\n</data>'


def rewritten(change: Callable[[str], str]) -> Callable[[Moment], Outcome]:
    """Acts on the final text, or on the prose in a structured answer."""

    def act(moment: Moment) -> Outcome:
        if not moment.is_final:
            return None
        submission = moment.submission
        if submission is None:
            text = change(moment.answer.text)
            return None if text == moment.answer.text else replace(moment.answer, text=text)
        return submitted(moment, _prose(submission, change))

    return act


def submitted(moment: Moment, value: dict[str, Any]) -> Answer:
    """The well-behaved turn with another structured answer."""
    return replace(moment.answer, calls=(ToolCall(moment.conversation.submit_tool, value),))


def _prose(value: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """Changes `rationale` and, in the first element of a list, `rationale` or `description`."""
    changed = value | {"rationale": change(value["rationale"])}
    for name, items in value.items():
        if isinstance(items, list) and items:
            first = items[0]
            field = "description" if "description" in first else "rationale"
            changed[name] = [first | {field: change(first[field])}, *items[1:]]
    return changed


def after_first_paragraph(sentence: str) -> Callable[[str], str]:
    """Adds a sentence to the first paragraph that is no heading."""

    def change(text: str) -> str:
        parts = text.split("\n\n")
        place = next((number for number, part in enumerate(parts) if not part.startswith("#")), 0)
        parts[place] += f" {sentence}"
        return "\n\n".join(parts)

    return change


def _one_bad_chart(moment: Moment) -> Outcome:
    """A copy of the first chart with its key and half of its data."""
    if moment.submission is None:
        return None
    charts = moment.submission["charts"]
    bad = charts[0] | {"title": "A bad one", "data": charts[0]["data"][:1]}
    return submitted(moment, moment.submission | {"charts": [*charts, bad]})


def _double_keys(moment: Moment) -> Outcome:
    """One good chart and five that share a key: seen with a model of 0.5 billion parameters."""
    if moment.submission is None:
        return None
    charts = moment.submission["charts"]
    return submitted(moment, moment.submission | {"charts": [*charts[:1], *[charts[-1]] * 5]})


def _said_instead(text: str) -> Callable[[Moment], Outcome]:
    return lambda moment: replace(moment.answer, text=text) if moment.is_final else None


def _nothing(moment: Moment) -> Outcome:
    return Answer("") if moment.is_final else None


def _fenced(text: str) -> str:
    return f"Here is the text you asked for:\n\n```markdown\n{text}\n```"


def _numbered(text: str) -> str:
    titles = iter(range(1, 100))
    return re.sub(r"^## ", lambda _: f"## {next(titles)}. ", text, flags=re.MULTILINE)


BEHAVIOURS: dict[str, Behaviour] = {
    "empty-closing-turn": Behaviour("ends with a turn without content", _nothing),
    "reasoning-only": Behaviour("reasons and says nothing", lambda _: Answer("Let me think about this portfolio.")),
    "blank": Behaviour("answers with a blank text", lambda _: Answer("", text=" \n ")),
    "chinese-sentence": Behaviour("writes a Chinese sentence", rewritten(after_first_paragraph(CHINESE))),
    "data-block-quoted": Behaviour("quotes a data block", rewritten(lambda text: f"{QUOTED}\n\n{text}")),
    "one-bad-chart": Behaviour("adds a bad chart to good ones", _one_bad_chart, ("charter",)),
    "double-keys": Behaviour("submits one good chart and five with the same key", _double_keys, ("charter",)),
    "fenced-markdown": Behaviour("puts its text into a Markdown fence", rewritten(_fenced), WRITERS),
    "deep-headings": Behaviour(
        "uses headings one level too deep", rewritten(lambda text: re.sub(r"^#", "##", text, flags=re.M)), WRITERS
    ),
    "numbered-headings": Behaviour("numbers its headings", rewritten(_numbered), ("reporter",)),
    "raw-json-summary": Behaviour(
        "sums up in JSON", _said_instead('{"status": "done", "report": true, "charts": 4}'), ("planner",)
    ),
    "question-summary": Behaviour("asks the user something", _said_instead("What's your next question?"), ("planner",)),
}
