"""Alarms that watch a resource and tell somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from policies.engine import Node, Resource, Stack, Verdict, all_of, any_of
from policies.rules._shapes import is_set

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
_CHILD = re.compile(r'(?<!NOT )ALARM\(\s*"?(?:arn:[^")]*:alarm:)?([^")]+?)"?\s*\)')
"""A condition of an alarm rule that is true while the alarm of that name is on."""
_ANY = ""


@dataclass
class _Watched:
    """By value of the dimension, and by the resource that an unknown value came from."""

    names: dict[str, Verdict] = field(default_factory=dict[str, Verdict])
    urns: dict[str, Verdict] = field(default_factory=dict[str, Verdict])
    something: Verdict = Verdict.NO
    """UNDECIDED when an alarm watches nobody knows what."""

    def add(self, watched: dict[str, Verdict], key: str, told: Verdict) -> None:
        watched[key] = watched.get(key, Verdict.NO) | told


def watched(stack: Stack, resource: Resource, metric: str, dimension: str) -> Verdict:
    """Whether an alarm on this metric of the resource tells somebody; `metric` with its namespace: `AWS/SQS Age`."""
    index = stack.memo((ALARM, metric, dimension), lambda: _index(stack, metric, dimension))
    by_name = index.names.get(resource["name"].text, Verdict.NO)
    return by_name | index.urns.get(resource.urn, Verdict.NO) | index.something


def _index(stack: Stack, metric: str, dimension: str) -> _Watched:
    found = _Watched()
    for alarm in stack.of_type(ALARM):
        told = _tells_somebody(stack, alarm)
        for value in _values(alarm, metric, dimension):
            sources = stack.sources(alarm, value.path.partition(".")[0].partition("[")[0])
            if value.text:
                found.add(found.names, value.text, told)
            elif value.unknown and sources:
                for source in sources:
                    found.add(found.urns, source.urn, told)
            elif value.unknown:
                found.something = Verdict.UNDECIDED
    return found


def _values(alarm: Resource, metric: str, dimension: str) -> Iterator[Node]:
    """The dimension's value wherever the alarm reads the metric, directly or in an expression."""
    places = [(alarm["namespace"], alarm["metricName"], alarm["dimensions"])]
    for query in alarm["metricQueries"].each():
        read = query["metric"]
        places.append((read["namespace"], read["metricName"], read["dimensions"]))
    for namespace, name, dimensions in places:
        if f"{namespace.text} {name.text}" == metric:
            yield dimensions[dimension]


def _tells_somebody(stack: Stack, alarm: Resource) -> Verdict:
    """By itself, or through a composite alarm that it sets off."""
    composites = stack.memo(COMPOSITE, lambda: _by_child(stack))
    name = alarm["name"].text or alarm.name
    return _acts(alarm) | composites.get(name, Verdict.NO) | composites[_ANY]


def _by_child(stack: Stack) -> dict[str, Verdict]:
    """Whether a composite alarm tells somebody, by the name of what sets it off; `_ANY` where that is unknown."""
    found = {_ANY: Verdict.NO}
    for composite in stack.of_type(COMPOSITE):
        rule, acts = composite["alarmRule"], _acts(composite)
        for name in _CHILD.findall(rule.text):
            found[name] = found.get(name, Verdict.NO) | acts
        if rule.unknown:
            found[_ANY] |= acts & Verdict.UNDECIDED
    return found


def _acts(alarm: Resource) -> Verdict:
    enabled = alarm["actionsEnabled"].test(lambda on: on is None or on is True)
    return all_of((enabled, any_of(is_set(action) for action in alarm["alarmActions"].each())))
