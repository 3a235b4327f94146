from __future__ import annotations

from policies.engine import Config, Findings, Option, Resource, ResourceRule, Severity


def check(secret: Resource, config: Config) -> Findings:
    if config.production:
        least = config["days"]
        yield from secret["recoveryWindowInDays"].must(
            lambda days: days is None or days >= least, f"a deleted secret can be restored for less than {least} days"
        )


RULE = ResourceRule(
    name="secret-recovery",
    title="Deleted secrets of production can be restored for 30 days.",
    why="A secret that is deleted by mistake stops all that uses it, and may be known nowhere else.",
    fix="Leave recovery_window_in_days out, or set it to 30, AWS's default.",
    severity=Severity.MEDIUM,
    types=("aws:secretsmanager/secret:Secret",),
    link="https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html",
    options={
        "days": Option({"type": "integer", "minimum": 0, "maximum": 30, "description": "Shortest window in days."}, 30)
    },
    check=check,
)
