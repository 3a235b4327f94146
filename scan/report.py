"""What wapiti found, read from its report."""

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


#: From here on a vulnerability fails the scan: wapiti calls a script that runs in a browser (XSS) medium.
FAILING = Level.MEDIUM
#: What fails it whatever its level. An answer that took too long is shown, and fails nothing.
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
    """Else what wapiti met on its way: an answer of 500, a timeout, a method that is allowed."""

    @property
    def fails(self) -> bool:
        return self.category in ALWAYS_FAILING or (self.level >= FAILING and self.is_vulnerability)


def read_findings(report: Path) -> list[Finding]:
    """Everything, the worst first. Raises UserError when it is no report of wapiti."""
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
    return sorted(findings, key=lambda one: (-one.level, one.category, one.path, one.parameter))


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
