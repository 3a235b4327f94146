"""One change to one resource that takes protection away."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, cast

from policies.engine import UNKNOWN, Resource

TAGS = "tags"
Steps = tuple[str | int, ...]
"""Keys and indices below a resource's inputs."""


class Kind(Enum):
    REMOVED = "removed"
    """The input is gone; AWS's default holds."""
    OFF = "switched off"
    """The protection is declared, and disabled."""
    WIDENED = "widened"
    """The limit is so high, or the scope so wide, that nothing is left of it."""
    ELSEWHERE = "pointed elsewhere"
    """The reference leads to something of somebody else."""
    DROPPED = "dropped"
    """The whole resource is gone."""


@dataclass(frozen=True)
class Mutation:
    kind: Kind
    resource: Resource
    """Before."""
    path: str
    """As in a finding; empty for the whole resource."""
    change: str
    """For a reader, e.g. `= 2000000`."""
    mutant: Resource | None
    """After; None if the resource is dropped."""

    @property
    def service(self) -> str:
        """As in tokens; tags, which are the same everywhere, count apart."""
        return TAGS if self.path.startswith("tags") else self.resource.type.split(":")[1].partition("/")[0]

    @property
    def label(self) -> str:
        return f"{self.resource.type} {self.resource.name} {self.path} {self.kind.value} {self.change}".strip()


def path_of(steps: Steps) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".")


def places(value: Any, steps: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Every value below, with its place."""
    if isinstance(value, Mapping):
        items: Any = cast("Mapping[str, Any]", value).items()
    elif isinstance(value, list):
        items = enumerate(cast("list[Any]", value))
    else:
        return
    for key, item in items:
        yield (*steps, key), item
        yield from places(item, (*steps, key))


def without(resource: Resource, steps: Steps) -> Resource:
    return _edited(resource, steps, lambda place, last: place.__delitem__(last))


def with_value(resource: Resource, steps: Steps, value: Any) -> Resource:
    return _edited(resource, steps, lambda place, last: place.__setitem__(last, value))


def _edited(resource: Resource, steps: Steps, edit: Callable[[Any, Any], None]) -> Resource:
    properties: Any = copy.deepcopy(dict(resource.properties))
    place = properties
    for step in steps[:-1]:
        place = place[step]
    edit(place, steps[-1])
    first = str(steps[0])
    left = properties.get(first)
    depends = dict(resource.depends)
    if len(steps) == 1 or not any(item is UNKNOWN for _, item in places(left)):
        depends.pop(first, None)  # nothing in the property comes from another resource any more
    return Resource(
        type=resource.type,
        name=resource.name,
        urn=resource.urn,
        properties=properties,
        depends=depends,
        parent=resource.parent,
        protect=resource.protect,
    )
