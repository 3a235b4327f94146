"""CloudFront distributions, functions and policies. They serve no requests on one machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from local.engine.creation import Created, Creation, creates

NAMES = {
    "locations": "Items",
    "loggingConfig": "Logging",
    "orderedCacheBehaviors": "CacheBehaviors",
    "originId": "Id",
}


@creates("aws:cloudfront/distribution:Distribution")
def distribution(new: Creation) -> Created:
    new.ignore("waitForDeployment", "retainOnDelete")
    tags, config = new.tags(), distribution_config(new.rest())
    whole = {"distributionConfig": {**config, "callerReference": new.name}, "tags": {"items": tags}}
    created = new.send(
        "cloudfront", "create_distribution_with_tags", {"distributionConfigWithTags": whole}, names=NAMES
    )["Distribution"]
    return created["Id"], {
        "arn": created["ARN"],
        "domainName": created["DomainName"],
        "hostedZoneId": "Z2FDTNDATAQYW2",  # the same for all distributions
        "status": created["Status"],
    }


@creates("aws:cloudfront/originAccessControl:OriginAccessControl")
def origin_access_control(new: Creation) -> Created:
    config = {"name": new.take("name", new.name), **new.rest()}
    properties = {"originAccessControlConfig": config}
    created = new.send("cloudfront", "create_origin_access_control", properties)["OriginAccessControl"]
    return created["Id"], {}


@creates("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy")
def response_headers_policy(new: Creation) -> Created:
    properties = {"responseHeadersPolicyConfig": {"name": new.take("name", new.name), **new.rest()}}
    created = new.send("cloudfront", "create_response_headers_policy", properties)["ResponseHeadersPolicy"]
    return created["Id"], {}


@creates("aws:cloudfront/function:Function")
def function(new: Creation) -> Created:
    name, publish = new.take("name", new.name), new.take("publish", True)
    properties = {
        "name": name,
        "functionConfig": function_config(new),
        "functionCode": new.take("code"),
        "tags": {"items": new.tags()},
    }
    created = new.send("cloudfront", "create_function", properties)
    new.made = name
    if publish:
        new.aws.client("cloudfront").publish_function(Name=name, IfMatch=created["ETag"])
    return name, {"name": name, "arn": created["FunctionSummary"]["FunctionMetadata"]["FunctionARN"]}


def distribution_config(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The distribution's properties in the shape of CloudFront's configuration."""
    config = dict(properties)
    config["origins"] = [_origin(origin) for origin in config["origins"]]
    config["defaultCacheBehavior"] = _behavior(config["defaultCacheBehavior"])
    config["orderedCacheBehaviors"] = [_behavior(behavior) for behavior in config.get("orderedCacheBehaviors", [])]
    if "loggingConfig" in config:
        config["loggingConfig"] = {"enabled": True, "prefix": "", **config["loggingConfig"]}
    return config


def function_config(new: Creation) -> dict[str, str]:
    """Of a CloudFront function."""
    return {"comment": new.take("comment", ""), "runtime": new.take("runtime")}


def _origin(origin: dict[str, Any]) -> dict[str, Any]:
    """An origin without a custom configuration is a bucket, and CloudFront requires its S3 configuration."""
    return origin if "customOriginConfig" in origin else {"s3OriginConfig": {"originAccessIdentity": ""}, **origin}


def _behavior(behavior: dict[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in behavior.items() if key not in ("allowedMethods", "cachedMethods")}
    return {**rest, "allowedMethods": {"items": behavior["allowedMethods"], "cachedMethods": behavior["cachedMethods"]}}
