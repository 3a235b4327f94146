"""Input guardrail against instructions in user-provided text (prompt injection).

Data blocks are data: text that a user typed into an account's name or the notes must not direct an agent. The check is
a list of patterns, not a model: it costs nothing and always decides the same. It complements the delimiters and the
instructions; it does not replace them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from agents import (
    Agent,
    GuardrailFunctionOutput,
    InputGuardrail,
    RunContextWrapper,
    TResponseInputItem,
    input_guardrail,
)

_DATA = re.compile(r'<data name="(?P<name>[a-z_]+)">\n(?P<json>.*?)\n</data>', re.DOTALL)

#: Blocks that our own code wrote: a correction quotes the model, and would be taken for an injection.
OWN_BLOCKS = frozenset({"mistakes"})

_WHOSE = r"(?:(?:all|any|the|your|my|these|those|previous|prior|above|earlier|system|other) )*"
_RULES = r"(?:instructions?|rules?|prompts?|guardrails?|guidelines?|directives?)"
_SECRETS = r"(?:system prompt|your (?:instructions|prompt)|secrets?|api keys?|credentials)"

#: What people quote from letters to them: "you are now fully vested".
_ENTITLED = r"(?:fully |also )?(?:eligible|entitled|vested|retired|enrolled|covered|invested)\b"
#: What people, and holdings, are for others.
_ROLES = (
    r"(?:investor|beneficiary|owner|trustee|guardian|executor|custodian|guarantor|carer|caregiver|landlord|proxy"
    r"|buffer|hedge|cushion|bridge|reserve|backup|safety|anchor|ballast|emergency|sole|joint|co-?)"
)
#: A person who says "I cannot say exactly when" gives no order.
_BIDDEN = (
    r"(?<!\bI )(?<!\bnot )(?<!n't )(?<!want to )(?<!able to )(?<!have to )"
    r"(?<!\bthey )(?<!\bwe )(?<!\bhe )(?<!\bshe )(?<!statements )"
)

# Texts, not compiled: an agent without free text, e.g. the planner, should not pay for them at its start.
#: Instructions to a model in any text, an agent's own among them.
UNMISTAKABLE: tuple[str, ...] = (
    rf"\b(?:ignore|disregard|forget|override|bypass)\s+{_WHOSE}{_RULES}\b",
    rf"\b(?:reveal|print|show|repeat|output|leak)\b.{{0,40}}\b{_SECRETS}\b",
    r"(?:^|\n)\s*(?:system|assistant|developer)\s*:",
    r"<\s*/?\s*(?:system|assistant|data|instructions?)\b|\[/?INST\]|<\|[a-z_]+\|>",
    r"\bnew (?:system )?instructions?\s*:",
)
#: The others are no instructions in a report: "you are now invested", "bonds act as a cushion".
INSTRUCTION_PATTERNS: tuple[str, ...] = (
    *UNMISTAKABLE,
    rf"\byou (?:are|must) now\b(?! {_ENTITLED})|\bfrom now on,? you\b",
    rf"\bact as (?:an?|the|my|our) (?!{_ROLES})\w+",
    r"\b(?:call|invoke|execute|use) (?:the )?(?:tool|function)\b",
    rf"{_BIDDEN}\b(?:respond|reply|answer|say|write) (?:only|exactly|nothing but) (?!by |via |if |when |after |once )",
)


def instruction_in(text: str, patterns: tuple[str, ...] = INSTRUCTION_PATTERNS) -> str | None:
    """The first passage in `text` that tries to instruct the model, or None."""
    if not _any_of(patterns).search(text):
        return None
    for pattern in patterns:
        match = re.search(pattern, text, re.IGNORECASE)
        if match:
            return match.group(0).strip()
    return None


@lru_cache
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for part in value.values() for text in _strings(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in _strings(part)]
    return []


def user_text(message: str | list[TResponseInputItem]) -> list[tuple[str, str]]:
    """(block name, text) of every string inside the message's data blocks, without our own corrections."""
    # Of a conversation only the user's side: an agent's own report may contain text that sounds like an instruction.
    parts = [message] if isinstance(message, str) else [_user_content(item) for item in message]
    found: list[tuple[str, str]] = []
    for block in _DATA.finditer("\n".join(parts)):
        if block["name"] in OWN_BLOCKS:
            continue
        found += [(block["name"], text) for text in _strings(json.loads(block["json"]))]
    return found


def _user_content(item: TResponseInputItem) -> str:
    fields: dict[str, Any] = dict(item)
    return "\n".join(_strings(fields.get("content"))) if fields.get("role") == "user" else ""


@input_guardrail(name="no instructions in data", run_in_parallel=False)
async def refuse_instructions(
    _context: RunContextWrapper[Any], _agent: Agent[Any], message: str | list[TResponseInputItem]
) -> GuardrailFunctionOutput:
    """Stops the run before the model sees the text."""
    return _judged(user_text(message))


def refuse_instructions_in(name: str, given: Any) -> InputGuardrail[Any]:
    """The same for the message and for what a tool will give: it holds names that a user typed.

    Args:
        name: of what the tool gives, for the reason.
        given: JSON.
    """

    async def refuse(
        _context: RunContextWrapper[Any], _agent: Agent[Any], message: str | list[TResponseInputItem]
    ) -> GuardrailFunctionOutput:
        return _judged([*user_text(message), *((name, text) for text in _strings(given))])

    return InputGuardrail(guardrail_function=refuse, name="no instructions in data", run_in_parallel=False)


def _judged(texts: Iterable[tuple[str, str]]) -> GuardrailFunctionOutput:
    for block, text in texts:
        passage = instruction_in(text)
        if passage:
            reason = f"The text in {block} tries to instruct the model ({passage[:80]!r}) and was refused."
            return GuardrailFunctionOutput(output_info=reason, tripwire_triggered=True)
    return GuardrailFunctionOutput(output_info="no instructions found", tripwire_triggered=False)
