from __future__ import annotations

from policies.engine import Config, Findings, Option, Resource, ResourceRule, Severity


def check(key: Resource, config: Config) -> Findings:
    least = config["days"]
    if config.production:
        yield from key["deletionWindowInDays"].must(
            lambda days: days is None or days >= least, f"a deleted key can be restored for less than {least} days"
        )
    yield from key["bypassPolicyLockoutSafetyCheck"].must(
        lambda on: not on, "a policy that locks everybody out would be accepted"
    )
    yield from key["isEnabled"].must(lambda on: on is None or on is True, "the key is disabled")


RULE = ResourceRule(
    name="kms-deletion-window",
    title="KMS keys are enabled, and production's can be restored for 30 days.",
    why="Without its key, all that it encrypts is lost: database, backups, logs and secrets.",
    fix="Leave deletion_window_in_days out, or set it to 30, AWS's default. Leave is_enabled out.",
    severity=Severity.HIGH,
    types=("aws:kms/key:Key", "aws:kms/externalKey:ExternalKey"),
    link="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
    options={
        "days": Option({"type": "integer", "minimum": 7, "maximum": 30, "description": "Shortest window in days."}, 30)
    },
    check=check,
)
