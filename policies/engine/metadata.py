"""Rule metadata for Pulumi: level, severity, compliance framework, remediation steps."""

from __future__ import annotations

from typing import Any

import pulumi_policy as sdk

from policies.engine.rule import Level, Rule, level_of
from policies.engine.security_hub import GUIDE, best_practices

_NAG = "AwsSolutions-"


def metadata(rule: Rule, stack: str) -> dict[str, Any]:
    """Arguments of every SDK policy, except its functions."""
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
    """The SDK accepts one framework: AWS's if the rule covers controls of it, else cdk-nag's pack."""
    aws = best_practices(rule.controls)
    nag = [control for control in rule.controls if control.startswith(_NAG)]
    if aws:
        return sdk.PolicyComplianceFramework("AWS Foundational Security Best Practices", "1.0.0", ", ".join(aws), GUIDE)
    return sdk.PolicyComplianceFramework("cdk-nag AwsSolutions", reference=", ".join(nag)) if nag else None
