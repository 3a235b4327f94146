from __future__ import annotations

import re

from policies.engine import Config, Findings, Option, Resource, ResourceRule, Severity, unless

_RATE = re.compile(r"rate\((\d+) (hour|day)s?\)")
_CRON = re.compile(r"cron\(\S+ \S+ (?P<day>\S+) (?P<month>\S+) \S+ (?P<year>\S+)\)")
_LONGEST_MONTH = 31


def check(rotation: Resource, config: Config) -> Findings:
    rules = rotation["rotationRules"]
    days = config["days"]
    often = rules["automaticallyAfterDays"].test(lambda after: 1 <= after <= days)
    scheduled = rules["scheduleExpression"].test(lambda expression: _is_within(expression, days))
    message = f"the secret is not rotated within {days} days"
    yield from unless(often | scheduled, message, rules.path)


def _is_within(expression: str, days: int) -> bool:
    """A cron schedule that runs every month has gaps of at most a month; gaps of other schedules are not computed."""
    if rate := _RATE.fullmatch(expression):
        return int(rate[1]) <= days * (24 if rate[2] == "hour" else 1)
    cron = _CRON.fullmatch(expression)
    return bool(cron) and cron["month"] == "*" and cron["year"] == "*" and days >= _LONGEST_MONTH


RULE = ResourceRule(
    name="secret-rotation-period",
    title="Secrets are rotated within a maximum number of days.",
    why="The longer a secret lives, the longer a leaked copy of it works.",
    fix="Set rotation_rules with automatically_after_days, or with a schedule_expression that runs at least monthly.",
    severity=Severity.MEDIUM,
    types=("aws:secretsmanager/secretRotation:SecretRotation",),
    controls=("SecretsManager.4",),
    options={
        "days": Option({"type": "integer", "description": "Maximum number of days between rotations."}, default=90)
    },
    check=check,
)
