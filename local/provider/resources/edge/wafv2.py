"""AWS WAF. A change sends all rules with the lock token of the last read."""

from __future__ import annotations

from typing import Any

from local.engine.creation import Outputs
from local.engine.resources.edge.wafv2 import maps_of
from local.provider.later import Change, Existing, Found, deletes, reads, updates
from local.provider.missing import MissingError
from local.provider.tags import as_list, retag

_WEB_ACL = "aws:wafv2/webAcl:WebAcl"
_ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"


def _key(old: Existing) -> dict[str, str]:
    return {"Name": old.inputs.get("name", old.name), "Scope": old.inputs["scope"], "Id": old.id}


@reads(_ASSOCIATION)
def read_association(old: Existing) -> Found:
    found = old.client("wafv2").get_web_acl_for_resource(ResourceArn=old.inputs["resourceArn"]).get("WebACL")
    if not found:
        raise MissingError(old.id)
    return {"webAclArn": found["ARN"]}


@deletes(_ASSOCIATION)
def delete_association(old: Existing) -> None:
    old.client("wafv2").disassociate_web_acl(ResourceArn=old.inputs["resourceArn"])


@updates(_WEB_ACL)
def update_web_acl(change: Change) -> Outputs:
    client, key = change.aws.client("wafv2"), _key(change.old)
    arn = change.old.outputs["arn"]
    retag(change, lambda tags: client.tag_resource(ResourceARN=arn, Tags=as_list(tags)))
    change.ignore("name", "scope", "tags")
    if change.changed - change.used:
        token = client.get_web_acl(**key)["LockToken"]
        extra: dict[str, Any] = maps_of(change)
        change.call("wafv2", "update_web_acl", LockToken=token, **key, **extra)
    return {}


@reads(_WEB_ACL)
def read_web_acl(old: Existing) -> Found:
    return old.client("wafv2").get_web_acl(**_key(old))["WebACL"]


@deletes(_WEB_ACL)
def delete_web_acl(old: Existing) -> None:
    client, key = old.client("wafv2"), _key(old)
    client.delete_web_acl(LockToken=client.get_web_acl(**key)["LockToken"], **key)
