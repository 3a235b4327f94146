from __future__ import annotations

import json
from typing import Any

import pytest

from policies.engine import UNKNOWN, Resource, Rule
from policies.rules.iam import (
    iam_no_aws_managed,
    iam_no_exclusive_conflict,
    iam_no_not_element,
    iam_trust_bounds_federation,
    iam_trust_names_source,
)
from policies.rules.resource_policies import no_cross_account_access, no_public_policy
from policies.testing import changed, make, undecided, violations

ACCOUNT = "123456789012"
GITHUB = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
TOKEN = "token.actions.githubusercontent.com"
FROM_MAIN = {f"{TOKEN}:sub": "repo:alex/alex:ref:refs/heads/main", f"{TOKEN}:aud": "sts.amazonaws.com"}
QUEUE = make(
    "aws:sqs/queue:Queue",
    {
        "name": "alex-prod-jobs",
        "policy": json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": {
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "sqs:*",
                    "Resource": f"arn:aws:sqs:us-east-1:{ACCOUNT}:alex-prod-jobs",
                },
            }
        ),
    },
    "queue",
)
"""Tells the rules which account the stack is in."""


def role(principal: Any, condition: dict[str, Any] | None = None, **elements: Any) -> Resource:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **elements}
    if condition:
        statement["Condition"] = condition
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return make("aws:iam/role:Role", {"name": "alex-prod-api", "assumeRolePolicy": document}, "api-role")


