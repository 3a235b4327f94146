from __future__ import annotations

from policies.engine import Config, Findings, Resource, Severity, Stack, StackRule, Verdict, unless
from policies.rules._separate_settings import configured

_SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type
_KIND = "aws:secretsmanager/secretRotation:SecretRotation"


def check(stack: Stack, config: Config) -> Findings:
    for secret in stack.of_type(_SECRET):
        rotated = configured(stack, secret, kind=_KIND, holds=_enabled, via="secretId", inline=Verdict.NO)
        yield from unless(rotated, "automatic rotation is not enabled", resource=secret)


def _enabled(rotation: Resource) -> Verdict:
    return rotation["rotationEnabled"].test(lambda on: on is None or on is True)


RULE = StackRule(
    name="secret-rotation",
    title="Secrets have automatic rotation enabled.",
    why="A secret that leaked unnoticed stays valid until it is changed.",
    fix="Add aws.secretsmanager.SecretRotation with rotation_rules.",
    severity=Severity.MEDIUM,
    types=(_SECRET, _KIND),
    controls=("SecretsManager.1", "AwsSolutions-SMG4"),
    check=check,
)
