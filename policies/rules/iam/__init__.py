"""Rules for identity policies and trust policies."""

from __future__ import annotations

from policies.engine import Rule
from policies.rules.iam import (
    iam_action_exists,
    iam_arn_within_stack,
    iam_grants_something,
    iam_no_admin,
    iam_no_aws_managed,
    iam_no_data_exfiltration,
    iam_no_decrypt_all_keys,
    iam_no_exclusive_conflict,
    iam_no_not_element,
    iam_no_privilege_escalation,
    iam_no_service_wildcard_action,
    iam_no_wildcard_resource,
    iam_pass_role_to_service,
    iam_trust_bounds_federation,
    iam_trust_names_source,
    iam_valid_document,
)

RULES: tuple[Rule, ...] = (
    iam_action_exists.RULE,
    iam_arn_within_stack.RULE,
    iam_grants_something.RULE,
    iam_no_admin.RULE,
    iam_no_aws_managed.RULE,
    iam_no_data_exfiltration.RULE,
    iam_no_decrypt_all_keys.RULE,
    iam_no_exclusive_conflict.RULE,
    iam_no_not_element.RULE,
    iam_no_privilege_escalation.RULE,
    iam_no_service_wildcard_action.RULE,
    iam_no_wildcard_resource.RULE,
    iam_pass_role_to_service.RULE,
    iam_trust_bounds_federation.RULE,
    iam_trust_names_source.RULE,
    iam_valid_document.RULE,
)
