from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, decided, unless


def check(version: Resource, config: Config) -> Findings:
    for property_name in ("secretString", "secretBinary"):
        # An unknown value is a value all the same, and Pulumi will store it.
        given = decided(not version[property_name].absent)
        yield from unless(~given, "the program sets the secret's value", property_name)


RULE = ResourceRule(
    name="secret-not-in-state",
    title="No program sets the value of a secret.",
    why="What a program sets stands in Pulumi's state, and whoever may read the state has the secret.",
    fix="Create only the Secret; fill it with `alex secrets set`, or from a Lambda.",
    severity=Severity.HIGH,
    types=("aws:secretsmanager/secretVersion:SecretVersion",),
    check=check,
)