COMPLIANT = {
    "Lambda": role({"Service": "lambda.amazonaws.com"}),
    "a service for one account": role(
        {"Service": "cloudtrail.amazonaws.com"}, {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    ),
    "one branch of one repository": role({"Federated": GITHUB}, {"StringEquals": FROM_MAIN}),
    "another account with an external id": role(
        {"AWS": "arn:aws:iam::999999999999:root"}, {"StringEquals": {"sts:ExternalId": "f3a9"}}
    ),
    "a role of this account": role({"AWS": f"arn:aws:iam::{ACCOUNT}:role/deployer"}),
}
TRUST_RULES = (
    iam_trust_names_source.RULE,
    iam_trust_bounds_federation.RULE,
    iam_no_not_element.RULE,
    no_public_policy.RULE,
    no_cross_account_access.RULE,
)
MUTATIONS = {
    "a service without a source": (iam_trust_names_source.RULE, role({"Service": "cloudtrail.amazonaws.com"})),
    "a service for any source": (
        iam_trust_names_source.RULE,
        role({"Service": "scheduler.amazonaws.com"}, {"ArnLike": {"aws:SourceArn": "arn:aws:scheduler:*:*:*"}}),
    ),
    "every repository": (
        iam_trust_bounds_federation.RULE,
        role({"Federated": GITHUB}, {"StringEquals": {f"{TOKEN}:aud": "sts.amazonaws.com"}}),
    ),
    "every repository, by pattern": (
        iam_trust_bounds_federation.RULE,
        role({"Federated": GITHUB}, {"StringLike": FROM_MAIN | {f"{TOKEN}:sub": "repo:*"}}),
    ),
    "every owner whose name begins so": (
        iam_trust_bounds_federation.RULE,
        role({"Federated": GITHUB}, {"StringLike": FROM_MAIN | {f"{TOKEN}:sub": "repo:alex*"}}),
    ),
    "every audience": (
        iam_trust_bounds_federation.RULE,
        role({"Federated": GITHUB}, {"StringEquals": {f"{TOKEN}:sub": FROM_MAIN[f"{TOKEN}:sub"]}}),
    ),
    "everybody": (no_public_policy.RULE, role("*")),
    "everybody, as AWS": (no_public_policy.RULE, role({"AWS": ["*"]})),
    "everybody but": (iam_no_not_element.RULE, role(None, NotPrincipal={"AWS": ACCOUNT})),
    "another account": (no_cross_account_access.RULE, role({"AWS": "999999999999"})),
    "one role of another account": (no_cross_account_access.RULE, role({"AWS": "arn:aws:iam::999999999999:role/x"})),
    "another account with any external id": (
        no_cross_account_access.RULE,
        role({"AWS": "999999999999"}, {"StringLike": {"sts:ExternalId": "*"}}),
    ),
    "an unrecognised principal": (no_cross_account_access.RULE, role({"CanonicalUser": "79a59df900b949e5"})),
}


@pytest.mark.parametrize("trusting", COMPLIANT.values(), ids=COMPLIANT)
@pytest.mark.parametrize("rule", TRUST_RULES, ids=lambda rule: rule.name)
def test_a_role_may_be_taken_on_by(trusting: Resource, rule: Rule) -> None:
    assert not violations(rule, trusting, QUEUE)
    assert not undecided(rule, trusting, QUEUE)


@pytest.mark.parametrize(("rule", "trusting"), MUTATIONS.values(), ids=MUTATIONS)
def test_a_role_may_not_be_taken_on_by(rule: Rule, trusting: Resource) -> None:
    assert violations(rule, trusting, QUEUE)


@pytest.mark.parametrize("rule", TRUST_RULES, ids=lambda rule: rule.name)
def test_an_unknown_trust_policy_is_undecided_and_an_absent_one_is_nothing(rule: Rule) -> None:
    lambda_role = COMPLIANT["Lambda"]
    assert undecided(rule, changed(lambda_role, "assumeRolePolicy", UNKNOWN))
    assert not undecided(rule, changed(lambda_role, "assumeRolePolicy", None))


def test_another_account_is_undecided_when_the_stacks_own_cannot_be_told() -> None:
    assert undecided(no_cross_account_access.RULE, MUTATIONS["another account"][1])
    assert not violations(no_cross_account_access.RULE, MUTATIONS["another account"][1])
    assert not violations(no_cross_account_access.RULE, MUTATIONS["another account"][1], accounts=["999999999999"])


ATTACHMENT = make(
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    {"role": "alex-prod-api", "policyArn": f"arn:aws:iam::{ACCOUNT}:policy/alex-prod-read"},
)


def test_a_policy_of_ours_may_be_attached() -> None:
    assert not violations(iam_no_aws_managed.RULE, ATTACHMENT)
    assert undecided(iam_no_aws_managed.RULE, changed(ATTACHMENT, "policyArn", UNKNOWN))
    assert not violations(iam_no_aws_managed.RULE, changed(ATTACHMENT, "policyArn", None))


@pytest.mark.parametrize(
    "arn", ["arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws-us-gov:iam::aws:policy/service-role/AWSLambdaRole"]
)
def test_a_policy_of_aws_may_not_be_attached(arn: str) -> None:
    name = arn.rpartition("/")[2]
    message = f"attaches the AWS managed policy {name}"
    listed = make("aws:iam/role:Role", {"managedPolicyArns": [ATTACHMENT["policyArn"].raw, arn]})
    assert violations(iam_no_aws_managed.RULE, changed(ATTACHMENT, "policyArn", arn)) == [message]
    assert violations(iam_no_aws_managed.RULE, listed) == [message]
    assert not violations(iam_no_aws_managed.RULE, listed, allowed=[name])


def test_a_role_with_listed_policies_takes_no_attachments() -> None:
    inline = changed(COMPLIANT["Lambda"], "inlinePolicies", [{"name": "own"}])
    other = make("aws:iam/rolePolicy:RolePolicy", {"role": "alex-prod-api"}, "grants")
    assert violations(iam_no_exclusive_conflict.RULE, inline, other) == [
        "sets inlinePolicies, but grants attaches another policy"
    ]
    assert not violations(iam_no_exclusive_conflict.RULE, inline)
    assert not violations(iam_no_exclusive_conflict.RULE, COMPLIANT["Lambda"], other)


def test_a_role_found_by_the_source_of_its_name_counts() -> None:
    listed = changed(COMPLIANT["Lambda"], "managedPolicyArns", UNKNOWN)
    by_output = make(ATTACHMENT.type, {"role": UNKNOWN}, "attachment", depends={"role": [listed]})
    assert violations(iam_no_exclusive_conflict.RULE, listed, by_output)
