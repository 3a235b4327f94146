"""Grants that are needed although the embedded AWS shows no use of them, each with the reason.

Before adding a row, check whether `local/aws/emulator/` can make the real call, as `role_calls.py` does. Delete a row
that matches no grant of the program, or whose call has been seen; a test fails for both.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from cli.iam.roles import Granted, Role
from components.data.database_monitoring import MONITORING_ROLE
from components.data.network import FLOW_LOGS_ROLE
from components.governance.audit_trail import TRAIL_ROLE

_EVERY_FUNCTION = "every function"


@dataclass(frozen=True)
class Implied:
    """Actions of a role, and the reason why no use of them is seen."""

    role: str
    """Last part of its name, e.g. `flow-logs`."""
    actions: tuple[str, ...]
    resource: str
    """The grant's resource as written, with `*` for any characters."""
    reason: str

    def fits(self, role: Role, granted: Granted) -> bool:
        is_meant = role.is_a_functions if self.role == _EVERY_FUNCTION else role.name.endswith(f"-{self.role}")
        return is_meant and granted.action in self.actions and fnmatchcase(granted.resource, self.resource)


IMPLIED = (
    Implied(
        _EVERY_FUNCTION,
        ("xray:PutTelemetryRecords", "xray:PutTraceSegments"),
        "*",
        "Lambda's X-Ray daemon sends the segments; the embedded AWS has no X-Ray.",
    ),
    Implied(
        FLOW_LOGS_ROLE,
        ("logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents"),
        "arn:aws:logs:*",
        "EC2 writes the network's flow logs; no packet crosses the embedded network.",
    ),
    Implied(
        TRAIL_ROLE,
        ("logs:CreateLogStream", "logs:PutLogEvents"),
        "*:log-group:/aws/cloudtrail/*",
        "CloudTrail writes the trail's events; the embedded one delivers none.",
    ),
    Implied(
        MONITORING_ROLE,
        (
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:DescribeLogStreams",
            "logs:GetLogEvents",
            "logs:PutLogEvents",
            "logs:PutRetentionPolicy",
        ),
        "*:log-group:RDSOSMetrics*",
        "RDS writes the operating system's metrics; the embedded database has no machine to measure.",
    ),
)


def reason(role: Role, granted: Granted) -> str:
    """Reason why the grant is needed without a call, or empty."""
    return next((row.reason for row in IMPLIED if row.fits(role, granted)), "")
