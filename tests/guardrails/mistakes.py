"""Plausible mistakes in a program, each with the rule that must catch it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from policies.engine import Resource
from policies.testing import changed

Resources = tuple[Resource, ...]
Change = Callable[[Resources], Resources]


@dataclass(frozen=True)
class Mistake:
    rule: str
    """Name of the rule that must catch it."""
    description: str
    """Begins with a verb, e.g. "opens a route"."""
    changes: tuple[Change, ...]
    fixture: Resources = ()
    """A compliant program; empty for the real one."""

    def made_in(self, resources: Resources) -> Resources:
        for change in self.changes:
            resources = change(resources)
        return resources


def put(name: str, path: str, value: Any) -> Change:
    """Set a property of the resource with this logical name; None removes it."""
    return _each(name, lambda resource: _literal(changed(resource, path, value), path))


def write(name: str, document: str, path: str, value: Any) -> Change:
    """As `put`, inside a property with JSON text."""

    def edit(resource: Resource) -> Resource:
        parsed = changed(resource, document, json.loads(resource[document].text))
        edited = changed(parsed, f"{document}.{path}" if path[0] != "[" else document + path, value)
        return changed(edited, document, json.dumps(edited[document].raw))

    return _each(name, edit)


def drop(name: str) -> Change:
    def change(resources: Resources) -> Resources:
        kept = tuple(resource for resource in resources if resource.name != name)
        assert len(kept) < len(resources), f"the program has no {name}"
        return kept

    return change


def add(*more: Resource) -> Change:
    return lambda resources: (*resources, *more)


def _literal(resource: Resource, path: str) -> Resource:
    """A literal property no longer depends on another resource."""
    depends = {key: urns for key, urns in resource.depends.items() if key != path}
    return Resource(
        type=resource.type, name=resource.name, urn=resource.urn, properties=resource.properties, depends=depends
    )


def _each(name: str, edit: Callable[[Resource], Resource]) -> Change:
    def change(resources: Resources) -> Resources:
        assert any(resource.name == name for resource in resources), f"the program has no {name}"
        return tuple(edit(resource) if resource.name == name else resource for resource in resources)

    return change
