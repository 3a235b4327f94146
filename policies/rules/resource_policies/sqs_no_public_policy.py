from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.iam.policy_locations import PolicyType
from policies.iam.statements import each_statement
from policies.rules.resource_policies import _public

RULE = ResourceRule(
    name="sqs-no-public-policy",
    title="SQS queue policies do not allow public access.",
    why=_public.WHY,
    fix=_public.FIX,
    severity=Severity.CRITICAL,
    types=(
        "aws:sqs/queue:Queue",
        "aws:sqs/queuePolicy:QueuePolicy",
    ),
    controls=("SQS.3",),
    check=each_statement(_public.judge, PolicyType.RESOURCE),
)
