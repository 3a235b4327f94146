"""Runtimes that Lambda supports, by family, oldest first. Update the table when AWS adds or deprecates a runtime."""

from __future__ import annotations

from policies.engine import Node, Resource

FUNCTION = "aws:lambda/function:Function"

_FAMILIES = (
    ("python3.11", "python3.12", "python3.13", "python3.14"),
    ("nodejs22.x", "nodejs24.x"),
    ("java17", "java21", "java25"),
    ("dotnet8", "dotnet10"),
    ("ruby3.3", "ruby3.4"),
    ("provided.al2023",),
)

SUPPORTED = frozenset(runtime for family in _FAMILIES for runtime in family)
LATEST = frozenset(family[-1] for family in _FAMILIES)


def runtime_of(function: Resource) -> Node | None:
    """None for a container image, which contains its runtime."""
    return None if function["packageType"].text == "Image" else function["runtime"]


def latest_in_family(runtime: str) -> str:
    """The latest runtime of the same family; empty if the family is unknown."""
    return next((family[-1] for family in _FAMILIES if runtime in family), "")
