"""The production stack, and larger stacks made of copies of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import count, islice
from pathlib import Path

from local.engine.preview import PlannedResource, preview

ROOT = Path(__file__).resolve().parents[2]
STACK = "prod"


@cache
def program() -> tuple[PlannedResource, ...]:
    return preview(ROOT, STACK).resources


def grown(resources: Sequence[PlannedResource], size: int) -> list[PlannedResource]:
    """Copies of the resources up to this number, the last copy in part."""
    return list(islice((_copy(resource, number) for number in count() for resource in resources), size))


def _copy(resource: PlannedResource, number: int) -> PlannedResource:
    """A copy of a resource, with references within the same copy and a different physical name."""

    def renamed(urn: str) -> str:
        return f"{urn}-{number}" if urn else ""

    prefix = f"alex-{STACK}"
    return replace(
        resource,
        urn=renamed(resource.urn),
        name=renamed(resource.name),
        parent=renamed(resource.parent),
        inputs=json.loads(json.dumps(resource.inputs).replace(prefix, f"{prefix}-{number}")),
        dependencies=tuple(map(renamed, resource.dependencies)),
        property_dependencies={
            name: tuple(map(renamed, urns)) for name, urns in resource.property_dependencies.items()
        },
    )
