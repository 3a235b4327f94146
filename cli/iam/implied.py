"""Grants that are needed although nobody sees their use in the embedded AWS: the one list, each with its reason.

Before adding a row, see whether `local/aws/emulator/` can make the call a real one, as `role_calls.py` does. A row that
fits no grant of the program fails a test, and so does a row whose call is seen: both must go.
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
    """Some actions of a role, and why their use is not seen."""

    role: str
    """Last part of its name, e.g. `flow-logs`."""
    actions: tuple[str, ...]
    resource: str
    """Of the grant as written, with `*` for any run of characters."""
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
        "RDS writes the operating system's metrics; the embedded database is no machine of its own.",
    ),
)


def reason(role: Role, granted: Granted) -> str:
    """Why the grant counts as needed without a call; empty if it does not."""
    return next((row.reason for row in IMPLIED if row.fits(role, granted)), "")
