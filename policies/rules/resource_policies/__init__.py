"""Rules for resource policies of queues, topics, buckets, keys, secrets and functions."""

from __future__ import annotations

from policies.engine import Rule
from policies.rules.resource_policies import (
    kms_no_public_policy,
    lambda_no_public_invoke,
    lambda_permission_names_source,
    no_confused_deputy,
    no_cross_account_access,
    no_public_policy,
    policy_names_service,
    s3_no_cross_account_admin,
    s3_no_public_access,
    s3_tls_only,
    s3_website_oai,
    sns_no_public_policy,
    sns_tls_only,
    sqs_no_public_policy,
    sqs_tls_only,
)

RULES: tuple[Rule, ...] = (
    kms_no_public_policy.RULE,
    lambda_no_public_invoke.RULE,
    lambda_permission_names_source.RULE,
    no_confused_deputy.RULE,
    no_cross_account_access.RULE,
    no_public_policy.RULE,
    policy_names_service.RULE,
    s3_no_cross_account_admin.RULE,
    s3_no_public_access.RULE,
    s3_tls_only.RULE,
    s3_website_oai.RULE,
    sns_no_public_policy.RULE,
    sns_tls_only.RULE,
    sqs_no_public_policy.RULE,
    sqs_tls_only.RULE,
)
