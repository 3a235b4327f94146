"""Every bucket of the stack is private; the two exceptions are named."""

from __future__ import annotations

import json

import pytest

from components.foundation.context import StackContext
from components.foundation.names import Names
from components.foundation.private_bucket import PrivateBucketArgs

ACL_FOR_CLOUDFRONT = "edge-logs"
UNENCRYPTED_BY_US = "access-logs"
SETTINGS = (
    "BucketPublicAccessBlock",
    "BucketOwnershipControls",
    "BucketPolicy",
    "BucketVersioning",
    "BucketServerSideEncryptionConfiguration",
    "BucketLifecycleConfiguration",
)


@pytest.fixture
def buckets(stack) -> list[str]:
    return [bucket.name.removesuffix("-bucket") for bucket in stack.all("Bucket")]


def setting(stack, type_: str, bucket: str):
    (found,) = [
        resource
        for resource in stack.all(type_)
        if [urn.split("::")[-1] for urn in resource.property_dependencies["bucket"]] == [f"{bucket}-bucket"]
    ]
    return found


def test_every_bucket_has_every_setting_once(stack, buckets):
    assert {"access-logs", "edge-logs", "site"} <= set(buckets)
    for bucket in buckets:
        for type_ in SETTINGS:
            setting(stack, type_, bucket)


def test_nothing_in_a_bucket_can_be_made_public(stack, buckets):
    for bucket in buckets:
        block = setting(stack, "BucketPublicAccessBlock", bucket).inputs
        switches = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
        assert all(block[switch] is True for switch in switches)


def test_only_the_bucket_for_cloudfront_logs_has_acls(stack, buckets):
    with_acls = {
        bucket
        for bucket in buckets
        if setting(stack, "BucketOwnershipControls", bucket).inputs["rule"]["objectOwnership"] != "BucketOwnerEnforced"
    }

    assert with_acls == {ACL_FOR_CLOUDFRONT}
    assert not stack.all("BucketAcl")


def test_plain_http_is_refused_for_the_bucket_and_its_objects(stack, buckets):
    for bucket in buckets:
        name = stack.one("Bucket", f"{bucket}-bucket")["bucket"]
        statements = json.loads(setting(stack, "BucketPolicy", bucket).inputs["policy"])["Statement"]
        (refusal,) = [statement for statement in statements if statement["Effect"] == "Deny"]
        assert refusal["Principal"] == "*"
        assert refusal["Action"] == ["s3:*"]
        assert refusal["Resource"] == [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]
        assert refusal["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_only_the_access_logs_are_not_encrypted_with_the_stacks_key(stack, buckets):
    algorithms = {}
    for bucket in buckets:
        (rule,) = setting(stack, "BucketServerSideEncryptionConfiguration", bucket).inputs["rules"]
        algorithms[bucket] = rule["applyServerSideEncryptionByDefault"]["sseAlgorithm"]

    assert {bucket for bucket, algorithm in algorithms.items() if algorithm != "aws:kms"} == {UNENCRYPTED_BY_US}


def test_every_bucket_is_versioned_and_expires_old_versions(stack, buckets):
    for bucket in buckets:
        versioning = setting(stack, "BucketVersioning", bucket).inputs["versioningConfiguration"]
        rules = setting(stack, "BucketLifecycleConfiguration", bucket).inputs["rules"]
        assert versioning == {"status": "Enabled"}
        assert any(rule.get("noncurrentVersionExpiration") and rule["status"] == "Enabled" for rule in rules)


def test_access_is_logged_by_all_but_the_log_itself(stack, buckets):
    logged = {log.name.removesuffix("-logging"): log.inputs for log in stack.all("BucketLogging")}

    assert set(logged) == set(buckets) - {"access-logs"}
    assert len({log["targetPrefix"] for log in logged.values()}) == len(logged)


def test_the_access_log_bucket_accepts_logs_of_this_stacks_buckets_only(prod):
    statements = json.loads(setting(prod, "BucketPolicy", "access-logs").inputs["policy"])["Statement"]
    (take,) = [statement for statement in statements if statement["Effect"] == "Allow"]

    assert take["Principal"] == {"Service": "logging.s3.amazonaws.com"}
    assert take["Action"] == ["s3:PutObject"]
    assert take["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnLike": {"aws:SourceArn": "arn:aws:s3:::alex-prod-*"},
    }


def test_a_bucket_that_holds_data_resists_deletion_in_prod_only(prod):
    assert {bucket.inputs["forceDestroy"] for bucket in prod.all("Bucket")} == {False}


def test_impossible_arguments_are_refused():
    context = StackContext(
        Names("alex", "test", "us-east-1", "123456789012"), "key", "https://x", 1, deletion_protection=False
    )

    with pytest.raises(
        ValueError, match=r"PrivateBucketArgs.thing must have 1..14 characters, not 'a-very-long-thing'"
    ):
        PrivateBucketArgs(context, "a-very-long-thing", None)
    with pytest.raises(ValueError, match=r"PrivateBucketArgs.expire_after_days must be at least 1, not 0"):
        PrivateBucketArgs(context, "site", None, expire_after_days=0)
