from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity

_SWITCHES: dict[str, tuple[str, tuple[object, ...]]] = {
    "aws:scheduler/schedule:Schedule": ("state", ("ENABLED",)),
    "aws:cloudwatch/eventRule:EventRule": (
        "state",
        ("ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"),
    ),
    "aws:lambda/eventSourceMapping:EventSourceMapping": ("enabled", (True,)),
    "aws:guardduty/detector:Detector": ("enable", (True,)),
    "aws:accessanalyzer/archiveRule:ArchiveRule": ("enabled", (True,)),
    "aws:secretsmanager/secretRotation:SecretRotation": ("rotationEnabled", (True,)),
}


def check(resource: Resource, config: Config) -> Findings:
    name, on = _SWITCHES[resource.type]
    yield from resource[name].must(lambda value: value is None or value in on, "the resource is declared, and disabled")


RULE = ResourceRule(
    name="resources-enabled",
    title="Schedules, event rules, event sources, detectors and rotations are enabled.",
    why="What is declared looks as if it worked: clean-ups, rotations and detection that are off are missed last.",
    fix="Leave state or enabled out. Remove a resource that is not needed.",
    severity=Severity.MEDIUM,
    types=tuple(_SWITCHES),
    link="https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-state.html",
    check=check,
)
