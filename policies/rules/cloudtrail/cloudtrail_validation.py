from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.rules._checks import must_be_on

RULE = ResourceRule(
    name="cloudtrail-validation",
    title="Trails have log file validation enabled.",
    why="Without signed digests, a changed or deleted log file cannot be detected.",
    fix="Set enable_log_file_validation=True.",
    severity=Severity.LOW,
    types=("aws:cloudtrail/trail:Trail",),
    controls=("CloudTrail.4",),
    check=must_be_on("enableLogFileValidation", "log file validation is not enabled"),
)
