"""Judges a report of OWASP ZAP: `python3 -m scan.zap report_json.json` exits 1 on a high risk, or without a report.

Standard library only: the workflow runs it without any set-up.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: ZAP's riskcode: 0 informational, 1 low, 2 medium, 3 high.
HIGH = 3


@dataclass(frozen=True)
class Alert:
    rule: str
    name: str
    risk: int
    where: tuple[str, ...]
    """Addresses of the instances."""


def read_alerts(report: Path) -> list[Alert]:
    """Alerts, worst first. Raises ValueError for another file, or for a scan that reached nothing."""
    try:
        sites = json.loads(report.read_text(encoding="utf-8"))["site"]
        alerts = [_alert(found) for site in sites for found in site["alerts"]]
    except (OSError, KeyError, TypeError) as error:
        raise ValueError(f"{report} is not a report of ZAP: {error!r}") from error
    if not sites:
        raise ValueError(f"{report} has no site: the scan reached nothing")
    return sorted(alerts, key=lambda alert: -alert.risk)


def _alert(found: dict[str, Any]) -> Alert:
    addresses = tuple(instance["uri"] for instance in found["instances"])
    return Alert(found["pluginid"], found["name"], int(found["riskcode"]), addresses)


def main(report: Path) -> int:
    try:
        alerts = read_alerts(report)
    except ValueError as error:
        print(f"zap: {error}")  # noqa: T201 - runs where nothing is installed
        return 1
    for alert in alerts:
        print(f"risk {alert.risk}: {alert.name} [{alert.rule}] at {len(alert.where)} address(es)")  # noqa: T201
    high = [alert for alert in alerts if alert.risk >= HIGH]
    print(f"zap: {len(high)} of {len(alerts)} alert(s) are a high risk")  # noqa: T201
    return 1 if high else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
