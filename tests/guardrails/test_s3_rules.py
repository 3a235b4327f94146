from __future__ import annotations

from typing import Any

import pytest

from policies.engine import UNKNOWN, Resource, Rule
from policies.rules.s3 import (
    s3_access_logging,
    s3_acls_disabled,
    s3_block_public_access,
    s3_cmk_encrypted,
    s3_current_types,
    s3_has_public_access_block,
    s3_lifecycle,
    s3_versioned,
    s3_versioning_enabled,
)
from policies.testing import changed, config_for, judge, make, undecided, violations
from tests.guardrails.rule_table import Row, check_refused, check_undecided, table_tests

BUCKET = make("aws:s3/bucket:Bucket", {"bucket": "alex-prod-site"}, name="bucket")


def setting(kind: str, properties: dict[str, Any]) -> Resource:
    """A separate resource for one setting of the bucket, whose id is unknown at preview."""
    token = f"aws:s3/bucket{kind}:Bucket{kind}"
    return make(token, {"bucket": UNKNOWN, **properties}, name=kind, depends={"bucket": [BUCKET]})


SWITCHES = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
BLOCK = setting("PublicAccessBlock", dict.fromkeys(SWITCHES, True))
VERSIONING = setting("Versioning", {"versioningConfiguration": {"status": "Enabled"}})
LIFECYCLE = setting("LifecycleConfiguration", {"rules": [{"id": "old", "status": "Enabled"}]})
LOGGING = setting("Logging", {"targetBucket": "alex-prod-logs", "targetPrefix": "site/"})
OWNERSHIP = setting("OwnershipControls", {"rule": {"objectOwnership": "BucketOwnerEnforced"}})
DEFAULT = "rules[0].applyServerSideEncryptionByDefault"
ENCRYPTION = setting(
    "ServerSideEncryptionConfiguration",
    {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": UNKNOWN}}]},
)

ROWS = (
    *(Row(s3_block_public_access.RULE, BLOCK, switch, noncompliant=(False, None)) for switch in SWITCHES),
    Row(
        s3_versioning_enabled.RULE,
        VERSIONING,
        "versioningConfiguration.status",
        noncompliant=("Suspended", "Disabled", None),
        context=(BUCKET,),
    ),
    Row(
        s3_versioning_enabled.RULE,
        changed(BUCKET, "versioning", {"enabled": True}),
        "versioning.enabled",
        noncompliant=(False, None),
    ),
    Row(s3_lifecycle.RULE, LIFECYCLE, "rules[0].status", noncompliant=("Disabled", None), context=(BUCKET,)),
    Row(
        s3_access_logging.RULE,
        LOGGING,
        "targetBucket",
        noncompliant=("", None),
        context=(BUCKET,),
        unknown_decides=False,
    ),
    Row(
        s3_acls_disabled.RULE,
        OWNERSHIP,
        "rule.objectOwnership",
        noncompliant=("ObjectWriter", "BucketOwnerPreferred"),
        context=(BUCKET,),
    ),
    Row(
        s3_cmk_encrypted.RULE,
        ENCRYPTION,
        f"{DEFAULT}.sseAlgorithm",
        noncompliant=("AES256", None),
        compliant=("aws:kms:dsse",),
        context=(BUCKET,),
    ),
    Row(
        s3_cmk_encrypted.RULE,
        ENCRYPTION,
        f"{DEFAULT}.kmsMasterKeyId",
        noncompliant=("arn:aws:kms:us-east-1:123456789012:alias/aws/s3", "", None),
        context=(BUCKET,),
        unknown_decides=False,
    ),
)

BY_SETTING = (
    (s3_versioned.RULE, VERSIONING),
    (s3_lifecycle.RULE, LIFECYCLE),
    (s3_access_logging.RULE, LOGGING),
    (s3_cmk_encrypted.RULE, ENCRYPTION),
    (s3_has_public_access_block.RULE, BLOCK),
)
INLINE = (
    (s3_versioned.RULE, "versioning", {"enabled": True}, {"enabled": False}),
    (s3_lifecycle.RULE, "lifecycleRules", [{"enabled": True}], [{"enabled": False}]),
    (s3_access_logging.RULE, "logging", {"targetBucket": "alex-prod-logs"}, {"targetPrefix": "site/"}),
    (
        s3_cmk_encrypted.RULE,
        "serverSideEncryptionConfiguration",
        {"rule": {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "k-1"}}},
        {"rule": {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}},
    ),
)


