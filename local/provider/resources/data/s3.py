"""Buckets, their settings as separate resources, and objects."""

from __future__ import annotations

from typing import Any

from local.engine.creation import Outputs
from local.provider.later import Change, Existing, Found, deletes, overwrites, reads, updates
from local.provider.tags import as_list, retag

_BUCKET = "aws:s3/bucket:Bucket"
_OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2"
_PARTS = {
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "public_access_block",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": "bucket_ownership_controls",
    "aws:s3/bucketPolicy:BucketPolicy": "bucket_policy",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": "bucket_encryption",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "bucket_lifecycle_configuration",
    "aws:s3/bucketVersioning:BucketVersioning": "bucket_versioning",
    "aws:s3/bucketLogging:BucketLogging": "bucket_logging",
}
"""Type to the end of the names of its calls."""
_DELETED_OTHERWISE = {"bucket_lifecycle_configuration": "delete_bucket_lifecycle"}
_DELETED_BY_PUT: dict[str, dict[str, Any]] = {
    "bucket_versioning": {"VersioningConfiguration": {"Status": "Suspended"}},
    "bucket_logging": {"BucketLoggingStatus": {}},
}

overwrites(*_PARTS, _OBJECT)


@updates(_BUCKET)
def update_bucket(change: Change) -> Outputs:
    client = change.aws.client("s3")
    retag(change, lambda tags: client.put_bucket_tagging(Bucket=change.id, Tagging={"TagSet": as_list(tags)}))
    change.changes("forceDestroy")
    return {}


@reads(_BUCKET)
def read_bucket(old: Existing) -> Found:
    client = old.client("s3")
    client.head_bucket(Bucket=old.id)
    if "tags" not in old.inputs:
        return {}
    return {"tags": {tag["Key"]: tag["Value"] for tag in client.get_bucket_tagging(Bucket=old.id)["TagSet"]}}


@deletes(_BUCKET)
def delete_bucket(old: Existing) -> None:
    client = old.client("s3")
    if old.inputs.get("forceDestroy"):
        for page in client.get_paginator("list_object_versions").paginate(Bucket=old.id):
            for item in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
                client.delete_object(Bucket=old.id, Key=item["Key"], VersionId=item["VersionId"])
    client.delete_bucket(Bucket=old.id)


@reads(*_PARTS)
def read_part(old: Existing) -> Found:
    found = getattr(old.client("s3"), f"get_{_PARTS[old.type]}")(Bucket=old.id)
    match _PARTS[old.type]:
        case "public_access_block":
            return found["PublicAccessBlockConfiguration"]
        case "bucket_ownership_controls":
            return {"rule": found["OwnershipControls"]["Rules"][0]}
        case "bucket_versioning":
            return {"versioningConfiguration": {"status": found.get("Status", "Suspended")}}
        case "bucket_logging":
            return found.get("LoggingEnabled", {"TargetBucket": None})
        case "bucket_encryption":
            return found["ServerSideEncryptionConfiguration"]
        case _:
            return found


@deletes(*_PARTS)
def delete_part(old: Existing) -> None:
    part, client = _PARTS[old.type], old.client("s3")
    if part in _DELETED_BY_PUT:
        getattr(client, f"put_{part}")(Bucket=old.id, **_DELETED_BY_PUT[part])
    else:
        getattr(client, _DELETED_OTHERWISE.get(part, f"delete_{part}"))(Bucket=old.id)


@reads(_OBJECT)
def read_object(old: Existing) -> Found:
    found = old.client("s3").head_object(Bucket=old.inputs["bucket"], Key=old.id)
    return {**found, "etag": found["ETag"].strip('"')}


@deletes(_OBJECT)
def delete_object(old: Existing) -> None:
    old.client("s3").delete_object(Bucket=old.inputs["bucket"], Key=old.id)
