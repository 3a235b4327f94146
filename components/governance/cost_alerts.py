"""Cost alerts: a monthly budget, cost anomaly detection, and cost allocation tags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.context import StackContext
from components.foundation.names import Names
from components.foundation.policy import Statement, document, tls_only

COST_TOPIC = "costs"
#: Services that publish to the topic.
_PUBLISHERS = {"PublishBudgets": "budgets.amazonaws.com", "PublishAnomalies": "costalerts.amazonaws.com"}
#: Budget notifications: type, and threshold in percent of the budget.
NOTICES = (("ACTUAL", 50), ("ACTUAL", 80), ("ACTUAL", 100), ("FORECASTED", 100))
#: Share of the budget that an anomaly must reach to be reported.
_ANOMALY_PART = 0.1


@dataclass(frozen=True)
class CostAlertsArgs:
    context: StackContext
    monthly_budget_usd: int
    email: str | None
    """Receives every alert in addition to the topic."""
    anomaly_monitor_arn: str | None
    """Existing cost anomaly monitor for services. AWS allows one per account and creates it in most."""
    tag_keys: Sequence[str]
    """Tags to activate for cost allocation. Billing knows a tag about a day after its first use."""

    def __post_init__(self) -> None:
        if self.monthly_budget_usd < 1:
            raise ValueError(f"CostAlertsArgs.monthly_budget_usd must be at least 1, not {self.monthly_budget_usd}")


class CostAlerts(pulumi.ComponentResource):
    """Alerts for the whole account: model usage has no tags, so a budget by tag would miss its cost."""

    def __init__(self, name: str, args: CostAlertsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("alex:components:CostAlerts", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        topic = aws.sns.Topic(
            f"{name}-topic",
            name=args.context.names.of(COST_TOPIC),
            kms_master_key_id=args.context.key_arn,
            policy=document(_topic_statements(args.context.names)),
            opts=self._child,
        )
        self.topic_arn = topic.arn
        self._budget(name, args)
        self._anomalies(name, args)
        for key in args.tag_keys:
            aws.costexplorer.CostAllocationTag(
                f"{name}-tag-{key.lower()}",
                tag_key=key,
                status="Active",
                # Other stacks of the account also use the tag.
                opts=pulumi.ResourceOptions(parent=self, retain_on_delete=True),
            )
        self.register_outputs({"topicArn": self.topic_arn})

    def _budget(self, name: str, args: CostAlertsArgs) -> None:
        aws.budgets.Budget(
            f"{name}-budget",
            name=args.context.names.of("monthly"),
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=str(args.monthly_budget_usd),
            limit_unit="USD",
            # With credits, a budget counts net of them, and warns only when they are spent.
            cost_types=aws.budgets.BudgetCostTypesArgs(include_credit=False, include_refund=False),
            notifications=[
                aws.budgets.BudgetNotificationArgs(
                    notification_type=kind,
                    comparison_operator="GREATER_THAN",
                    threshold=percent,
                    threshold_type="PERCENTAGE",
                    subscriber_sns_topic_arns=[self.topic_arn],
                    subscriber_email_addresses=[args.email] if args.email else None,
                )
                for kind, percent in NOTICES
            ],
            opts=self._child,
        )

    def _anomalies(self, name: str, args: CostAlertsArgs) -> None:
        monitor = args.anomaly_monitor_arn or self._monitor(name, args.context.names)
        # AWS sends individual alerts only to topics; e-mail gets a daily summary.
        self._subscription(f"{name}-anomalies", args, monitor, "IMMEDIATE", ("SNS", self.topic_arn))
        if args.email:
            self._subscription(f"{name}-anomaly-summary", args, monitor, "DAILY", ("EMAIL", args.email))

    def _monitor(self, name: str, names: Names) -> pulumi.Output[str]:
        return aws.costexplorer.AnomalyMonitor(
            f"{name}-monitor",
            name=names.of("services"),
            monitor_type="DIMENSIONAL",
            monitor_dimension="SERVICE",
            opts=self._child,
        ).arn

    def _subscription(
        self,
        name: str,
        args: CostAlertsArgs,
        monitor_arn: pulumi.Input[str],
        frequency: str,
        subscriber: tuple[str, pulumi.Input[str]],
    ) -> None:
        kind, address = subscriber
        threshold = aws.costexplorer.AnomalySubscriptionThresholdExpressionDimensionArgs(
            key="ANOMALY_TOTAL_IMPACT_ABSOLUTE",
            match_options=["GREATER_THAN_OR_EQUAL"],
            values=[f"{args.monthly_budget_usd * _ANOMALY_PART:g}"],
        )
        aws.costexplorer.AnomalySubscription(
            name,
            name=args.context.names.of(f"anomalies-{frequency.lower()}"),
            frequency=frequency,
            monitor_arn_lists=[monitor_arn],
            subscribers=[aws.costexplorer.AnomalySubscriptionSubscriberArgs(type=kind, address=address)],
            threshold_expression=aws.costexplorer.AnomalySubscriptionThresholdExpressionArgs(dimension=threshold),
            opts=self._child,
        )


def key_statements(names: Names) -> tuple[Statement, ...]:
    """Key policy statements for the publishers to the encrypted topic."""
    return _for_publishers(names, ("kms:Decrypt", "kms:GenerateDataKey"), "*")


def _topic_statements(names: Names) -> tuple[Statement, ...]:
    topic = names.topic_arn(COST_TOPIC)
    return (*_for_publishers(names, ("sns:Publish",), topic), tls_only(("sns:Publish",), topic))


def _for_publishers(names: Names, actions: tuple[str, ...], resource: str) -> tuple[Statement, ...]:
    of_this_account = {"StringEquals": {"aws:SourceAccount": names.account}}
    return tuple(
        Statement(name, actions, (resource,), of_this_account, {"Service": service})
        for name, service in _PUBLISHERS.items()
    )
