from __future__ import annotations

from collections.abc import Collection, Mapping

from policies.engine import Config, Finding, Findings, Resource, Severity, Stack, StackRule, Verdict, unless
from policies.rules._alarms import ALARM, by_metric
from policies.rules._checks import is_set
from policies.rules.cloudwatch._dimensions import missing

_FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
_GROUP = "aws:cloudwatch/logGroup:LogGroup"
_FUNCTION_LOGS = "/aws/lambda/"
#: Functions whose logs have a filter of one name, before that counts as a custom of the stack.
_FEWEST = 3


def check(stack: Stack, config: Config) -> Findings:
    written: dict[str, set[str]] = {}
    for each in stack.of_type(_FILTER):
        target = each["metricTransformation"]
        written.setdefault(target["namespace"].text, set()).add(target["name"].text)
        found = any(source.type == _GROUP for source in stack.sources(each, "logGroupName"))
        named = each["logGroupName"].test(lambda name: name in _groups(stack))
        known = Verdict.YES if found else named
        yield from unless(known, "the log group is not part of the program", "logGroupName", resource=each)
    yield from _strays(stack)
    yield from _gaps(stack)
    for alarm in stack.of_type(ALARM):
        for path, name in missing(stack, alarm):
            yield Finding(f"{name} is not part of the program", path, resource=alarm)
    for (namespace, name), alarms in by_metric(stack).items():
        if namespace in written and name and name not in written[namespace] and "" not in written[namespace]:
            for alarm, _ in alarms:
                yield Finding(f"no filter writes {namespace} {name}", "metricName", resource=alarm)
    yield from _unwritten(stack, config, written)


def _unwritten(stack: Stack, config: Config, written: Mapping[str, Collection[str]]) -> Findings:
    """Metrics without dimensions in a namespace beside those that filters write: the filter may be gone.

    An application may write them itself, so that this is undecided; except for a metric that is named for the stack,
    as filters beside it name theirs.
    """
    families = {_family(namespace) for namespace in written} - {""}
    named_for_stack = {_family(namespace) for namespace, names in written.items() if config.prefix in names}
    for (namespace, name), alarms in by_metric(stack).items():
        if "" in written or namespace in written or _family(namespace) not in families:
            continue
        for alarm, place in alarms:
            if is_set(place["dimensions"]) is Verdict.NO:
                decided = name == config.prefix and _family(namespace) in named_for_stack
                message = f"no filter writes {namespace} {name}, though an application may"
                yield Finding(message, "namespace", resource=alarm, undecided=not decided)


def _family(namespace: str) -> str:
    """`Shop` of `Shop/Starts`; empty for a namespace of one word."""
    return namespace.rpartition("/")[0]


def _strays(stack: Stack) -> Findings:
    """Filters of one name, one for each log group, write one metric that an alarm watches; a stray writes another."""
    watched = by_metric(stack).keys()
    twins: dict[str, list[tuple[Resource, tuple[str, str]]]] = {}
    for each in stack.of_type(_FILTER):
        target = each["metricTransformation"]
        if all(metric := (target["namespace"].text, target["name"].text)):
            twins.setdefault(each["name"].text, []).append((each, metric))
    for name, same in twins.items():
        common = {metric for _, metric in same} & watched
        for each, metric in same:
            if name and common and metric not in watched:
                yield Finding(
                    f"no alarm watches {' '.join(metric)}, which others of this name do not write",
                    "metricTransformation",
                    resource=each,
                )


def _gaps(stack: Stack) -> Findings:
    """Where most functions' logs have a filter of one name, an alarm is meant for all functions."""
    logs = [group for group in stack.of_type(_GROUP) if group["name"].text.startswith(_FUNCTION_LOGS)]
    read: dict[str, set[str]] = {}
    for each in stack.of_type(_FILTER):
        names = {source["name"].text for source in stack.sources(each, "logGroupName")} or {each["logGroupName"].text}
        read.setdefault(each["name"].text, set()).update(names)
    for name, groups in read.items():
        missing = [group for group in logs if group["name"].text not in groups]
        if name and len(logs) - len(missing) >= max(_FEWEST, 2 * len(missing)):
            for group in missing:
                yield Finding(f"it has no filter {name}, as other functions' logs have", resource=group)


def _groups(stack: Stack) -> frozenset[str]:
    return stack.memo(_GROUP, lambda: frozenset(group["name"].text for group in stack.of_type(_GROUP)))


RULE = StackRule(
    name="alarm-metric-exists",
    title="Alarms watch metrics that log filters write, and functions, queues and clusters, of the program.",
    why="An alarm on a metric without data never fires.",
    fix="Set namespace and metric_name to those in metric_transformation of an aws.cloudwatch.LogMetricFilter. "
    "Waive the rule if an application writes the metric itself.",
    severity=Severity.MEDIUM,
    types=(_FILTER, _GROUP, ALARM),
    link="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html",
    check=check,
)
