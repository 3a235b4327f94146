"""Limits of the stack's cost."""

from __future__ import annotations

import re
from dataclasses import dataclass

from components.foundation.settings.reader import SettingsReader

_MONITOR = re.compile(r"(arn:aws:ce::\d{12}:anomalymonitor/[0-9a-f-]{36})?")


@dataclass(frozen=True)
class CostSettings:
    """Limits of the stack's cost."""

    monthly_budget_usd: int
    analysis_cost_cents: int
    """US cents; a dearer analysis raises an alarm."""
    anomaly_monitor_arn: str | None
    activate_cost_tags: bool


def read_costs(read: SettingsReader) -> CostSettings:
    return CostSettings(
        monthly_budget_usd=read.integer("monthlyBudgetUsd", 1, 1_000_000),
        analysis_cost_cents=read.integer("analysisCostCents", 1, 100_000),
        anomaly_monitor_arn=read.text("anomalyMonitorArn", _MONITOR, "a monitor's ARN or empty") or None,
        activate_cost_tags=read.boolean("activateCostTags"),
    )
