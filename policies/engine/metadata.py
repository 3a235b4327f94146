"""What Pulumi shows of a rule."""

from __future__ import annotations

from typing import Any

import pulumi_policy as sdk

from policies.engine.rule import Level, Rule, level_of

_NAG = "AwsSolutions-"
_GUARD = "AWSGuard "
_FSBP = (
    "AWS Foundational Security Best Practices",
    "1.0.0",
    "https://docs.aws.amazon.com/securityhub/latest/userguide/",
)


def metadata(rule: Rule, stack: str) -> dict[str, Any]:
    """Arguments that every policy of the SDK takes, but for its functions."""
    options = {name: {**option.schema, "default": option.default} for name, option in rule.options.items()}
    return {
        "name": rule.name,
        "description": rule.title,
        "enforcement_level": sdk_level(level_of(rule, stack)),
        "config_schema": sdk.PolicyConfigSchema(options) if options else None,
        "severity": sdk.Severity(rule.severity.value),
        "framework": _framework(rule),
        "tags": [rule.name.partition("-")[0], *rule.controls],
        "remediation_steps": rule.fix,
    }


def sdk_level(level: Level) -> sdk.EnforcementLevel:
    return sdk.EnforcementLevel(level.value)


def _framework(rule: Rule) -> sdk.PolicyComplianceFramework | None:
    """The SDK has room for one: AWS's own where the rule has controls of it, else cdk-nag's pack."""
    aws = [control for control in rule.controls if not control.startswith((_NAG, _GUARD))]
    nag = [control for control in rule.controls if control.startswith(_NAG)]
    if aws:
        name, version, specification = _FSBP
        return sdk.PolicyComplianceFramework(name, version, ", ".join(aws), specification)
    return sdk.PolicyComplianceFramework("cdk-nag AwsSolutions", reference=", ".join(nag)) if nag else None
