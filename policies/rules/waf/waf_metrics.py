from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity


def check(owner: Resource, config: Config) -> Findings:
    places = (owner["visibilityConfig"], *(rule["visibilityConfig"] for rule in owner["rules"].each()))
    for place in places:
        yield from place["cloudwatchMetricsEnabled"].must(lambda on: on is True, "what it stops is not counted")


RULE = ResourceRule(
    name="waf-metrics",
    title="Web ACLs, rule groups and their rules count what they stop.",
    why="Without the metric nobody notices an attack, or a rule that stops the wrong people.",
    fix="Set cloudwatch_metrics_enabled=True in every visibility_config.",
    severity=Severity.LOW,
    types=("aws:wafv2/webAcl:WebAcl", "aws:wafv2/ruleGroup:RuleGroup"),
    controls=("WAF.12",),
    check=check,
)
