"""What `portfolio_metrics` gives, read row by row as its description says."""

from __future__ import annotations

from typing import Any

Metrics = dict[str, Any]
Row = dict[str, Any]

_COLUMNS = {
    "accounts": ("name", "kind", "value", "percentage"),
    "top_holdings": ("name", "title", "kind", "value", "percentage"),
    "asset_classes": ("name", "value", "percentage"),
}
_PERCENTAGES = ("regions", "sectors")


def read_metrics(given: dict[str, Any]) -> Metrics:
    """The figures with their rows as objects. What is left out because there is none of it is empty here, or None."""
    cash, share_of_cash = given["cash"]
    read: Metrics = {**given, "cash": cash, "cash_percentage": share_of_cash, "limits": given.get("limits", {})}
    for field, columns in _COLUMNS.items():
        read[field] = [dict(zip(columns, row, strict=False)) for row in given.get(field, [])]
    for field in _PERCENTAGES:
        read[field] = [{"name": name, "percentage": part} for name, part in given.get(field, {}).items()]
    return read | {field: given.get(field) for field in ("concentration", "readiness")}


def share(metrics: Metrics, dimension: str, name: str) -> float:
    """Percentage of one slice, 0 if there is none."""
    return next((part["percentage"] for part in metrics[dimension] if part["name"] == name), 0.0)
