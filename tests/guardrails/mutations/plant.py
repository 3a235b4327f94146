"""Plants mutations in every resource of a stack."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from policies.engine import UNKNOWN, Resource
from policies.iam.policy_locations import LOCATIONS
from tests.guardrails.mutations.documents import STRANGER, changes
from tests.guardrails.mutations.mutation import Kind, Mutation, Steps, path_of, places, with_value, without
from tests.guardrails.mutations.neutral import why_neutral
from tests.guardrails.mutations.weaker import weaker

_ARN = re.compile(r"arn:[\w-]+:[\w-]+:[\w-]*:(\d{12}):")


def planted(resources: Iterable[Resource]) -> Iterator[Mutation]:
    """All mutations, in the order of the resources. Inputs in `neutral.py` are left out."""
    for resource in resources:
        if resource.type.startswith("aws:"):
            for mutation in (*_dropped(resource), *_inputs(resource), *_weaker(resource), *_documents(resource)):
                if not why_neutral(resource.type, mutation.path, mutation.kind):
                    yield mutation


def _dropped(resource: Resource) -> Iterator[Mutation]:
    yield Mutation(Kind.DROPPED, resource, "", "", None)


def _inputs(resource: Resource) -> Iterator[Mutation]:
    documents = {location.steps[0] for location in LOCATIONS.get(resource.type, ())}
    for steps, value in places(resource.properties):
        path = path_of(steps)
        if value is not None and value is not False and value != "NONE":  # the default is the same
            yield Mutation(Kind.REMOVED, resource, path, "", without(resource, steps))
        if value is True or value is False:
            yield Mutation(Kind.OFF, resource, path, f"= {not value}", with_value(resource, steps, not value))
        if str(steps[0]) not in documents and (stranger := _stranger(resource, steps, value)):
            yield Mutation(Kind.ELSEWHERE, resource, path, f"= {stranger}", with_value(resource, steps, stranger))


_REFERENCES = (
    "arn",
    "arns",
    "arnlists",
    "keyid",
    "destination",
    "actions",
    "configs",
    "layers",
    "address",
    "uri",
    "webaclid",
)
"""Ends of names of inputs that hold an ARN."""
_THEIRS = {
    "role": "iam::{}:role/theirs",
    "rolearn": "iam::{}:role/theirs",
    "layers": "lambda:us-east-1:{}:layer:theirs:1",
    "cloudwatchlogsgrouparn": "logs:us-east-1:{}:log-group:theirs:*",
    "destinationarn": "logs:us-east-1:{}:log-group:theirs",
    "logdestination": "logs:us-east-1:{}:log-group:theirs",
    "logdestinationconfigs": "logs:us-east-1:{}:log-group:aws-waf-logs-theirs",
    "destination": "sqs:us-east-1:{}:theirs",
    "rotationlambdaarn": "lambda:us-east-1:{}:function:theirs",
    "webaclid": "wafv2:us-east-1:{}:global/webacl/theirs/1",
}
"""By the input's name in lower case."""
_KEY, _TOPIC = "kms:us-east-1:{}:key/theirs", "sns:us-east-1:{}:theirs"


def _stranger(resource: Resource, steps: Steps, value: Any) -> str:
    """The same kind of thing in another account; empty for what is no reference."""
    if isinstance(value, str) and (found := _ARN.search(value)):
        return value.replace(found[1], STRANGER)
    last = next((str(step) for step in reversed(steps) if isinstance(step, str)), "").lower()
    if value is not UNKNOWN or not (last.endswith(_REFERENCES) or last in _THEIRS):
        return ""
    theirs = _THEIRS.get(last, _KEY if "key" in last else _TOPIC)
    return "arn:aws:" + theirs.format(STRANGER)


def _weaker(resource: Resource) -> Iterator[Mutation]:
    existing = {path_of(steps): steps for steps, _ in places(resource.properties)}
    for pattern, kind, value in weaker(resource):
        for steps in _targets(pattern, existing):
            if _fits(resource, steps, value):
                yield Mutation(kind, resource, path_of(steps), f"= {value!r}", with_value(resource, steps, value))


def _targets(pattern: str, existing: Mapping[str, Steps]) -> list[Steps]:
    """Places that match, among them inputs that the resource lacks but has the owner of."""
    owner, _, last = pattern.rpartition(".")
    if "[" in last:
        return [steps for path, steps in existing.items() if _expression(pattern).fullmatch(path)]
    if not owner:
        return [(last,)]
    return [(*steps, last) for path, steps in existing.items() if _expression(owner).fullmatch(path)]


def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\[\]", r"\[\d+\]"))


_SWITCHES = frozenset(
    {
        "API_KEY",
        "actionsEnabled",
        "bypassPolicyLockoutSafetyCheck",
        "costFilters",
        "enabled",
        "isEnabled",
        "loggingFilter",
        "rotationEnabled",
        "rotationPeriodInDays",
        "scopeDownStatement",
        "state",
        "version",
    }
)
"""Inputs that a mutation may add."""


def _fits(resource: Resource, steps: Steps, value: Any) -> bool:
    """Only inputs that the resource has, and switches that it could have; never the value that it has."""
    place: Any = resource.properties
    for step in steps[:-1]:
        place = place[step]
    last: Any = steps[-1]
    if isinstance(place, list):
        return place[last] != value
    return isinstance(place, dict) and (place[last] != value if last in place else last in _SWITCHES)


def _documents(resource: Resource) -> Iterator[Mutation]:
    for location in LOCATIONS.get(resource.type, ()):
        first, *rest = location.steps
        text = resource.properties.get(first)
        if not rest and isinstance(text, str):
            for path, kind, description, mutated in changes(text, location.type):
                yield Mutation(kind, resource, f"{first}.{path}", description, with_value(resource, (first,), mutated))
