from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.rules._shapes import must_be_on

RULE = ResourceRule(
    name="cloudtrail-validation",
    title="Trails sign their log files.",
    why="Without signed digests nobody can prove that a log file was not changed or removed afterwards.",
    fix="Set enable_log_file_validation=True.",
    severity=Severity.LOW,
    types=("aws:cloudtrail/trail:Trail",),
    controls=("CloudTrail.4",),
    check=must_be_on("enableLogFileValidation", "nothing shows whether log files were changed"),
)
