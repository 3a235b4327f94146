"""HTTP APIs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from local.engine.creation import Created, Creation, creates

AUTHORIZER_NAMES = {"identitySources": "IdentitySource", "audiences": "Audience"}
"""Properties whose name differs from the API's."""


@creates("aws:apigatewayv2/api:Api")
def api(new: Creation) -> Created:
    created = new.call("apigatewayv2", "create_api", Name=new.take("name", new.name))
    identifier = created["ApiId"]
    return identifier, {
        "name": created["Name"],
        "apiEndpoint": created["ApiEndpoint"],
        "arn": _arn(new, f"/apis/{identifier}"),
        "executionArn": f"arn:aws:execute-api:{new.aws.region}:{new.aws.account}:{identifier}",
    }


@creates("aws:apigatewayv2/authorizer:Authorizer")
def authorizer(new: Creation) -> Created:
    created = new.call("apigatewayv2", "create_authorizer", names=AUTHORIZER_NAMES, Name=new.take("name", new.name))
    return created["AuthorizerId"], {}


@creates("aws:apigatewayv2/integration:Integration")
def integration(new: Creation) -> Created:
    return new.call("apigatewayv2", "create_integration")["IntegrationId"], {}


@creates("aws:apigatewayv2/route:Route")
def route(new: Creation) -> Created:
    return new.call("apigatewayv2", "create_route")["RouteId"], {}


@creates("aws:apigatewayv2/stage:Stage")
def stage(new: Creation) -> Created:
    routes: list[dict[str, Any]] = new.take("routeSettings", [])
    extra: dict[str, Any] = {}
    if routes:
        extra["RouteSettings"] = route_settings(routes)
    created = new.call("apigatewayv2", "create_stage", names={"name": "StageName"}, **extra)
    name, identifier = created["StageName"], new.take("apiId")
    endpoint = new.aws.client("apigatewayv2").get_api(ApiId=identifier)["ApiEndpoint"]
    return name, {
        "name": name,
        "arn": _arn(new, f"/apis/{identifier}/stages/{name}"),
        "invokeUrl": f"{endpoint}/" if name == "$default" else f"{endpoint}/{name}",
        "executionArn": f"arn:aws:execute-api:{new.aws.region}:{new.aws.account}:{identifier}/{name}",
    }


def route_settings(routes: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Settings by route as the API takes them."""
    return {
        settings["routeKey"]: {key[0].upper() + key[1:]: value for key, value in settings.items() if key != "routeKey"}
        for settings in routes
    }


def _arn(new: Creation, resource: str) -> str:
    return f"arn:aws:apigateway:{new.aws.region}::{resource}"
