from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity, decided, unless


def check(version: Resource, config: Config) -> Findings:
    for property_name in ("secretString", "secretBinary"):
        # Pulumi stores unknown values too, once they are known.
        given = decided(not version[property_name].absent)
        yield from unless(~given, "the program sets the secret's value", property_name)


RULE = ResourceRule(
    name="secret-not-in-state",
    title="Secret values are not set by the program.",
    why=(
        "Pulumi's state contains every value that the program sets: read access to the state is read access to the "
        "secret."
    ),
    fix="Create only the aws.secretsmanager.Secret. Set its value with the AWS CLI, or from a Lambda function.",
    severity=Severity.HIGH,
    types=("aws:secretsmanager/secretVersion:SecretVersion",),
    link="https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html",
    check=check,
)
