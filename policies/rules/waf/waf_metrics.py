from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity


def check(owner: Resource, config: Config) -> Findings:
    configs = (owner["visibilityConfig"], *(rule["visibilityConfig"] for rule in owner["rules"].each()))
    for visibility in configs:
        yield from visibility["cloudwatchMetricsEnabled"].must(
            lambda on: on is True, "CloudWatch metrics are not enabled"
        )


RULE = ResourceRule(
    name="waf-metrics",
    title="WAF web ACLs, rule groups and their rules have CloudWatch metrics enabled.",
    why="Without metrics, attacks and rules that block legitimate users go unnoticed.",
    fix="Set cloudwatch_metrics_enabled=True in every visibility_config.",
    severity=Severity.LOW,
    types=("aws:wafv2/webAcl:WebAcl", "aws:wafv2/ruleGroup:RuleGroup"),
    controls=("WAF.12",),
    check=check,
)
