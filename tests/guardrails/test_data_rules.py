"""Keys, databases, buckets, secrets and queues that keep what they hold."""

from __future__ import annotations

import json
from datetime import date

import pytest

from policies.engine import UNKNOWN
from policies.rules.kms import kms_deletion_window, kms_rotation
from policies.rules.rds import (
    rds_cmk,
    rds_final_snapshot,
    rds_managed_password,
    rds_parameters,
    rds_serverless_capacity,
    rds_version_supported,
)
from policies.rules.rds._versions import READ_ON, why_ended
from policies.rules.s3 import s3_lifecycle_keeps, s3_no_force_destroy
from policies.rules.secretsmanager import secret_cmk, secret_recovery
from policies.rules.sqs import sqs_dlq, sqs_dlq_keeps
from policies.testing import changed, judge, make, violations
from tests.guardrails.rule_table import Row, table_tests

KEY = make("aws:kms/key:Key", {"deletionWindowInDays": 30, "enableKeyRotation": True}, "key")
CLUSTER = make(
    "aws:rds/cluster:Cluster",
    {
        "engine": "aurora-postgresql",
        "engineVersion": "17",
        "skipFinalSnapshot": False,
        "finalSnapshotIdentifier": UNKNOWN,
        "kmsKeyId": UNKNOWN,
        "manageMasterUserPassword": True,
        "masterUserSecretKmsKeyId": UNKNOWN,
        "serverlessv2ScalingConfiguration": {"minCapacity": 0, "maxCapacity": 4, "secondsUntilAutoPause": 300},
    },
    "cluster",
)
PARAMETERS = make(
    "aws:rds/clusterParameterGroup:ClusterParameterGroup",
    {
        "parameters": [
            {"name": "rds.force_ssl", "value": "1"},
            {"name": "log_min_duration_statement", "value": "1000"},
            {"name": "log_parameter_max_length", "value": "0"},
        ]
    },
    "parameters",
)
BUCKET = make("aws:s3/bucket:Bucket", {"forceDestroy": False}, "bucket")
LIFECYCLE = make(
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    {
        "rules": [
            {"status": "Enabled", "expiration": {"days": 365}, "noncurrentVersionExpiration": {"noncurrentDays": 30}}
        ]
    },
    "lifecycle",
)
SECRET = make("aws:secretsmanager/secret:Secret", {"kmsKeyId": UNKNOWN, "recoveryWindowInDays": 30}, "secret")
_REDRIVE = {"deadLetterTargetArn": "arn:aws:sqs:us-east-1:123456789012:dlq", "maxReceiveCount": 3}
JOBS = make("aws:sqs/queue:Queue", {"name": "jobs", "redrivePolicy": json.dumps(_REDRIVE)}, "jobs")
DEAD = make(
    "aws:sqs/queue:Queue",
    {"name": "dlq", "messageRetentionSeconds": 1209600, "redriveAllowPolicy": '{"redrivePermission": "byQueue"}'},
    "dlq",
)
_SCALING = "serverlessv2ScalingConfiguration"

