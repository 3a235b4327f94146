"""IAM role for RDS Enhanced Monitoring: operating system metrics of the database, every minute."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.foundation.names import Names
from components.foundation.policy import Statement, create_service_role

MONITORING_ROLE = "database-monitoring"
MONITORING_SECONDS = 60
#: RDS uses one log group for all databases of an account, so no stack owns it.
_LOG_GROUP = "RDSOSMetrics"


def create_monitoring_role(parent: pulumi.Resource, names: Names) -> aws.iam.Role:
    """Role for RDS to write the metrics. AWS's managed policy would allow every log group named RDS*."""
    group = names.log_group_arn(_LOG_GROUP)
    write = ("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:GetLogEvents", "logs:PutLogEvents")
    statements = (
        # CloudWatch Logs checks some requests against the group's ARN with a suffix such as `:log-stream:`.
        Statement("MakeLogGroup", ("logs:CreateLogGroup", "logs:PutRetentionPolicy"), (group, f"{group}:*")),
        Statement("WriteReports", write, (f"{group}:*",)),
    )
    return create_service_role(
        parent, names, MONITORING_ROLE, "monitoring.rds", names.database_instance_arn_pattern, statements
    )
