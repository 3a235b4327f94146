"""CloudFront distributions, functions and policies. A change sends the whole configuration with its ETag."""

from __future__ import annotations

from typing import Any

from local.engine.creation import Outputs
from local.engine.resources.edge.cloudfront import NAMES, distribution_config, function_config
from local.provider.later import Change, Existing, Found, deletes, reads, updates
from local.provider.tags import as_list, retag

_DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
_FUNCTION = "aws:cloudfront/function:Function"
_CONFIGURED = {
    "aws:cloudfront/originAccessControl:OriginAccessControl": "origin_access_control",
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": "response_headers_policy",
}
"""Type to the end of the names of its calls."""


def _retag(change: Change) -> Any:
    client, arn = change.aws.client("cloudfront"), change.old.outputs.get("arn")
    retag(change, lambda tags: client.tag_resource(Resource=arn, Tags={"Items": as_list(tags)}))
    return client


@updates(_DISTRIBUTION)
def update_distribution(change: Change) -> Outputs:
    client = _retag(change)
    change.ignore("waitForDeployment", "retainOnDelete", "tags")
    if change.changed - change.used:
        found = client.get_distribution_config(Id=change.id)
        reference = found["DistributionConfig"]["CallerReference"]
        config = {**distribution_config(change.rest()), "callerReference": reference}
        properties = {"distributionConfig": config, "id": change.id, "ifMatch": found["ETag"]}
        change.send("cloudfront", "update_distribution", properties, names=NAMES)
    # What the program left out now counts as sent as well: the configuration is whole.
    change.ignore(*change.changed)
    return {}


@reads(_DISTRIBUTION)
def read_distribution(old: Existing) -> Found:
    found = old.client("cloudfront").get_distribution(Id=old.id)["Distribution"]
    config = found["DistributionConfig"]
    return {key: config[key] for key in ("Enabled", "Comment", "DefaultRootObject", "PriceClass", "WebACLId")}


@deletes(_DISTRIBUTION)
def delete_distribution(old: Existing) -> None:
    """CloudFront deletes only disabled distributions."""
    client = old.client("cloudfront")
    found = client.get_distribution_config(Id=old.id)
    disabled = {**found["DistributionConfig"], "Enabled": False}
    etag = client.update_distribution(Id=old.id, IfMatch=found["ETag"], DistributionConfig=disabled)["ETag"]
    client.delete_distribution(Id=old.id, IfMatch=etag)


@updates(_FUNCTION)
def update_function(change: Change) -> Outputs:
    client = _retag(change)
    publish, name = change.take("publish", True), change.id
    if change.changes("comment", "runtime", "code"):
        etag = client.describe_function(Name=name, Stage="DEVELOPMENT")["ETag"]
        properties = {"name": name, "functionConfig": function_config(change), "functionCode": change.take("code")}
        change.send("cloudfront", "update_function", {**properties, "ifMatch": etag})
        if publish:
            # The answer of the update has it in a header that AWS's model misspells.
            written = client.describe_function(Name=name, Stage="DEVELOPMENT")
            client.publish_function(Name=name, IfMatch=written["ETag"])
    return {}


@reads(_FUNCTION)
def read_function(old: Existing) -> Found:
    client = old.client("cloudfront")
    stage = {"Name": old.id, "Stage": "LIVE" if old.inputs.get("publish", True) else "DEVELOPMENT"}
    summary = client.describe_function(**stage)["FunctionSummary"]
    code = client.get_function(**stage)["FunctionCode"]
    text = code.read() if hasattr(code, "read") else code
    return {**summary["FunctionConfig"], "code": text.decode()}


@deletes(_FUNCTION)
def delete_function(old: Existing) -> None:
    client = old.client("cloudfront")
    etag = client.describe_function(Name=old.id, Stage="DEVELOPMENT")["ETag"]
    client.delete_function(Name=old.id, IfMatch=etag)


def _update_configured(change: Change) -> Outputs:
    kind, client = _CONFIGURED[change.type], change.aws.client("cloudfront")
    etag = getattr(client, f"get_{kind}")(Id=change.id)["ETag"]
    member = "".join(part.capitalize() for part in kind.split("_")) + "Config"
    config = {"name": change.take("name", change.name), **change.rest()}
    change.send("cloudfront", f"update_{kind}", {member: config, "id": change.id, "ifMatch": etag})
    change.ignore(*change.changed)
    return {}


for _type in _CONFIGURED:
    updates(_type)(_update_configured)


@reads(*_CONFIGURED)
def read_configured(old: Existing) -> Found:
    kind = _CONFIGURED[old.type]
    found = getattr(old.client("cloudfront"), f"get_{kind}")(Id=old.id)
    member = "".join(part.capitalize() for part in kind.split("_"))
    config = found[member][f"{member}Config"]
    return {key: value for key, value in config.items() if key in ("Name", "Comment", "Description")}


@deletes(*_CONFIGURED)
def delete_configured(old: Existing) -> None:
    kind, client = _CONFIGURED[old.type], old.client("cloudfront")
    etag = getattr(client, f"get_{kind}")(Id=old.id)["ETag"]
    getattr(client, f"delete_{kind}")(Id=old.id, IfMatch=etag)
