"""CloudTrail: every region, log file validation, and access for this trail only."""

from __future__ import annotations

import json

import pytest

TRAIL = "arn:aws:cloudtrail:us-east-1:123456789012:trail/alex-prod"
BUCKET = "arn:aws:s3:::alex-prod-trail-123456789012"


@pytest.fixture
def trail(stack):
    return stack.one("Trail", "audit-trail")


def test_it_records_all_regions_and_signs_its_files(trail):
    assert trail["isMultiRegionTrail"] is trail["enableLogFileValidation"] is trail["enableLogging"] is True
    assert trail["includeGlobalServiceEvents"] is True


def test_all_management_events_are_recorded_and_writes_to_the_site(prod):
    management, writes = prod.one("Trail", "audit-trail")["advancedEventSelectors"]
    fields = {field["field"]: field for field in writes["fieldSelectors"]}

    assert management["fieldSelectors"] == [{"field": "eventCategory", "equals": ["Management"]}]
    assert fields["readOnly"]["equals"] == ["false"]
    assert fields["resources.ARN"]["startsWiths"] == ["arn:aws:s3:::alex-prod-site-123456789012/"]


def test_files_and_log_events_are_encrypted_with_the_stacks_key(stack):
    (trail,) = stack.all("Trail")

    assert [urn.split("::")[-1] for urn in trail.property_dependencies["kmsKeyId"]] == ["key-key"]
    assert [urn.split("::")[-1] for urn in trail.property_dependencies["cloudWatchLogsGroupArn"]] == ["audit-logs"]
    assert "kmsKeyId" in stack.one("LogGroup", "audit-logs")


def test_the_bucket_is_private_versioned_logged_and_tidied_up(stack):
    (lifecycle,) = stack.one("BucketLifecycleConfiguration", "audit-bucket-lifecycle")["rules"]

    assert all(stack.one("BucketPublicAccessBlock", "audit-bucket-public-access")[key] for key in ("blockPublicAcls",))
    assert stack.one("BucketVersioning", "audit-bucket-versioning")["versioningConfiguration"]["status"] == "Enabled"
    assert stack.one("BucketLogging", "audit-bucket-logging")["targetPrefix"] == "trail/"
    assert (lifecycle["status"], lifecycle["expiration"]["days"]) == ("Enabled", 365)


def test_only_this_trail_writes_into_the_bucket(prod):
    statements = json.loads(prod.one("BucketPolicy", "audit-bucket-policy")["policy"])["Statement"]
    allowed = {statement["Sid"]: statement for statement in statements if statement["Effect"] == "Allow"}

    assert {sid: statement["Action"] for sid, statement in allowed.items()} == {
        "TrailChecksBucket": ["s3:GetBucketAcl"],
        "TrailWrites": ["s3:PutObject"],
    }
    assert allowed["TrailWrites"]["Resource"] == [f"{BUCKET}/AWSLogs/123456789012/*"]
    for statement in allowed.values():
        assert statement["Principal"] == {"Service": "cloudtrail.amazonaws.com"}
        assert statement["Condition"]["StringEquals"]["aws:SourceArn"] == TRAIL


def test_the_key_serves_this_trail_only(prod):
    statements = json.loads(prod.one("Key", "key-key")["policy"])["Statement"]
    for_trail = [s for s in statements if s["Principal"] == {"Service": "cloudtrail.amazonaws.com"}]

    assert {action for s in for_trail for action in s["Action"]} == {
        "kms:DescribeKey",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
    }
    assert all(s["Condition"]["StringEquals"]["aws:SourceArn"] == TRAIL for s in for_trail)


def test_its_role_writes_to_its_own_streams(prod):
    (statement,) = prod.role_statements()["trail"]
    (trust,) = json.loads(prod.one("Role", "trail-role")["assumeRolePolicy"])["Statement"]

    assert statement["Resource"] == [
        "arn:aws:logs:us-east-1:123456789012:log-group:/aws/cloudtrail/alex-prod"
        ":log-stream:123456789012_CloudTrail_us-east-1*"
    ]
    assert trust["Condition"]["ArnLike"] == {"aws:SourceArn": TRAIL}
