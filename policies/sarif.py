"""A report in SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from policies.engine import Level, Rule, Severity
from policies.engine.outcome import Kind
from policies.examples import examples
from policies.pack import DESCRIPTION, NAME, RULES
from policies.report import Report, Violation

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_SCORES = {Severity.LOW: "3.0", Severity.MEDIUM: "5.5", Severity.HIGH: "8.0", Severity.CRITICAL: "9.5"}
"""On the scale of CVSS, which code scanning sorts by."""


def sarif(report: Report, *, program: str = "Pulumi.yaml") -> dict[str, Any]:
    """Violations and errors as results; what is waived is suppressed, with its reason; what is undecided, a note.

    `program` is the file that results point at: Pulumi does not tell the line that registers a resource.
    """
    used = {violation.rule for violation in report.violations}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": f"{NAME} policy pack",
                        "fullDescription": {"text": DESCRIPTION},
                        "rules": [_rule(rule) for rule in RULES if rule.name in used],
                    }
                },
                "results": list(_results(report.violations, program)),
            }
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": rule.name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.fix, "markdown": _help(rule)},
        "properties": {"security-severity": _SCORES[rule.severity], "tags": ["security", *rule.controls]},
    }
    return described | ({"helpUri": rule.documentation} if rule.documentation else {})


def _help(rule: Rule) -> str:
    return f"{rule.fix}\n\n```python\n{examples()[rule.name].code}```\n"


def _results(violations: Iterable[Violation], program: str) -> Iterable[dict[str, Any]]:
    for violation in violations:
        place = f" (at {violation.path})" if violation.path else ""
        identity = f"{violation.rule} {violation.resource} {violation.path} {violation.message}"
        result: dict[str, Any] = {
            "ruleId": violation.rule,
            "level": _level(violation),
            "message": {"text": f"{violation.resource}: {violation.message}{place}"},
            "locations": [
                {
                    "physicalLocation": {"artifactLocation": {"uri": program}, "region": {"startLine": 1}},
                    "logicalLocations": [{"fullyQualifiedName": violation.urn or violation.resource}],
                }
            ],
            "partialFingerprints": {"violation/v1": hashlib.sha256(identity.encode()).hexdigest()},
        }
        if violation.kind is Kind.WAIVED:
            reason = violation.text.partition("\n")[2]
            result["suppressions"] = [{"kind": "external", "justification": reason}]
        yield result


def _level(violation: Violation) -> str:
    if violation.kind in (Kind.UNDECIDED, Kind.WAIVED):
        return "note"
    return "error" if violation.level is Level.MANDATORY else "warning"
