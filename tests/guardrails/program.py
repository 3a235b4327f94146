"""The resources of the real program, as the pack sees them."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from local.engine.preview import PlannedResource
from policies.engine import Resource
from policies.engine.decode import plain
from tests.previews import preview

ROOT = Path(__file__).resolve().parents[2]


@cache
def program(stack: str = "prod") -> tuple[Resource, ...]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # from unused types that pulumi-aws loads
        planned = preview(ROOT, stack).resources
    return as_seen(planned)


def as_seen(planned: Iterable[PlannedResource]) -> tuple[Resource, ...]:
    return tuple(
        Resource(
            type=each.type,
            name=each.name,
            urn=each.urn,
            properties=plain(each.inputs),
            depends=each.property_dependencies,
            parent=each.parent,
            protect=each.protect,
        )
        for each in planned
    )