TestTable = table_tests(
    (
        Row(kms_deletion_window.RULE, KEY, "deletionWindowInDays", (7, 29), (None,)),
        Row(kms_rotation.RULE, KEY, "enableKeyRotation", (False, None)),
        Row(rds_final_snapshot.RULE, CLUSTER, "skipFinalSnapshot", (True,), (None,)),
        Row(rds_final_snapshot.RULE, CLUSTER, "finalSnapshotIdentifier", ("", None), ("last",), unknown_decides=False),
        Row(rds_cmk.RULE, CLUSTER, "kmsKeyId", (None, "alias/aws/rds"), ("alias/alex",), unknown_decides=False),
        Row(rds_cmk.RULE, CLUSTER, "masterUserSecretKmsKeyId", (None,), unknown_decides=False),
        Row(rds_managed_password.RULE, CLUSTER, "manageMasterUserPassword", (False, None)),
        Row(rds_version_supported.RULE, CLUSTER, "engineVersion", ("12.4", "11"), ("16.8", "18", None)),
        Row(rds_parameters.RULE, PARAMETERS, "parameters[0].value", ("0", ""), ("1",)),
        Row(rds_parameters.RULE, PARAMETERS, "parameters[2].value", ("-1", "100")),
        Row(rds_parameters.RULE, PARAMETERS, "parameters[2]", (None,), unknown_decides=False),
        Row(rds_serverless_capacity.RULE, CLUSTER, f"{_SCALING}.maxCapacity", (256, None), (16,)),
        Row(rds_serverless_capacity.RULE, CLUSTER, f"{_SCALING}.minCapacity", (0.5, None)),
        Row(rds_serverless_capacity.RULE, CLUSTER, f"{_SCALING}.secondsUntilAutoPause", (86400,), (None, 300)),
        Row(s3_no_force_destroy.RULE, BUCKET, "forceDestroy", (True,), (None,)),
        Row(s3_lifecycle_keeps.RULE, LIFECYCLE, "rules[0].expiration.days", (1, 29), (None, 30)),
        Row(
            s3_lifecycle_keeps.RULE,
            LIFECYCLE,
            "rules[0].noncurrentVersionExpiration.noncurrentDays",
            (1,),
            (None, 7),
        ),
        Row(secret_cmk.RULE, SECRET, "kmsKeyId", (None, "alias/aws/secretsmanager"), unknown_decides=False),
        Row(secret_recovery.RULE, SECRET, "recoveryWindowInDays", (0, 7), (None,)),
        Row(sqs_dlq_keeps.RULE, DEAD, "messageRetentionSeconds", (None, 60, 345600), (345601,), (JOBS,)),
        Row(sqs_dlq_keeps.RULE, DEAD, "redriveAllowPolicy", ('{"redrivePermission": "allowAll"}',), (None,), (JOBS,)),
        Row(
            sqs_dlq.RULE,
            JOBS,
            "redrivePolicy",
            (json.dumps({**_REDRIVE, "maxReceiveCount": 1000}),),
            (),
            (DEAD,),
            False,
        ),
    )
)


@pytest.mark.parametrize(
    ("rule", "resource", "path", "value"),
    [
        (kms_deletion_window.RULE, KEY, "deletionWindowInDays", 7),
        (rds_final_snapshot.RULE, CLUSTER, "skipFinalSnapshot", True),
        (s3_no_force_destroy.RULE, BUCKET, "forceDestroy", True),
        (s3_lifecycle_keeps.RULE, LIFECYCLE, "rules[0].expiration.days", 1),
        (secret_recovery.RULE, SECRET, "recoveryWindowInDays", 0),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_stacks_that_are_made_to_be_removed_may_remove(rule, resource, path, value) -> None:
    assert not judge(rule, changed(resource, path, value), stack="local")
    assert violations(rule, changed(resource, path, value))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("isEnabled", False, "the key is disabled"),
        ("bypassPolicyLockoutSafetyCheck", True, "a policy that locks everybody out would be accepted"),
    ],
)
def test_a_key_stays_usable(name: str, value: bool, message: str) -> None:
    assert violations(kms_deletion_window.RULE, make(KEY.type, {**KEY.properties, name: value})) == [message]


def test_a_rotation_period_is_a_year_at_most() -> None:
    slow = make(KEY.type, {**KEY.properties, "rotationPeriodInDays": 2560})
    assert violations(kms_rotation.RULE, slow) == ["a version is used for years"]


@pytest.mark.parametrize("spec", ["RSA_2048", "ML_DSA_65", "ML_KEM_768"])
def test_keys_whose_material_aws_does_not_rotate(spec: str) -> None:
    assert not judge(kms_rotation.RULE, make(KEY.type, {"customerMasterKeySpec": spec}))


def test_support_ends_on_a_day() -> None:
    last = date(2027, 2, 28)
    assert not why_ended("postgres", "14.9", last)
    assert "2027-02-28" in why_ended("postgres", "14.9", date(2027, 3, 1))
    assert not why_ended("postgres", "140", date(2030, 1, 1))
    assert not why_ended("oracle-ee", "12", READ_ON)


def test_databases_made_from_others_have_the_settings_of_those() -> None:
    replica = make("aws:rds/instance:Instance", {"replicateSourceDb": "source"})
    for rule in (rds_cmk.RULE, rds_managed_password.RULE, rds_final_snapshot.RULE):
        assert not judge(rule, replica)


def test_a_queue_that_takes_no_dead_letters_may_forget_soon() -> None:
    assert not judge(sqs_dlq_keeps.RULE, make(JOBS.type, {"name": "fleeting", "messageRetentionSeconds": 60}))
