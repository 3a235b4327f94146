"""Findings of wapiti, read from its report."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from cli.shared.errors import UserError


class Level(IntEnum):
    """wapiti's levels, with its numbers."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


#: Lowest level of a vulnerability that fails the scan: wapiti rates XSS medium.
FAILING = Level.MEDIUM
#: Categories that fail the scan at any level. Timeouts are shown but do not fail it.
ALWAYS_FAILING = {"CRLF Injection", "Internal Server Error", "Open Redirect"}


@dataclass(frozen=True)
class Finding:
    category: str
    level: Level
    module: str
    method: str
    path: str
    parameter: str
    info: str
    is_vulnerability: bool
    """False for an anomaly or additional finding: a response of 500, a timeout, an allowed method."""

    @property
    def fails(self) -> bool:
        return self.category in ALWAYS_FAILING or (self.level >= FAILING and self.is_vulnerability)


def read_findings(report: Path) -> list[Finding]:
    """All findings, worst first. Raises UserError for a file that is not a report of wapiti."""
    try:
        found = json.loads(report.read_text(encoding="utf-8"))
        findings = [
            _finding(category, entry, is_vulnerability=part == "vulnerabilities")
            for part in ("vulnerabilities", "anomalies", "additionals")
            for category, entries in found[part].items()
            for entry in entries
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{report} is not a report of wapiti: {error}") from error
    return sorted(findings, key=lambda finding: (-finding.level, finding.category, finding.path, finding.parameter))


def failing(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.fails]


def _finding(category: str, entry: dict[str, Any], *, is_vulnerability: bool) -> Finding:
    return Finding(
        category=category,
        level=Level(entry["level"]),
        module=entry["module"],
        method=entry["method"],
        path=entry["path"],
        parameter=entry["parameter"] or "",
        info=entry["info"],
        is_vulnerability=is_vulnerability,
    )
