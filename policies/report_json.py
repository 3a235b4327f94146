"""A report's findings as JSON."""

from __future__ import annotations

from policies.report import Report


def violations(report: Report) -> list[dict[str, str]]:
    """One object for each finding."""
    return [
        {
            "rule": found.rule,
            "level": found.level.value,
            "kind": found.kind.value,
            "resource": found.resource,
            "message": found.message,
            "path": found.path,
        }
        for found in report.violations
    ]