TestTable = table_tests(ROWS)


@pytest.mark.parametrize(("rule", "own"), BY_SETTING, ids=lambda value: getattr(value, "name", ""))
class TestSettingsAsResources:
    def test_the_setting_of_the_bucket_counts(self, rule: Rule, own: Resource) -> None:
        assert not judge(rule, BUCKET, own)

    def test_a_bucket_without_it_is_refused(self, rule: Rule, own: Resource) -> None:
        assert violations(rule, BUCKET)

    def test_the_setting_of_another_bucket_does_not_count(self, rule: Rule, own: Resource) -> None:
        assert violations(rule, BUCKET, changed(make(own.type, own.properties), "bucket", "alex-prod-other"))

    def test_the_setting_of_an_unknown_bucket_is_undecided(self, rule: Rule, own: Resource) -> None:
        check_undecided(rule, (BUCKET, make(own.type, own.properties)))


@pytest.mark.parametrize(("rule", "path", "good", "bad"), INLINE, ids=lambda value: getattr(value, "name", ""))
class TestSettingsInline:
    def test_an_inline_setting_counts(self, rule: Rule, path: str, good: Any, bad: Any) -> None:
        assert not judge(rule, changed(BUCKET, path, good))

    def test_a_wrong_inline_setting_is_refused(self, rule: Rule, path: str, good: Any, bad: Any) -> None:
        assert violations(rule, changed(BUCKET, path, bad))


@pytest.mark.parametrize("rule", [s3_cmk_encrypted.RULE, s3_access_logging.RULE], ids=lambda rule: rule.name)
@pytest.mark.parametrize("inline", [True, False], ids=["inline", "in a separate resource"])
def test_a_bucket_that_takes_access_logs_is_exempt(rule: Rule, inline: bool) -> None:
    logs = make("aws:s3/bucket:Bucket", {"bucket": "alex-prod-logs"}, name="logs")
    user = changed(BUCKET, "logging", {"targetBucket": "alex-prod-logs"}) if inline else LOGGING
    assert "logs" not in {found.resource.name for found in judge(rule, logs, user) if found.resource}


@pytest.mark.parametrize(
    "resources",
    [
        (changed(BUCKET, "acl", "public-read"),),
        (changed(BUCKET, "grants", [{"type": "Group"}]),),
        (BUCKET, setting("Acl", {"acl": "private"})),
    ],
    ids=["a canned ACL", "grants", "a BucketAcl"],
)
def test_an_acl_is_refused(resources: tuple[Resource, ...]) -> None:
    check_refused(s3_acls_disabled.RULE, resources)


def test_an_unknown_acl_is_undecided() -> None:
    check_undecided(s3_acls_disabled.RULE, (changed(BUCKET, "acl", UNKNOWN),))


def test_remediation_enables_disabled_settings() -> None:
    assert s3_block_public_access.RULE.remediate
    config = config_for(s3_block_public_access.RULE)
    off = changed(BLOCK, "blockPublicPolicy", False)
    assert s3_block_public_access.RULE.remediate(off, config) == {"blockPublicPolicy": True}
    assert s3_block_public_access.RULE.remediate(BLOCK, config) is None


def test_a_bucket_of_a_deprecated_type_is_refused() -> None:
    """The other rules would not see it."""
    assert violations(s3_current_types.RULE, make("aws:s3/bucketV2:BucketV2"))
    assert BUCKET.type not in s3_current_types.RULE.types


def test_nothing_is_said_of_a_stack_without_buckets() -> None:
    assert not any(undecided(rule, LOGGING) or violations(rule, LOGGING) for rule, _ in BY_SETTING)
