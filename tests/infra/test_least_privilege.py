"""Least privilege: one role per function, exact actions and ARNs, every policy known before deployment."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from components.foundation.functions import FUNCTIONS
from components.foundation.grants import InvokeModel, RotateOriginSecret, Scope
from components.foundation.names import Names
from components.foundation.policy import Statement, document
from components.foundation.settings.model_id import ModelId
from local.engine.preview import has_unknown

SNAPSHOT = Path(__file__).with_name("iam_documents.json")
#: Actions without resource-level permissions; of the last one, some of AWS's lists say so.
ON_EVERYTHING = {
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
    "secretsmanager:GetRandomPassword",
    "cloudfront:CreateFunction",
}
#: Allowed patterns in ARNs: log streams, a secret's random suffix, names that RDS assigns.
PATTERNS = (
    r":log-group:/aws/(lambda|vpc)/[\w-]+:\*$",
    r":log-group:RDSOSMetrics:\*$",
    r":log-group:/aws/cloudtrail/[\w-]+:log-stream:\d+_CloudTrail_[\w-]+\*$",
    # AWS authorizes DescribeLogGroups on all log groups.
    r":log-group:\*$",
    r":secret:[\w-]+-\?{6}$",
    r":secret:rds!cluster-\*$",
)


def test_every_policy_document_is_known_at_preview(stack):
    unknown = [name for name, text in stack.documents().items() if has_unknown(text)]

    assert not unknown
    assert len(stack.documents()) >= 3 * len(FUNCTIONS)


def test_each_function_has_a_separate_role(stack):
    roles = [function.property_dependencies["role"] for function in stack.all("Function")]

    assert len(roles) == len(FUNCTIONS)
    assert all(len(role) == 1 for role in roles)
    assert len({role[0] for role in roles}) == len(FUNCTIONS)


def test_only_lambda_may_assume_a_function_role(stack):
    for spec in FUNCTIONS:
        (statement,) = json.loads(stack.one("Role", f"{spec.name}-role")["assumeRolePolicy"])["Statement"]
        assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}


def test_any_other_service_assumes_a_role_for_a_resource_of_this_account_only(stack):
    functions = {f"{spec.name}-role" for spec in FUNCTIONS}
    others = [role for role in stack.all("Role") if role.name not in functions]

    assert others
    for role in others:
        (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
        assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": "123456789012"}
        assert "aws:SourceArn" in statement["Condition"]["ArnLike"]


def test_no_role_allows_an_action_by_wildcard(stack):
    actions = {action for statements in stack.role_statements().values() for s in statements for action in s["Action"]}

    assert all(re.fullmatch(r"[a-z-]+:[A-Za-z]+", action) for action in actions)


def test_only_actions_without_resources_are_allowed_on_everything(stack):
    for statement in _all_statements(stack):
        if "*" in statement["Resource"]:
            assert set(statement["Action"]) <= ON_EVERYTHING, statement


def test_a_wildcard_in_an_arn_covers_only_what_aws_appends(stack):
    resources = {resource for statement in _all_statements(stack) for resource in statement["Resource"]}
    patterns = {resource for resource in resources - {"*"} if re.search(r"[*?]", resource)}

    assert all(any(re.search(pattern, resource) for pattern in PATTERNS) for resource in patterns), patterns


def test_a_specialist_reaches_no_database_and_no_other_function(prod):
    for name in ("tagger", "reporter", "charter", "retirement"):
        services = {action.split(":")[0] for s in prod.role_statements()[name] for action in s["Action"]}
        assert services == {"logs", "xray", "sqs", "bedrock", "secretsmanager"}


def test_the_master_secret_is_read_by_two_functions_and_only_that_of_this_cluster(prod):
    readers = {
        name: statement
        for name, statements in prod.role_statements().items()
        for statement in statements
        if any("rds!cluster" in resource for resource in statement["Resource"])
    }

    assert set(readers) == {"migrator", "rotator"}
    for statement in readers.values():
        assert statement["Condition"] == {
            "StringEquals": {
                "aws:ResourceTag/aws:rds:primaryDBClusterArn": "arn:aws:rds:us-east-1:123456789012:cluster:alex-prod"
            }
        }


def test_a_model_behind_an_inference_profile_is_reached_only_through_it():
    scope = Scope(NAMES, "tagger", ModelId.parse("us.amazon.nova-pro-v1:0", "us-east-1"))
    profile, model, project = InvokeModel().statements(scope)

    assert profile.resources == ("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-pro-v1:0",)
    assert len(model.resources) == 3
    assert model.conditions == {"StringEquals": {"bedrock:InferenceProfileArn": profile.resources[0]}}
    assert project.resources == ("arn:aws:bedrock:us-east-1:123456789012:project/default",)


@pytest.mark.parametrize("region", ["us-east-1", "ap-southeast-2"])
def test_a_global_profile_reaches_its_model_here_and_without_a_region_and_only_through_it(region: str):
    """Global cross-Region inference (Amazon Bedrock User Guide): three ARNs, each of which is needed."""
    model_id = ModelId.parse("global.anthropic.claude-haiku-4-5-20251001-v1:0", region)
    profile, model, _ = InvokeModel().statements(Scope(replace(NAMES, region=region), "tagger", model_id))

    arn = f"arn:aws:bedrock:{region}:123456789012:inference-profile/global.anthropic.claude-haiku-4-5-20251001-v1:0"
    assert profile.resources == (arn,)
    assert model.resources == (
        f"arn:aws:bedrock:{region}::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0",
        "arn:aws:bedrock:::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0",
    )
    assert model.conditions == {"StringEquals": {"bedrock:InferenceProfileArn": arn}}


def test_a_model_without_a_profile_is_one_arn_in_the_stacks_region():
    scope = Scope(NAMES, "tagger", ModelId.parse("openai.gpt-oss-120b-1:0", "us-west-2"))
    statement, project = InvokeModel().statements(scope)

    assert statement.resources == ("arn:aws:bedrock:us-east-1::foundation-model/openai.gpt-oss-120b-1:0",)
    assert project.resources == ("arn:aws:bedrock:us-east-1:123456789012:project/default",)


def test_the_permission_on_the_project_allows_no_other_model():
    """Under either reading: a call needs its model's permission, and maybe the project's in addition."""
    scope = Scope(NAMES, "tagger", ModelId.parse("us.amazon.nova-pro-v1:0", "us-east-1"))
    resources = {resource for statement in InvokeModel().statements(scope) for resource in statement.resources}

    assert not any("*" in resource for resource in resources)
    assert all(resource.endswith((":project/default", "amazon.nova-pro-v1:0")) for resource in resources)


def test_the_origin_rotator_may_create_functions_at_the_edge_under_both_readings_of_that_action():
    scope = Scope(NAMES, "origin_rotator", ModelId("amazon.nova-pro-v1:0"))
    (create,) = [
        statement
        for statement in RotateOriginSecret("origin", "origin").statements(scope)
        if "cloudfront:CreateFunction" in statement.actions
    ]

    assert (create.actions, create.resources) == (("cloudfront:CreateFunction",), ("*",))


def test_two_statements_with_one_sid_are_refused():
    statement = Statement("Twice", ("sqs:SendMessage",), ("arn:aws:sqs:us-east-1:123456789012:alex-test-jobs",))

    with pytest.raises(ValueError, match="sids of a policy must be unique"):
        document([statement, statement])


def test_iam_documents_are_as_reviewed(prod):
    """After an intended change: UPDATE_SNAPSHOTS=1 pytest tests/infra/test_least_privilege.py, then review it."""
    documents = {name: json.loads(text) for name, text in sorted(prod.documents().items())}
    text = json.dumps(documents, indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SNAPSHOT.write_text(text)

    assert json.loads(SNAPSHOT.read_text()) == documents


NAMES = Names("alex", "test", "us-east-1", "123456789012")


def _all_statements(stack) -> list[dict[str, Any]]:
    return [statement for statements in stack.role_statements().values() for statement in statements]
