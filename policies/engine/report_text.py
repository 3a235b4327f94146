"""Text of outcomes in Pulumi's output, and the parser that the gate reads them with."""

from __future__ import annotations

import re
from typing import NamedTuple

from policies.engine.outcome import Kind, Outcome

_HEAD = re.compile(r"(?:\[(?P<rule>[a-z0-9-]+)\] )?(?P<message>.*?)(?: \(at (?P<path>\S+)\))?$")


class Head(NamedTuple):
    """First line of a reported outcome."""

    rule: str
    """Empty if the reporting policy is the rule itself."""
    message: str
    path: str


def violation_text(outcome: Outcome) -> str:
    """Violation, property, reason, fix and controls."""
    rule = outcome.rule
    lines = [_head(outcome)]
    if outcome.waiver:
        lines.append(f"Its waiver expired on {outcome.waiver.expires}.")
    lines += [f"Why: {rule.why}", f"Fix: {rule.fix}"]
    if rule.controls:
        lines.append(f"Controls: {', '.join(rule.controls)}")
    return "\n".join(lines)


def outcome_text(outcome: Outcome) -> str:
    """Text for outcomes that an outcome policy reports on behalf of a rule."""
    head = f"[{outcome.rule.name}] {_head(outcome)}"
    match outcome.kind:
        case Kind.UNDECIDED:
            return f"{head}\nDecided during the deployment, when the value is known."
        case Kind.WAIVED if outcome.waiver:
            return f"{head}\nWaived until {outcome.waiver.expires}: {outcome.waiver.reason}"
        case _:
            return head


def read_head(text: str) -> Head:
    """Parse the first line written by `violation_text` or `outcome_text`."""
    match = _HEAD.match(text.partition("\n")[0])
    assert match, "the expression matches any line"
    return Head(match["rule"] or "", match["message"], match["path"] or "")


def _head(outcome: Outcome) -> str:
    message = " ".join(outcome.finding.message.split())
    path = "".join(outcome.finding.path.split())
    return f"{message} (at {path})" if path else message
