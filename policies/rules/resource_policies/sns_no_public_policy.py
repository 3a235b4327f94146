from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.iam.policy_locations import PolicyType
from policies.iam.statements import each_statement
from policies.rules.resource_policies import _public

RULE = ResourceRule(
    name="sns-no-public-policy",
    title="SNS topic policies do not allow public access.",
    why=_public.WHY,
    fix=_public.FIX,
    severity=Severity.CRITICAL,
    types=(
        "aws:sns/topic:Topic",
        "aws:sns/topicPolicy:TopicPolicy",
    ),
    controls=("SNS.4",),
    check=each_statement(_public.judge, PolicyType.RESOURCE),
)
