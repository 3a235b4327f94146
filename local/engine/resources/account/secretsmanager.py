"""Secrets."""

from __future__ import annotations

from local.engine.creation import Created, Creation, creates


@creates("aws:secretsmanager/secret:Secret")
def secret(new: Creation) -> Created:
    policy = new.take("policy")
    new.ignore("recoveryWindowInDays", "forceOverwriteReplicaSecret")
    created = new.call("secretsmanager", "create_secret", Name=new.take("name", new.name), Tags=new.tags())
    arn = new.made = created["ARN"]
    if policy:
        new.aws.client("secretsmanager").put_resource_policy(SecretId=arn, ResourcePolicy=policy)
    return arn, {"name": created["Name"], "arn": arn}


@creates("aws:secretsmanager/secretVersion:SecretVersion")
def secret_version(new: Creation) -> Created:
    created = new.call("secretsmanager", "put_secret_value")
    version = created["VersionId"]
    return f"{created['ARN']}|{version}", {"arn": created["ARN"], "versionId": version}


@creates("aws:secretsmanager/secretRotation:SecretRotation")
def secret_rotation(new: Creation) -> Created:
    immediately = new.take("rotateImmediately", True)
    names = {"rotationLambdaArn": "RotationLambdaARN"}
    arn = new.call("secretsmanager", "rotate_secret", names=names, RotateImmediately=immediately)["ARN"]
    return arn, {"rotationEnabled": True}
