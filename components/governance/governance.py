"""Governance wing: the CloudTrail audit trail, cost alerts, and the guard of a protected stack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.foundation.context import StackContext
from components.foundation.names import Names
from components.foundation.policy import Statement
from components.foundation.private_bucket import PrivateBucket
from components.foundation.settings.settings import Settings
from components.foundation.tags import STACK_TAGS
from components.governance import audit_trail, cost_alerts
from components.governance.audit_trail import AuditTrail, AuditTrailArgs
from components.governance.cost_alerts import CostAlerts, CostAlertsArgs
from components.governance.stack_guard import guard_stack


@dataclass(frozen=True)
class GovernanceArgs:
    context: StackContext
    settings: Settings
    access_logs: PrivateBucket
    watched_bucket_arns: Sequence[str]
    """Buckets whose object writes are recorded in the trail."""
    guarded: Sequence[pulumi.Resource]
    """The other wings."""


class Governance(pulumi.ComponentResource):
    """`trail_arn` and `cost_topic_arn` are the trail and the topic of cost alerts."""

    def __init__(self, name: str, args: GovernanceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:Governance", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        trail = AuditTrail("audit", AuditTrailArgs(args.context, args.access_logs, args.watched_bucket_arns), child)
        costs = CostAlerts(
            "costs",
            CostAlertsArgs(
                args.context,
                args.settings.monthly_budget_usd,
                email=args.settings.alarm_email,
                anomaly_monitor_arn=args.settings.anomaly_monitor_arn,
                tag_keys=STACK_TAGS if args.settings.activate_cost_tags else (),
            ),
            child,
        )
        guard_stack(self, [*args.guarded, trail, costs], args.context.deletion_protection)
        self.trail_arn = trail.arn
        self.cost_topic_arn = costs.topic_arn
        self.register_outputs({"trailArn": self.trail_arn, "costTopicArn": self.cost_topic_arn})


def governance_key_statements(names: Names) -> tuple[Statement, ...]:
    """Key policy statements for CloudTrail, AWS Budgets and Cost Anomaly Detection."""
    return (*audit_trail.key_statements(names), *cost_alerts.key_statements(names))
