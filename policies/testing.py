"""Helpers for tests of rules."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from typing import Any

from policies.engine import Config, Finding, Resource, ResourceRule, Rule, Stack, StackRule

_STEP = re.compile(r"[^.\[\]]+")


def make(
    type: str,
    properties: Mapping[str, Any] | None = None,
    name: str = "subject",
    depends: Mapping[str, Iterable[Resource]] | None = None,
    protect: bool = False,
) -> Resource:
    """A resource as rules see it. `depends`: property to the resources that its value depends on."""
    links = {key: tuple(source.urn for source in sources) for key, sources in (depends or {}).items()}
    urn = f"urn:pulumi:prod::alex::{type}::{name}"
    return Resource(
        type=type, name=name, urn=urn, properties=copy.deepcopy(dict(properties or {})), depends=links, protect=protect
    )


def changed(resource: Resource, path: str, value: Any) -> Resource:
    """A copy with one property changed, e.g. `changed(queue, "tags.Owner", UNKNOWN)`; None removes it."""
    *steps, last = (int(step) if step.isdigit() else step for step in _STEP.findall(path))
    properties: Any = copy.deepcopy(dict(resource.properties))
    place = properties
    for step in steps:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return Resource(
        type=resource.type,
        name=resource.name,
        urn=resource.urn,
        properties=properties,
        depends=resource.depends,
        protect=resource.protect,
    )


def config_for(rule: Rule, stack: str = "prod", **options: Any) -> Config:
    """The rule's default configuration, overridden by `options`."""
    return Config("alex", stack, {name: option.default for name, option in rule.options.items()} | options)


def judge(rule: Rule, *resources: Resource, stack: str = "prod", **options: Any) -> list[Finding]:
    """All findings of one rule, on each resource or on the stack that consists of the resources."""
    config = config_for(rule, stack, **options)
    if isinstance(rule, StackRule):
        return list(rule.check(Stack(resources), config))
    assert isinstance(rule, ResourceRule)
    return [finding for resource in resources for finding in rule.check(resource, config)]


def violations(rule: Rule, *resources: Resource, stack: str = "prod", **options: Any) -> list[str]:
    """Messages of the violations."""
    return [found.message for found in judge(rule, *resources, stack=stack, **options) if not found.undecided]


def undecided(rule: Rule, *resources: Resource, stack: str = "prod", **options: Any) -> list[str]:
    """Messages of the undecided findings."""
    return [found.message for found in judge(rule, *resources, stack=stack, **options) if found.undecided]
