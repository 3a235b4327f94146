"""IAM is enforced, and every decision is written down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

pytestmark = pytest.mark.local

CHECKOUT = Path(__file__).resolve().parents[2]
ROLE = "arn:aws:sts::123456789012:assumed-role/sample/sample"


def decisions(sample: Any, action: str) -> set[tuple[str, str]]:
    """Resource and decision of what the sample's function was allowed or denied."""
    log = sample.aws.iam_log()
    return {(line["resource"], line["decision"]) for line in log if (line["who"], line["action"]) == (ROLE, action)}


def test_what_a_role_does_not_grant_is_denied_and_logged(sample: Any) -> None:
    assert sample.invoke("forbidden") == {"denied": "AccessDenied"}
    assert decisions(sample, "s3:ListAllMyBuckets") == {("*", "ImplicitDeny")}


def test_converse_needs_the_right_to_invoke_the_profile_through_it_the_model_and_the_project(sample: Any) -> None:
    assert sample.invoke("converse") == "us.amazon.nova-pro-v1:0 heard hello"
    assert decisions(sample, "bedrock:InvokeModel") == {
        ("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-pro-v1:0", "Allow"),
        *(
            (f"arn:aws:bedrock:{region}::foundation-model/amazon.nova-pro-v1:0", "Allow")
            for region in ("us-east-1", "us-east-2", "us-west-2")
        ),
        ("arn:aws:bedrock:us-east-1:123456789012:project/default", "Allow"),
    }


def test_sql_needs_the_right_to_read_the_secret_which_the_clusters_tag_gives(sample: Any) -> None:
    assert sample.invoke("query") == [[{"longValue": 1}]]
    assert decisions(sample, "rds-data:ExecuteStatement") == {(sample.outputs["clusterArn"], "Allow")}
    assert (sample.outputs["masterSecretArn"], "Allow") in decisions(sample, "secretsmanager:GetSecretValue")


def test_a_throttled_model_call_is_an_error_of_bedrock(sample: Any) -> None:
    bedrock = sample.aws.client("bedrock-runtime")
    with pytest.raises(ClientError) as throttled:
        bedrock.converse(
            modelId="amazon.nova-lite-v1:0", messages=[{"role": "user", "content": [{"text": "throttle"}]}]
        )
    assert throttled.value.response["Error"] == {"Code": "ThrottlingException", "Message": "slow down"}


def test_a_function_sees_neither_this_checkout_nor_the_users_environment(sample: Any) -> None:
    seen = sample.invoke("surroundings")
    assert not {str(CHECKOUT), str(CHECKOUT / "agents"), ""} & set(seen["path"])
    assert "PYTEST_CURRENT_TEST" not in seen["environment"]
    assert "ALEX_STACK" not in seen["environment"]
    assert "alex-aws-" in seen["home"]
