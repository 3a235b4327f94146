"""Building blocks of rules. See docs/how-to-add-a-rule.md."""

from __future__ import annotations

from policies.engine.finding import Finding, unless
from policies.engine.node import UNKNOWN, Node
from policies.engine.resource import Resource, Stack
from policies.engine.rule import (
    EVERY_AWS_TYPE,
    Config,
    Findings,
    Level,
    Option,
    ResourceRule,
    Rule,
    Severity,
    StackRule,
)
from policies.engine.verdict import Verdict, all_of, any_of, decided

__all__ = [
    "EVERY_AWS_TYPE",
    "UNKNOWN",
    "Config",
    "Finding",
    "Findings",
    "Level",
    "Node",
    "Option",
    "Resource",
    "ResourceRule",
    "Rule",
    "Severity",
    "Stack",
    "StackRule",
    "Verdict",
    "all_of",
    "any_of",
    "decided",
    "unless",
]
