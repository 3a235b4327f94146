"""How outcomes read in Pulumi's output, and how the gate reads them back."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policies.engine.outcome import Kind, Outcome

_HEAD = re.compile(r"(?:\[(?P<rule>[a-z0-9-]+)\] )?(?P<message>.*?)(?: \(at (?P<path>\S+)\))?$")


@dataclass(frozen=True)
class Head:
    """The first line of a report."""

    rule: str
    """Empty when the policy that reports it is the rule."""
    message: str
    path: str


def violation_text(outcome: Outcome) -> str:
    """What is wrong, where, why it matters, how to fix it, and which controls say so."""
    rule = outcome.rule
    lines = [_head(outcome)]
    if outcome.waiver:
        lines.append(f"Its waiver expired on {outcome.waiver.expires}.")
    lines += [f"Why: {rule.why}", f"Fix: {rule.fix}"]
    if rule.controls:
        lines.append(f"Controls: {', '.join(rule.controls)}")
    return "\n".join(lines)


def side_text(outcome: Outcome) -> str:
    """For outcomes that a policy of the pack reports in the name of a rule."""
    head = f"[{outcome.rule.name}] {_head(outcome)}"
    match outcome.kind:
        case Kind.UNDECIDED:
            return f"{head}\nDecided only when the value is known, during the deployment."
        case Kind.WAIVED if outcome.waiver:
            return f"{head}\nWaived until {outcome.waiver.expires}: {outcome.waiver.reason}"
        case _:
            return head


def read_head(text: str) -> Head:
    """What `violation_text` and `side_text` wrote on their first line."""
    match = _HEAD.match(text.partition("\n")[0])
    assert match, "the expression matches any line"
    return Head(match["rule"] or "", match["message"], match["path"] or "")


def _head(outcome: Outcome) -> str:
    message = " ".join(outcome.finding.message.split())
    path = "".join(outcome.finding.path.split())
    return f"{message} (at {path})" if path else message
