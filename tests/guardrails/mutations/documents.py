"""Changes to policy documents that let more principals do more."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from policies.iam.policy_locations import PolicyType
from tests.guardrails.mutations.mutation import Kind

STRANGER = "210987654321"
Change = tuple[str, Kind, str, str]
"""Path below the document, kind, description, and the new document."""


def changes(text: str, kind: PolicyType) -> Iterator[Change]:
    """Each weakens one statement. Conditions, principals and denials of a queue's policy, actions of a role's."""
    document = json.loads(text)
    for index, statement in enumerate(document["Statement"]):
        for part, how, description, value in _of_statement(statement, kind):
            mutated = copy.deepcopy(document)
            if part == "":
                del mutated["Statement"][index]
            elif value is None:
                del mutated["Statement"][index][part]
            else:
                mutated["Statement"][index][part] = value
            yield f"Statement[{index}].{part}".rstrip("."), how, description, json.dumps(mutated)


def _of_statement(statement: dict[str, Any], kind: PolicyType) -> Iterator[tuple[str, Kind, str, Any]]:
    if statement["Effect"] == "Deny":
        yield "", Kind.REMOVED, "the denial", None
        yield "Effect", Kind.OFF, "Allow", "Allow"
        return
    service = statement["Action"][0].partition(":")[0]
    if kind is PolicyType.IDENTITY:
        yield "Action", Kind.WIDENED, f"{service}:*", [f"{service}:*"]
        yield "Action", Kind.WIDENED, "*", ["*"]
        if statement["Resource"] != ["*"]:
            yield "Resource", Kind.WIDENED, "*", ["*"]
        return
    if statement["Principal"] != {"AWS": "*"}:  # conditions limit who calls; removing them is planted below
        yield "Principal", Kind.WIDENED, "*", "*"
        yield "Principal", Kind.ELSEWHERE, "another account", {"AWS": f"arn:aws:iam::{STRANGER}:root"}
    if "Condition" in statement:
        yield "Condition", Kind.REMOVED, "", None
