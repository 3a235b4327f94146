"""CloudFront's flat-rate pricing plans: what each includes of what the edge uses, and the subscription to one.

Under a plan, distribution and web ACL have one price. AWS refuses a subscription whose distribution or web ACL has a
feature that the plan lacks, so the edge leaves it out. Source: Amazon CloudFront Developer Guide, "CloudFront flat-rate
pricing plans", features by tier and unsupported features, as of September 2026.
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.foundation.settings.settings import Settings


@dataclass(frozen=True)
class EdgePlan:
    """Without a limit, as pay-as-you-go."""

    tier: str | None = None
    """Of the subscription; None for pay-as-you-go, which needs none."""
    firewall_rules: int | None = None
    """Most rules of the web ACL, managed rule groups among them; None for as many as fit its capacity."""
    inspected_kb: int = 32
    """Part of a body that the firewall inspects. A paid plan from Business on allows 64."""
    own_headers: bool = True
    """Whether response headers policies of the stack are included; else AWS's managed ones only."""
    own_answers: bool = True
    """Whether the firewall may answer with a status and a text of the stack; else it answers 403."""
    sql_rules: bool = True
    """Whether the managed rule group against SQL injection is included."""
    logs: bool = True
    """Whether the access log of the distribution and the log of the firewall are included."""


#: By the setting `edgePlan`.
PLANS = {
    "pay-as-you-go": EdgePlan(),
    "free": EdgePlan("FREE", 5, 16, own_headers=False, own_answers=False, sql_rules=False, logs=False),
    "pro": EdgePlan("PRO", 25, 16, own_headers=False),
    "business": EdgePlan("BUSINESS", 50),
}


def plan_of(settings: Settings) -> EdgePlan:
    return PLANS[settings.edge_plan]


class PlanSubscription(pulumi.ComponentResource):
    """Flat-rate pricing plan of CloudFront for the distribution and its web ACL."""

    def __init__(
        self,
        name: str,
        tier: str,
        distribution_arn: pulumi.Input[str],
        web_acl_arn: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("alex:components:PlanSubscription", name, None, opts)
        aws.pricingplanmanager.Subscription(
            f"{name}-subscription",
            plan_family="CloudFront",
            plan_tier=tier,
            resource_arns=[distribution_arn, web_acl_arn],
            # Else a paid plan waits for an approval by another call, and nothing can change until then.
            approval_mode="IMMEDIATE",
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({})
