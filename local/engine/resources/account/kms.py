"""KMS keys."""

from __future__ import annotations

from local.engine.creation import Created, Creation, creates


@creates("aws:kms/key:Key")
def key(new: Creation) -> Created:
    rotate = new.take("enableKeyRotation")
    new.ignore("deletionWindowInDays")
    names = {"customerMasterKeySpec": "KeySpec"}
    tags = new.tags("TagKey", "TagValue")
    metadata = new.call("kms", "create_key", names=names, Tags=tags)["KeyMetadata"]
    new.made = metadata["KeyId"]
    if rotate:
        new.aws.client("kms").enable_key_rotation(KeyId=metadata["KeyId"])
    return metadata["KeyId"], {"keyId": metadata["KeyId"], "arn": metadata["Arn"]}


@creates("aws:kms/alias:Alias")
def alias(new: Creation) -> Created:
    name = new.take("name")
    new.call("kms", "create_alias", AliasName=name)
    return name, {"name": name, "arn": f"arn:aws:kms:{new.aws.region}:{new.aws.account}:{name}"}
