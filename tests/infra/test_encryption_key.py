"""KMS key: every resource that stores data uses it, and its policy names the services."""

from __future__ import annotations

import json

import pytest

from local.engine.preview import UNKNOWN


@pytest.fixture
def statements(prod):
    return {statement["Sid"]: statement for statement in json.loads(prod.one("Key", "key-key")["policy"])["Statement"]}


def test_every_resource_that_stores_data_uses_the_stack_key(stack):
    inputs = {
        "LogGroup": "kmsKeyId",
        "Queue": "kmsMasterKeyId",
        "Topic": "kmsMasterKeyId",
        "Secret": "kmsKeyId",
        "Cluster": "kmsKeyId",
        "Function": "kmsKeyArn",
    }
    for type_, key in inputs.items():
        resources = stack.all(type_)
        assert resources
        for resource in resources:
            assert [urn.split("::")[-1] for urn in resource.property_dependencies[key]] == ["key-key"], resource.urn


def test_administrators_use_the_key_through_services_only(statements):
    administration = set(statements["Administer"]["Action"])

    assert administration.isdisjoint({"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant", "kms:*"})
    assert "kms:ViaService" in statements["UseThroughServices"]["Condition"]["StringEquals"]


def test_a_wildcard_principal_is_limited_to_named_roles(statements):
    open_ones = [statement for statement in statements.values() if statement["Principal"] == {"AWS": "*"}]

    assert open_ones
    for statement in open_ones:
        assert statement["Condition"]["StringEquals"]["kms:CallerAccount"] == "123456789012"
        assert all(":role/alex-prod-" in arn for arn in statement["Condition"]["ArnEquals"]["aws:PrincipalArn"])


def test_only_the_migrator_and_the_rotators_encrypt_secrets(statements):
    roles = statements["SecretsmanagerGenerateDataKey"]["Condition"]["ArnEquals"]["aws:PrincipalArn"]

    assert [role.split("/alex-prod-")[1] for role in roles] == ["migrator", "origin_rotator", "rotator"]


def test_logs_are_encrypted_for_log_groups_of_the_stack_only(prod, statements):
    groups = statements["EncryptLogs"]["Condition"]["ArnEquals"]["kms:EncryptionContext:aws:logs:arn"]

    assert {arn.split(":log-group:")[1] for arn in groups} == {group.inputs["name"] for group in prod.all("LogGroup")}


def test_the_key_rotates_and_no_policy_refers_to_it(prod):
    assert prod.one("Key", "key-key")["enableKeyRotation"] is True
    assert not any(UNKNOWN in text for text in prod.documents().values())
