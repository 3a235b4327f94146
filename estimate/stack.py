"""The resources of a preview, as pricing reads them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol, cast


class Resource(Protocol):
    """Of a preview, saved or new."""

    @property
    def type(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def inputs(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Stack:
    resources: tuple[Resource, ...]
    """Without components."""

    def of(self, type_: str) -> list[Resource]:
        return self._by_type.get(type_, [])

    def count(self, type_: str) -> int:
        return len(self.of(type_))

    @property
    def types(self) -> set[str]:
        return set(self._by_type)

    @cached_property
    def _by_type(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for resource in self.resources:
            found.setdefault(resource.type, []).append(resource)
        return found

    @property
    def home_region(self) -> str | None:
        """The region of the stack's network; None for a stack without one. No resource states the default region."""
        zones = [subnet.inputs.get("availabilityZone") for subnet in self.of("aws:ec2/subnet:Subnet")]
        return next((zone[:-1] for zone in zones if isinstance(zone, str)), None)

    @property
    def regions(self) -> set[str]:
        """Every region that is known to be used, by the network or a provider."""
        stated = (provider.inputs.get("region") for provider in self.of("pulumi:providers:aws"))
        return {region for region in (self.home_region, *stated) if isinstance(region, str)}


def stack_of(resources: Iterable[Resource]) -> Stack:
    """Components have types of the program, such as `alex:components:Website`."""
    return Stack(tuple(it for it in resources if it.type.startswith(("aws:", "pulumi:"))))


def number(values: Mapping[str, Any], key: str, default: float) -> float:
    """A number; the default where it is missing, or unknown before the deployment."""
    value = values.get(key)
    return float(value) if isinstance(value, int | float) else default


def listed(resource: Resource, key: str) -> list[dict[str, Any]]:
    """An input that is a list of objects; empty where it is missing or unknown."""
    value = resource.inputs.get(key)
    return cast(list[dict[str, Any]], value) if isinstance(value, list) else []


def nested(resource: Resource, key: str) -> dict[str, Any]:
    """An input that is an object; empty where it is missing or unknown."""
    value = resource.inputs.get(key)
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}


def document(resource: Resource, key: str) -> Any:
    """An input that holds JSON; None where it is unknown."""
    try:
        return json.loads(str(resource.inputs.get(key)))
    except ValueError:
        return None
