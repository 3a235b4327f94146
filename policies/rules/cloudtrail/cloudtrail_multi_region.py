from __future__ import annotations

from policies.engine import Config, Findings, Node, Resource, ResourceRule, Severity, Verdict, all_of, any_of, unless


def check(trail: Resource, config: Config) -> Findings:
    yield from trail["isMultiRegionTrail"].must(lambda on: on is True, "the trail records only one region")
    yield from trail["enableLogging"].must(lambda on: on is None or on is True, "logging of the trail is disabled")
    yield from trail["includeGlobalServiceEvents"].must(
        lambda on: on is None or on is True, "events of global services such as IAM are not recorded"
    )
    yield from unless(_records_management(trail), "the trail does not record all management events")


def _records_management(trail: Resource) -> Verdict:
    """Whether reads and writes are recorded, as they are without any selector."""
    basic, advanced = trail["eventSelectors"], trail["advancedEventSelectors"]
    none_chosen = basic.test(_nothing) & advanced.test(_nothing)
    by_basic = any_of(_basic(selector) for selector in basic.each())
    return none_chosen | by_basic | any_of(_advanced(selector) for selector in advanced.each())


def _nothing(selectors: object) -> bool:
    return selectors is None or selectors == []


def _basic(selector: Node) -> Verdict:
    included = selector["includeManagementEvents"].test(lambda on: on is None or on is True)
    both_ways = selector["readWriteType"].test(lambda kind: kind is None or kind == "All")
    return included & both_ways & selector["excludeManagementEventSources"].test(_nothing)


def _advanced(selector: Node) -> Verdict:
    """Any second field narrows the selection."""
    fields = selector["fieldSelectors"].each()
    only_category = all_of(each["field"].test(lambda name: name == "eventCategory") for each in fields)
    return only_category & any_of(each["equals"].test(lambda values: "Management" in values) for each in fields)


RULE = ResourceRule(
    name="cloudtrail-multi-region",
    title="Trails record all management events in all regions.",
    why="An intruder uses the regions and the calls that are not recorded.",
    fix="Set is_multi_region_trail=True. Leave event selectors out, or include all management events.",
    severity=Severity.HIGH,
    types=("aws:cloudtrail/trail:Trail",),
    controls=("CloudTrail.1",),
    check=check,
)
