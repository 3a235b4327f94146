"""AWS WAF. The emulator stores the rules of a web ACL and applies them to no request."""

from __future__ import annotations

import re
from typing import Any

from local.engine.creation import Created, Creation, creates

_LIMIT = "defaultSizeInspectionLimit"


@creates("aws:wafv2/webAcl:WebAcl")
def web_acl(new: Creation) -> Created:
    name = new.take("name", new.name)
    created = new.call("wafv2", "create_web_acl", Name=name, Tags=new.tags(), **maps_of(new))["Summary"]
    return created["Id"], {"name": name, "arn": created["ARN"]}


@creates("aws:wafv2/webAclAssociation:WebAclAssociation")
def association(new: Creation) -> Created:
    acl, resource = new.take("webAclArn"), new.take("resourceArn")
    new.aws.client("wafv2").associate_web_acl(WebACLArn=acl, ResourceArn=resource)
    return f"{acl},{resource}", {}


def maps_of(new: Creation) -> dict[str, Any]:
    """The parameters that AWS has as maps and Pulumi as lists: custom responses, and the inspected length of a body."""
    parameters: dict[str, Any] = {}
    bodies: list[dict[str, str]] = new.take("customResponseBodies", [])
    if bodies:
        parameters["CustomResponseBodies"] = {
            body["key"]: {"ContentType": body["contentType"], "Content": body["content"]} for body in bodies
        }
    inspected: dict[str, Any] = new.take("associationConfig", {})
    if inspected:
        limits: dict[str, dict[str, str]] = inspected["requestBodies"][0]
        parameters["AssociationConfig"] = {
            "RequestBody": {
                # `cloudfront` is CLOUDFRONT there, `apiGateway` API_GATEWAY.
                re.sub("([A-Z])", r"_\1", resource).upper(): {"DefaultSizeInspectionLimit": limit[_LIMIT]}
                for resource, limit in limits.items()
            }
        }
    return parameters
