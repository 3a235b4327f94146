"""HTTP APIs."""

from __future__ import annotations

from typing import Any

from local.engine.creation import Outputs
from local.engine.resources.edge.apigatewayv2 import AUTHORIZER_NAMES, route_settings
from local.provider.later import Change, Existing, Found, deletes, reads, updates
from local.provider.tags import retag

_API = "aws:apigatewayv2/api:Api"
_STAGE = "aws:apigatewayv2/stage:Stage"
_PARTS = {
    "aws:apigatewayv2/authorizer:Authorizer": "authorizer",
    "aws:apigatewayv2/integration:Integration": "integration",
    "aws:apigatewayv2/route:Route": "route",
}


def _part(old: Existing) -> tuple[str, dict[str, str]]:
    """The end of the call's name, and the parameters that name the resource."""
    part = _PARTS[old.type]
    return part, {"ApiId": old.inputs["apiId"], f"{part.capitalize()}Id": old.id}


def _retag(change: Change) -> None:
    client, arn = change.aws.client("apigatewayv2"), change.old.outputs.get("arn")
    retag(change, lambda tags: client.tag_resource(ResourceArn=arn, Tags=tags))


@updates(_API)
def update_api(change: Change) -> Outputs:
    _retag(change)
    change.send_changed("apigatewayv2", "update_api", ApiId=change.id)
    return {}


@reads(_API)
def read_api(old: Existing) -> Found:
    return {**old.client("apigatewayv2").get_api(ApiId=old.id), **_tags(old)}


def _tags(old: Existing) -> Found:
    """The emulator's other answers have those of the creation."""
    return {"Tags": old.client("apigatewayv2").get_tags(ResourceArn=old.outputs["arn"])["Tags"]}


@deletes(_API)
def delete_api(old: Existing) -> None:
    old.client("apigatewayv2").delete_api(ApiId=old.id)


def _update_part(change: Change) -> Outputs:
    part, key = _part(change.old)
    change.send_changed("apigatewayv2", f"update_{part}", names=AUTHORIZER_NAMES, **key)
    return {}


for _type in _PARTS:
    updates(_type)(_update_part)


@reads(*_PARTS)
def read_part(old: Existing) -> Found:
    part, key = _part(old)
    found: dict[str, Any] = getattr(old.client("apigatewayv2"), f"get_{part}")(**key)
    return {**found, **{name: found[member] for name, member in AUTHORIZER_NAMES.items() if member in found}}


@deletes(*_PARTS)
def delete_part(old: Existing) -> None:
    part, key = _part(old)
    getattr(old.client("apigatewayv2"), f"delete_{part}")(**key)


@updates(_STAGE)
def update_stage(change: Change) -> Outputs:
    _retag(change)
    extra: dict[str, Any] = {}
    if change.changes("routeSettings"):
        extra["RouteSettings"] = route_settings(change.take("routeSettings", []))
    key = {"ApiId": change.take("apiId"), "StageName": change.id}
    if extra:
        change.aws.client("apigatewayv2").update_stage(**key, **extra)
    change.send_changed("apigatewayv2", "update_stage", names=None, **key)
    return {}


@reads(_STAGE)
def read_stage(old: Existing) -> Found:
    found = old.client("apigatewayv2").get_stage(ApiId=old.inputs["apiId"], StageName=old.id)
    return {**{key: value for key, value in found.items() if key != "RouteSettings"}, **_tags(old)}


@deletes(_STAGE)
def delete_stage(old: Existing) -> None:
    old.client("apigatewayv2").delete_stage(ApiId=old.inputs["apiId"], StageName=old.id)
