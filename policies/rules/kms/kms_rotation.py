from __future__ import annotations

from policies.engine import Config, Findings, Resource, ResourceRule, Severity

_ASYMMETRIC_OR_MAC = ("RSA", "ECC", "SM2", "HMAC", "ML_DSA", "ML_KEM")
_YEAR = 366


def check(key: Resource, config: Config) -> Findings:
    spec = key["customerMasterKeySpec"]
    if spec.text.startswith(_ASYMMETRIC_OR_MAC):
        return  # AWS rotates the material of symmetric keys only
    yield from key["enableKeyRotation"].must(lambda on: on is True, "automatic rotation is not enabled")
    yield from key["rotationPeriodInDays"].must(
        lambda days: days is None or days <= _YEAR, "a version is used for years"
    )


RULE = ResourceRule(
    name="kms-rotation",
    title="Symmetric KMS keys have automatic rotation enabled.",
    why="Data encrypted with a leaked version of the key stays readable for as long as that version is in use.",
    fix="Set enable_key_rotation=True.",
    severity=Severity.MEDIUM,
    types=("aws:kms/key:Key",),
    controls=("KMS.4", "AwsSolutions-KMS5", "AWSGuard cmk-backing-key-rotation-enabled"),
    check=check,
)
