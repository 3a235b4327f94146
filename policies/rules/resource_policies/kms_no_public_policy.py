from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.iam.policy_locations import PolicyType
from policies.iam.statements import each_statement
from policies.rules.resource_policies import _public

RULE = ResourceRule(
    name="kms-no-public-policy",
    title="KMS key policies do not allow public access.",
    why=_public.WHY,
    fix=_public.FIX,
    severity=Severity.CRITICAL,
    types=(
        "aws:kms/key:Key",
        "aws:kms/keyPolicy:KeyPolicy",
    ),
    controls=("KMS.5",),
    check=each_statement(_public.judge, PolicyType.KEY),
)
