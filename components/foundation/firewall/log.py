"""The log of a web ACL of AWS WAF."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.names import Names
from components.foundation.policy import Statement, document


@dataclass(frozen=True)
class FirewallLogArgs:
    context: StackContext
    names: Names
    """In the web ACL's region."""
    group: str
    """Name of the log group, which AWS WAF wants to begin with `aws-waf-logs-`."""
    key_arn: pulumi.Input[str]
    """Of a key in the web ACL's region."""
    redacted: tuple[str, ...]
    """Headers that are left out, in lower case."""


def create_firewall_log(
    name: str, acl: aws.wafv2.WebAcl, args: FirewallLogArgs, parent: pulumi.Resource, child: pulumi.ResourceOptions
) -> None:
    """A log group, the permission to write to it, and the setting that does.

    Args:
        child: options of the parent's resources in the web ACL's region.
    """
    group = aws.cloudwatch.LogGroup(
        f"{name}-logs",
        name=args.group,
        retention_in_days=args.context.log_retention_days,
        kms_key_id=args.key_arn,
        opts=pulumi.ResourceOptions.merge(child, args.context.holding_data(parent)),
    )
    delivery = aws.cloudwatch.LogResourcePolicy(
        f"{name}-log-delivery",
        policy_name=args.group,
        policy_document=document([_deliver_logs(args.names, args.group)]),
        opts=child,
    )
    aws.wafv2.WebAclLoggingConfiguration(
        f"{name}-logging",
        resource_arn=acl.arn,
        log_destination_configs=[group.arn],
        redacted_fields=[{"single_header": {"name": header}} for header in args.redacted],
        opts=pulumi.ResourceOptions.merge(child, pulumi.ResourceOptions(depends_on=[delivery])),
    )


def _deliver_logs(names: Names, group: str) -> Statement:
    return Statement(
        sid="DeliverFirewallLogs",
        principal={"Service": "delivery.logs.amazonaws.com"},
        actions=("logs:CreateLogStream", "logs:PutLogEvents"),
        resources=(f"{names.log_group_arn(group)}:log-stream:*",),
        conditions={
            "StringEquals": {"aws:SourceAccount": names.account},
            "ArnLike": {"aws:SourceArn": f"arn:aws:logs:{names.region}:{names.account}:*"},
        },
    )
