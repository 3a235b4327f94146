"""Runtimes that Lambda supports, by family, oldest first. When AWS adds or deprecates one, this table changes."""

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
    """None for a container image, which brings its own."""
    return None if function["packageType"].text == "Image" else function["runtime"]


def newest_beside(runtime: str) -> str:
    """The newest of the same family; empty if Lambda has no such family."""
    return next((family[-1] for family in _FAMILIES if runtime in family), "")
