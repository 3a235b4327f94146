"""Runtimes of Lambda, by family, oldest first, each with the day of its deprecation."""

from __future__ import annotations

from datetime import UTC, date, datetime

from policies.engine import Node, Resource

FUNCTION = "aws:lambda/function:Function"

SOURCE = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"
READ_ON = date(2026, 11, 28)
"""When the table was compared with the source. A test names tables that are older than 90 days."""

_UNDATED = date.max
_FAMILIES: tuple[dict[str, date], ...] = (
    {
        "python3.11": date(2027, 6, 30),
        "python3.12": date(2028, 10, 31),
        "python3.13": date(2029, 6, 30),
        "python3.14": date(2029, 6, 30),
        "python3.15": _UNDATED,
    },
    {"nodejs22.x": date(2027, 4, 30), "nodejs24.x": date(2028, 4, 30), "nodejs26.x": _UNDATED},
    {
        "java8.al2": date(2027, 6, 30),
        "java11": date(2027, 6, 30),
        "java17": date(2027, 6, 30),
        "java8.al2023": _UNDATED,
        "java11.al2023": _UNDATED,
        "java17.al2023": _UNDATED,
        "java21": date(2029, 6, 30),
        "java25": date(2029, 6, 30),
    },
    {"dotnet8": date(2026, 11, 10), "dotnet10": date(2028, 11, 14)},
    {"ruby3.3": date(2027, 3, 31), "ruby3.4": date(2028, 3, 31), "ruby4.0": _UNDATED},
    {"provided.al2023": date(2029, 6, 30)},
)

DEPRECATED_ON = {runtime: day for family in _FAMILIES for runtime, day in family.items()}


def latest_in_family(runtime: str) -> str:
    """The latest runtime of the same family that AWS has dated; empty if the family is unknown."""
    family = next((family for family in _FAMILIES if runtime in family), {})
    return next((name for name, day in reversed(family.items()) if day != _UNDATED), "")


def is_latest(runtime: str) -> bool:
    """Whether no dated runtime of the family is newer."""
    family = next((list(family) for family in _FAMILIES if runtime in family), [])
    return bool(family) and family.index(runtime) >= family.index(latest_in_family(runtime))


def why_unsupported(runtime: str, today: date | None = None) -> str:
    """Empty if AWS maintains the runtime today (UTC)."""
    day = DEPRECATED_ON.get(runtime)
    if day is None:
        return "AWS does not maintain the runtime"
    return f"AWS maintains the runtime until {day}" if day < (today or datetime.now(UTC).date()) else ""


def runtime_of(function: Resource) -> Node | None:
    """None for a container image, which contains its runtime."""
    return None if function["packageType"].text == "Image" else function["runtime"]
