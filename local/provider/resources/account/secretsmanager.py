"""Secrets."""

from __future__ import annotations

from local.engine.creation import Outputs
from local.provider.later import Change, Existing, Found, deletes, overwrites, reads, updates
from local.provider.missing import MissingError
from local.provider.tags import as_list, retag

overwrites("aws:secretsmanager/secretRotation:SecretRotation")


@updates("aws:secretsmanager/secret:Secret")
def update_secret(change: Change) -> Outputs:
    client = change.aws.client("secretsmanager")
    retag(change, lambda tags: client.tag_resource(SecretId=change.id, Tags=as_list(tags)))
    change.changes("recoveryWindowInDays", "forceOverwriteReplicaSecret")
    if change.changes("policy"):
        if policy := change.take("policy"):
            client.put_resource_policy(SecretId=change.id, ResourcePolicy=policy)
        else:
            client.delete_resource_policy(SecretId=change.id)
    change.send_changed("secretsmanager", "update_secret", SecretId=change.id)
    return {}


@reads("aws:secretsmanager/secret:Secret")
def read_secret(old: Existing) -> Found:
    client = old.client("secretsmanager")
    found = client.describe_secret(SecretId=old.id)
    if found.get("DeletedDate"):
        raise MissingError(old.id)
    policy = client.get_resource_policy(SecretId=old.id).get("ResourcePolicy")
    tags = {tag["Key"]: tag["Value"] for tag in found.get("Tags", [])}
    return {**found, "tags": tags} | ({"policy": policy} if policy else {})


@deletes("aws:secretsmanager/secret:Secret")
def delete_secret(old: Existing) -> None:
    days = old.inputs.get("recoveryWindowInDays", 30)
    how = {"RecoveryWindowInDays": days} if days else {"ForceDeleteWithoutRecovery": True}
    old.client("secretsmanager").delete_secret(SecretId=old.id, **how)


@reads("aws:secretsmanager/secretVersion:SecretVersion")
def read_version(old: Existing) -> Found:
    secret, _, version = old.id.partition("|")
    return old.client("secretsmanager").get_secret_value(SecretId=secret, VersionId=version)


@deletes("aws:secretsmanager/secretVersion:SecretVersion")
def delete_version(old: Existing) -> None:
    """The current version cannot be deleted: it goes with the secret."""


@reads("aws:secretsmanager/secretRotation:SecretRotation")
def read_rotation(old: Existing) -> Found:
    found = old.client("secretsmanager").describe_secret(SecretId=old.id)
    if not found.get("RotationEnabled"):
        raise MissingError(old.id)
    return {"rotationLambdaArn": found.get("RotationLambdaARN"), "rotationRules": found.get("RotationRules", {})}


@deletes("aws:secretsmanager/secretRotation:SecretRotation")
def delete_rotation(old: Existing) -> None:
    old.client("secretsmanager").cancel_rotate_secret(SecretId=old.id)
