"""KMS keys."""

from __future__ import annotations

from local.engine.creation import Outputs
from local.provider.later import Change, Existing, Found, deletes, reads, updates
from local.provider.missing import MissingError
from local.provider.tags import as_list, retag


@updates("aws:kms/key:Key")
def update_key(change: Change) -> Outputs:
    client = change.aws.client("kms")
    retag(change, lambda tags: client.tag_resource(KeyId=change.id, Tags=as_list(tags, "TagKey", "TagValue")))
    change.changes("deletionWindowInDays")
    if change.changes("policy"):
        client.put_key_policy(KeyId=change.id, PolicyName="default", Policy=change.take("policy"))
    if change.changes("description"):
        client.update_key_description(KeyId=change.id, Description=change.take("description", ""))
    if change.changes("enableKeyRotation"):
        rotate = client.enable_key_rotation if change.take("enableKeyRotation") else client.disable_key_rotation
        rotate(KeyId=change.id)
    return {}


@reads("aws:kms/key:Key")
def read_key(old: Existing) -> Found:
    client = old.client("kms")
    metadata = client.describe_key(KeyId=old.id)["KeyMetadata"]
    if metadata["KeyState"] == "PendingDeletion":
        raise MissingError(old.id)
    return {
        **metadata,
        "policy": client.get_key_policy(KeyId=old.id, PolicyName="default")["Policy"],
        "enableKeyRotation": client.get_key_rotation_status(KeyId=old.id)["KeyRotationEnabled"],
    }


@deletes("aws:kms/key:Key")
def delete_key(old: Existing) -> None:
    days = old.inputs.get("deletionWindowInDays", 30)
    old.client("kms").schedule_key_deletion(KeyId=old.id, PendingWindowInDays=days)


@updates("aws:kms/alias:Alias")
def update_alias(change: Change) -> Outputs:
    change.send_changed("kms", "update_alias", AliasName=change.id)
    return {}


@reads("aws:kms/alias:Alias")
def read_alias(old: Existing) -> Found:
    for page in old.client("kms").get_paginator("list_aliases").paginate():
        for alias in page["Aliases"]:
            if alias["AliasName"] == old.id:
                return {"targetKeyId": alias["TargetKeyId"]}
    raise MissingError(old.id)


@deletes("aws:kms/alias:Alias")
def delete_alias(old: Existing) -> None:
    old.client("kms").delete_alias(AliasName=old.id)
