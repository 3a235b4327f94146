"""Alarms on a resource that notify an operator."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from policies.engine import Node, Resource, Stack, Verdict, all_of, any_of
from policies.rules._checks import is_set

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
_CHILD = re.compile(r'(?<!NOT )ALARM\(\s*"?(?:arn:[^")]*:alarm:)?([^")]+?)"?\s*\)')
"""A term of an alarm rule that is true while the named alarm is firing."""
_ANY = ""


@dataclass
class _Watched:
    """Alarms by dimension value, and by the resource that an unknown value depends on."""

    names: dict[str, Verdict] = field(default_factory=dict[str, Verdict])
    urns: dict[str, Verdict] = field(default_factory=dict[str, Verdict])
    anything: Verdict = Verdict.NO
    """UNDECIDED if an alarm has an unknown dimension value without a source."""

    def add(self, watched: dict[str, Verdict], key: str, notifies: Verdict) -> None:
        watched[key] = watched.get(key, Verdict.NO) | notifies


def watched(stack: Stack, resource: Resource, *, metric: str, dimension: str) -> Verdict:
    """Whether an alarm on this metric of the resource notifies; `metric` includes its namespace: `AWS/SQS Age`."""
    index = stack.memo((ALARM, metric, dimension), lambda: _index(stack, metric, dimension))
    by_name = index.names.get(resource["name"].text, Verdict.NO)
    return by_name | index.urns.get(resource.urn, Verdict.NO) | index.anything


def _index(stack: Stack, metric: str, dimension: str) -> _Watched:
    found = _Watched()
    namespace, _, name = metric.partition(" ")
    for alarm, place in by_metric(stack).get((namespace, name), ()):
        heard = notifies(stack, alarm)
        value = place["dimensions"][dimension]
        sources = stack.sources(alarm, value.path.partition(".")[0].partition("[")[0])
        if value.text:
            found.add(found.names, value.text, heard)
        elif value.unknown and sources:
            for source in sources:
                found.add(found.urns, source.urn, heard)
        elif value.unknown:
            found.anything = Verdict.UNDECIDED
    return found


def by_metric(stack: Stack) -> Mapping[tuple[str, str], Sequence[tuple[Resource, Node]]]:
    """Namespace and name of a metric to the alarms on it, each with the place that names the metric."""
    return stack.memo(by_metric, lambda: _by_metric(stack))


def _by_metric(stack: Stack) -> dict[tuple[str, str], list[tuple[Resource, Node]]]:
    found: dict[tuple[str, str], list[tuple[Resource, Node]]] = {}
    for alarm in stack.of_type(ALARM):
        for place in metric_places(alarm):
            found.setdefault((place["namespace"].text, place["metricName"].text), []).append((alarm, place))
    return found


def metric_places(alarm: Resource) -> tuple[Node, ...]:
    """Where the alarm may name a metric: the alarm itself, and each of its metric queries."""
    return alarm.memo(
        metric_places, lambda: (Node(alarm.properties), *(query["metric"] for query in alarm["metricQueries"].each()))
    )


def notifies(stack: Stack, alarm: Resource) -> Verdict:
    """Whether the alarm, or a composite alarm that includes it, has an action."""
    composites = stack.memo(COMPOSITE, lambda: _by_child(stack))
    name = alarm["name"].text or alarm.name
    return has_action(alarm) | composites.get(name, Verdict.NO) | composites[_ANY]


def _by_child(stack: Stack) -> dict[str, Verdict]:
    """Name of a child alarm to whether a composite alarm with it notifies; `_ANY` if the alarm rule is unknown."""
    found = {_ANY: Verdict.NO}
    for composite in stack.of_type(COMPOSITE):
        rule, acts = composite["alarmRule"], has_action(composite)
        for name in children(composite):
            found[name] = found.get(name, Verdict.NO) | acts
        if rule.unknown:
            found[_ANY] |= acts & Verdict.UNDECIDED
    return found


def children(composite: Resource) -> list[str]:
    """Names of the alarms whose firing makes the composite alarm fire."""
    return _CHILD.findall(composite["alarmRule"].text)


def has_action(alarm: Resource) -> Verdict:
    enabled = alarm["actionsEnabled"].test(lambda on: on is None or on is True)
    return all_of((enabled, any_of(is_set(action) for action in alarm["alarmActions"].each())))
