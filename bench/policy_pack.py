"""The policy pack over the production stack and copies of it: start, and time for each resource."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, islice
from pathlib import Path

from bench.table import Row
from local.engine.preview import PlannedResource, preview
from policies.gate import evaluate

ROOT = Path(__file__).resolve().parent.parent
STACK = "prod"
SIZES = (100, 1_000, 10_000)


def measure() -> Iterator[Row]:
    """A ratio of 1 means that the time is linear in the number of resources."""
    program = preview(ROOT, STACK).resources
    times = {size: evaluate(_grown(program, size), STACK).times for size in SIZES}
    yield Row("policy pack", "start", times[SIZES[0]].boot)
    for what, totals in (
        ("Analyze", {size: each.resources for size, each in times.items()}),
        ("AnalyzeStack", {size: each.stack for size, each in times.items()}),
    ):
        first = totals[SIZES[0]] / SIZES[0]
        for size, seconds in totals.items():
            yield Row(f"policy pack, {what}", f"per resource of {size:,}", seconds / size, seconds / size / first)


def _grown(program: Sequence[PlannedResource], size: int) -> list[PlannedResource]:
    """Copies of the program up to this number of resources, the last copy in part."""
    return list(islice((_copy(resource, number) for number in count() for resource in program), size))


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
