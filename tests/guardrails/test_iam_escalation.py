from __future__ import annotations

import json
from typing import Any

import pytest

from policies.engine import UNKNOWN, Resource
from policies.iam.actions import why_invalid
from policies.iam.escalation import METHODS
from policies.rules.iam.iam_no_privilege_escalation import RULE
from policies.testing import make, undecided, violations

ROLE = make("aws:iam/role:Role", {"name": "alex-prod-api"}, "api-role")


def allow(*actions: str, resource: str = "*", **elements: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource, **elements}


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def role_policy(*statements: dict[str, Any], name: str = "policy") -> Resource:
    properties = {"role": "alex-prod-api", "policy": document(*statements)}
    return make("aws:iam/rolePolicy:RolePolicy", properties, name)


def test_the_published_methods_name_actions_that_exist() -> None:
    assert not [why_invalid(action) for method in METHODS for action in method.all_actions if why_invalid(action)]


@pytest.mark.parametrize("method", METHODS, ids=lambda method: " + ".join(method.all_actions))
def test_a_published_method_is_caught(method: Any) -> None:
    named = " + ".join(method.all_actions)
    assert any(message.endswith(named) for message in violations(RULE, ROLE, role_policy(allow(*method.all_actions))))


@pytest.mark.parametrize("method", [m for m in METHODS if len(m.all_actions) > 1], ids=lambda m: m.actions[0])
def test_a_method_does_not_work_without_its_last_action(method: Any) -> None:
    found = violations(RULE, ROLE, role_policy(allow(*method.all_actions[:-1])))
    assert not [message for message in found if message.endswith(" + ".join(method.all_actions))]


def test_a_role_of_the_program_passes() -> None:
    assert not violations(RULE, ROLE, role_policy(allow("lambda:InvokeFunction", "sqs:SendMessage")))


def test_two_policies_of_one_role_are_seen_together() -> None:
    first = role_policy(allow("iam:PassRole"), name="first")
    second = role_policy(allow("lambda:CreateFunction", "lambda:InvokeFunction"), name="second")
    assert not violations(RULE, ROLE, first)
    assert violations(RULE, ROLE, first, second)


def test_an_attached_policy_counts_for_the_role() -> None:
    first = role_policy(allow("iam:PassRole"))
    policy = make("aws:iam/policy:Policy", {"policy": document(allow("ec2:RunInstances"))}, "shared")
    attachment = make(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        {"role": "alex-prod-api", "policyArn": UNKNOWN},
        "attachment",
        depends={"policyArn": [policy], "role": [ROLE]},
    )
    assert not violations(RULE, ROLE, first, policy)
    assert violations(RULE, ROLE, first, policy, attachment)


def test_a_role_passed_only_to_another_service_is_no_way_up() -> None:
    to_lambda = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    assert not violations(RULE, role_policy(allow("iam:PassRole", Condition=to_lambda), allow("ec2:RunInstances")))
    assert violations(RULE, role_policy(allow("iam:PassRole"), allow("ec2:RunInstances")))


def test_a_permissions_boundary_takes_the_danger_out() -> None:
    boundary = {"StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/alex-prod-boundary"}}
    assert not violations(RULE, role_policy(allow("iam:PutRolePolicy", Condition=boundary)))
    optional = {"StringEqualsIfExists": boundary["StringEquals"]}
    assert violations(RULE, role_policy(allow("iam:PutRolePolicy", Condition=optional)))


def test_a_deny_without_a_condition_closes_the_way() -> None:
    deny = {"Effect": "Deny", "Action": "iam:Put*", "Resource": "*"}
    assert not violations(RULE, role_policy(allow("iam:PutRolePolicy"), deny))
    sometimes = {**deny, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}
    assert violations(RULE, role_policy(allow("iam:PutRolePolicy"), sometimes))


def test_wildcards_and_exceptions_are_seen_through() -> None:
    assert violations(RULE, role_policy(allow("iam:*")))
    assert violations(RULE, role_policy({"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}))


def test_an_unknown_policy_is_undecided_and_an_absent_one_is_nothing() -> None:
    unknown = make("aws:iam/rolePolicy:RolePolicy", {"role": "alex-prod-api", "policy": UNKNOWN})
    assert undecided(RULE, ROLE, unknown)
    assert not undecided(RULE, ROLE)
    assert violations(RULE, ROLE, unknown, role_policy(allow("iam:PutRolePolicy"), name="known"))
