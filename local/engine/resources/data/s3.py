"""Buckets, their settings as separate resources, and objects."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from local.engine.archives import asset_bytes
from local.engine.creation import Created, Creation, creates


@creates("aws:s3/bucket:Bucket")
def bucket(new: Creation) -> Created:
    new.ignore("forceDestroy")
    name, tags = new.take("bucket", new.name), new.tags()
    # S3 rejects a location constraint for us-east-1.
    elsewhere = {} if new.aws.region == "us-east-1" else {"LocationConstraint": new.aws.region}
    configuration = {"CreateBucketConfiguration": elsewhere} if elsewhere else {}
    new.aws.client("s3").create_bucket(Bucket=name, **configuration)
    new.made = name
    if tags:
        new.aws.client("s3").put_bucket_tagging(Bucket=name, Tagging={"TagSet": tags})
    return name, {
        "bucket": name,
        "arn": f"arn:aws:s3:::{name}",
        "bucketDomainName": f"{name}.s3.amazonaws.com",
        "bucketRegionalDomainName": f"{name}.s3.{new.aws.region}.amazonaws.com",
    }


@creates("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")
def public_access_block(new: Creation) -> Created:
    switches = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    configuration = {switch[0].upper() + switch[1:]: new.take(switch, False) for switch in switches}
    return _set(new, "put_public_access_block", PublicAccessBlockConfiguration=configuration)


@creates("aws:s3/bucketOwnershipControls:BucketOwnershipControls")
def ownership_controls(new: Creation) -> Created:
    rule = {"ObjectOwnership": new.take("rule")["objectOwnership"]}
    return _set(new, "put_bucket_ownership_controls", OwnershipControls={"Rules": [rule]})


@creates("aws:s3/bucketPolicy:BucketPolicy")
def policy(new: Creation) -> Created:
    return _set(new, "put_bucket_policy", Policy=new.take("policy"))


@creates("aws:s3/bucketVersioning:BucketVersioning")
def versioning(new: Creation) -> Created:
    status = new.take("versioningConfiguration")["status"]
    return _set(new, "put_bucket_versioning", VersioningConfiguration={"Status": status})


@creates("aws:s3/bucketLogging:BucketLogging")
def logging(new: Creation) -> Created:
    target = {"TargetBucket": new.take("targetBucket"), "TargetPrefix": new.take("targetPrefix")}
    return _set(new, "put_bucket_logging", BucketLoggingStatus={"LoggingEnabled": target})


@creates("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")
def encryption(new: Creation) -> Created:
    return _set_rules(new, "put_bucket_encryption", "serverSideEncryptionConfiguration")


@creates("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")
def lifecycle(new: Creation) -> Created:
    return _set_rules(new, "put_bucket_lifecycle_configuration", "lifecycleConfiguration")


@creates("aws:s3/bucketObjectv2:BucketObjectv2")
def bucket_object(new: Creation) -> Created:
    new.ignore("forceDestroy")
    key, content = new.take("key"), new.take("content", None)
    body = asset_bytes(new.take("source"), new.root) if content is None else content.encode()
    created = new.call("s3", "put_object", Key=key, Body=body, Tagging=urlencode(new.take("tags", {})))
    return key, {"key": key, "etag": created["ETag"].strip('"')}


def _set(new: Creation, operation: str, **parameters: Any) -> Created:
    name = new.take("bucket")
    getattr(new.aws.client("s3"), operation)(Bucket=name, **parameters)
    return name, {}


def _set_rules(new: Creation, operation: str, parameter: str) -> Created:
    name = new.take("bucket")
    new.send("s3", operation, {"bucket": name, parameter: {"rules": new.take("rules")}})
    return name, {}
