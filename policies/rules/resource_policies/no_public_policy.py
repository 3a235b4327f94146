from __future__ import annotations

from policies.engine import ResourceRule, Severity
from policies.iam.policy_locations import PolicyType, types_with
from policies.iam.statements import each_statement
from policies.rules.resource_policies import _public

_WITH_OWN_RULE = ("aws:kms/", "aws:sqs/", "aws:sns/", "aws:s3/")

RULE = ResourceRule(
    name="no-public-policy",
    title="Trust policies, and resource policies outside KMS, S3, SNS and SQS, do not allow public access.",
    why=_public.WHY,
    fix=_public.FIX,
    severity=Severity.CRITICAL,
    types=tuple(
        token for token in types_with(PolicyType.RESOURCE, PolicyType.TRUST) if not token.startswith(_WITH_OWN_RULE)
    ),
    link="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    check=each_statement(_public.judge, PolicyType.RESOURCE, PolicyType.TRUST),
)
