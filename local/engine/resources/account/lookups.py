"""Invokes about the account and region, answered without a call: the program need not wait for AWS."""

from __future__ import annotations

from typing import Any

from local.aws.clients import Clients
from local.engine.creation import Created, Creation, Outputs, answers, creates


@answers("aws:index/getCallerIdentity:getCallerIdentity")
def caller_identity(aws: Clients, _: dict[str, Any]) -> Outputs:
    arn = f"arn:aws:iam::{aws.account}:root"
    return {"accountId": aws.account, "arn": arn, "userId": aws.account, "id": aws.account}


@answers("aws:index/getRegion:getRegion")
def region(aws: Clients, _: dict[str, Any]) -> Outputs:
    return {"region": aws.region, "name": aws.region, "id": aws.region, "description": aws.region}


@answers("aws:index/getPartition:getPartition")
def partition(_aws: Clients, _: dict[str, Any]) -> Outputs:
    return {"partition": "aws", "dnsSuffix": "amazonaws.com", "reverseDnsPrefix": "com.amazonaws", "id": "aws"}


@answers("aws:index/getAvailabilityZones:getAvailabilityZones")
def availability_zones(aws: Clients, _: dict[str, Any]) -> Outputs:
    zones = "abc"
    return {
        "names": [f"{aws.region}{zone}" for zone in zones],
        "zoneIds": [f"{aws.region}-az{number}" for number, _ in enumerate(zones, start=1)],
        "groupNames": [aws.region],
        "id": aws.region,
    }


@creates("pulumi:index:Stash")
def stash(new: Creation) -> Created:
    """A value in Pulumi's state: nothing in AWS."""
    return new.name, {"output": new.take("input")}


@creates("pulumi:providers:aws")
def provider(new: Creation) -> Created:
    """A provider for another region. The clients of the embedded AWS use one region for all resources."""
    new.ignore("skipCredentialsValidation", "skipRegionValidation")
    region = new.take("region")
    if region != new.aws.region:
        raise new.error(f"the embedded AWS has the region {new.aws.region} only, not {region}")
    return new.name, {}
