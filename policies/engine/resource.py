"""Resources of a stack and the references between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

from policies.engine.node import Node
from policies.engine.verdict import Verdict

T = TypeVar("T")

_PHYSICAL_NAMES = ("name", "bucket", "id", "arn", "url", "clusterIdentifier", "functionName", "family")


@dataclass(eq=False)
class Resource:
    """One registered resource. `resource["tags"]["Owner"]` is a Node: known, absent or unknown."""

    type: str
    """Token, e.g. `aws:s3/bucket:Bucket`."""
    name: str
    """Logical name in the program."""
    urn: str
    properties: Mapping[str, Any]
    """Inputs in camelCase as the engine sends them, UNKNOWN where a preview knows nothing."""
    depends: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Property to the URNs that its value depends on. Only set for stack rules."""
    parent: str = ""
    """URN, empty if none."""
    protect: bool = False
    _memo: dict[object, Any] = field(default_factory=dict[object, Any], repr=False)

    def __getitem__(self, property_name: str) -> Node:
        return Node(self.properties.get(property_name), property_name)

    def memo(self, key: object, make: Callable[[], T]) -> T:
        """Cache the result of `make()`, for values of one resource that several rules need."""
        if key not in self._memo:
            self._memo[key] = make()
        return cast("T", self._memo[key])

    @cached_property
    def physical_names(self) -> frozenset[str]:
        """Names by which another resource's property may refer to this resource."""
        return frozenset(text for key in _PHYSICAL_NAMES if (text := self[key].text))


class Stack:
    """All resources of a stack, indexed, so that rules are linear in the number of resources."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self.resources = tuple(resources)
        self._by_type: dict[str, list[Resource]] = {}
        for resource in self.resources:
            self._by_type.setdefault(resource.type, []).append(resource)
        self._by_urn = {resource.urn: resource for resource in self.resources}
        self._links: dict[tuple[str, str], _Links] = {}
        self._memo: dict[object, Any] = {}

    def of_type(self, *types: str) -> tuple[Resource, ...]:
        return tuple(resource for token in types for resource in self._by_type.get(token, ()))

    def find(self, urn: str) -> Resource | None:
        return self._by_urn.get(urn)

    def sources(self, resource: Resource, property_name: str) -> tuple[Resource, ...]:
        """The resources that the property's value depends on."""
        found = (self._by_urn.get(urn) for urn in resource.depends.get(property_name, ()))
        return tuple(source for source in found if source)

    def referrers(self, target: Resource, type: str, via: str) -> tuple[Resource, ...]:
        """Resources of `type` whose property `via` refers to `target`: depends on it, or contains one of its names."""
        return self._index(type, via).to(target)

    def has_referrer(self, target: Resource, type: str, via: str) -> Verdict:
        """As `referrers`. UNDECIDED if there is none, but a resource of that type refers to an unknown target."""
        index = self._index(type, via)
        if index.to(target):
            return Verdict.YES
        return Verdict.UNDECIDED if index.dangling else Verdict.NO

    def memo(self, key: object, make: Callable[[], T]) -> T:
        """Cache the result of `make()`, for values of the whole stack that several rules need."""
        if key not in self._memo:
            self._memo[key] = make()
        return cast("T", self._memo[key])

    def _index(self, type: str, via: str) -> _Links:
        if (type, via) not in self._links:
            self._links[type, via] = _Links(self._by_type.get(type, ()), via)
        return self._links[type, via]


class _Links:
    """References through one property of one resource type."""

    def __init__(self, resources: Iterable[Resource], via: str) -> None:
        self._by_urn: dict[str, list[Resource]] = {}
        self._by_name: dict[str, list[Resource]] = {}
        self.dangling: list[Resource] = []
        for resource in resources:
            value = resource[via]
            for urn in resource.depends.get(via, ()):
                self._by_urn.setdefault(urn, []).append(resource)
            if value.text:
                self._by_name.setdefault(value.text, []).append(resource)
            if value.unknown and not resource.depends.get(via):
                self.dangling.append(resource)

    def to(self, target: Resource) -> tuple[Resource, ...]:
        found = {resource.urn: resource for resource in self._by_urn.get(target.urn, ())}
        for name in target.physical_names:
            found.update({resource.urn: resource for resource in self._by_name.get(name, ())})
        return tuple(found.values())
