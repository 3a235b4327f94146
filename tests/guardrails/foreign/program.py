"""Writes programs of another team as resources, with values known or unknown as before a first deployment."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from policies.engine import UNKNOWN, Resource
from policies.rules.tags._taggable import taggable_types

ACCOUNT = "555566667777"
PROJECT, STACK = "shop", "prod"
TAGS = {"Project": PROJECT, "Environment": "live", "Owner": "web"}
_ARN_SERVICE = {"cloudwatch": "logs", "lb": "elasticloadbalancing", "cfg": "config"}


class Program:
    """A reference to another resource stands as a value; it is unknown, or an ARN or id if `known`."""

    def __init__(self, *, known: bool) -> None:
        self.resources: list[Resource] = []
        self.asked: list[tuple[Resource, dict[str, Any]]] = []
        """Each resource with its properties as written, in which another resource stands as itself."""
        self._known = known

    def add(self, type_: str, name: str, /, **properties: Any) -> Resource:
        token = f"aws:{type_.partition(':')[0]}/{_camel(type_)}:{type_.partition(':')[2]}"
        if token in taggable_types():
            properties.setdefault("tags", dict(TAGS))
        resource = Resource(
            type=token,
            name=name,
            urn=f"urn:pulumi:{STACK}::{PROJECT}::{token}::{name}",
            properties={key: self._plain(value, key) for key, value in properties.items()},
            depends={key: urns for key, value in properties.items() if (urns := tuple(_urns(value)))},
        )
        self.resources.append(resource)
        self.asked.append((resource, properties))
        return resource

    def arn(self, service: str, rest: str, region: str = "eu-west-1") -> str:
        return f"arn:aws:{service}:{region}:{ACCOUNT}:{rest}"

    def _plain(self, value: Any, key: str) -> Any:
        if isinstance(value, Resource):
            return self._reference(value, key) if self._known else UNKNOWN
        if isinstance(value, Mapping):
            return {name: self._plain(item, name) for name, item in cast("Mapping[str, Any]", value).items()}
        if isinstance(value, list):
            return [self._plain(item, key) for item in cast("list[Any]", value)]
        return value

    def _reference(self, target: Resource, key: str) -> str:
        if key == "domainName":
            return f"{target['bucket'].text}.s3.eu-west-1.amazonaws.com"
        service = target.type.split(":")[1].partition("/")[0]
        if wants_arn(key):
            return self.arn(_ARN_SERVICE.get(service, service), f"{target.name}")
        return target["name"].text or target["bucket"].text or f"{service}-{target.name}"


def wants_arn(key: str) -> bool:
    """Whether a property names another resource by its ARN."""
    return key.lower().endswith(("arn", "arns", "destination", "actions", "keyid", "layers", "webaclid"))


def policy(*statements: Mapping[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def trusts(service: str) -> str:
    statement: dict[str, Any] = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    if service != "lambda.amazonaws.com":  # which sends no source
        statement["Condition"] = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    return policy(statement)


def tls_only(action: str, *resources: str) -> dict[str, Any]:
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": list(resources),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def _camel(type_: str) -> str:
    name = type_.partition(":")[2]
    return name[0].lower() + name[1:]


def _urns(value: Any) -> Iterator[str]:
    if isinstance(value, Resource):
        yield value.urn
    elif isinstance(value, Mapping):
        for item in cast("Mapping[str, Any]", value).values():
            yield from _urns(item)
    elif isinstance(value, list):
        for item in cast("list[Any]", value):
            yield from _urns(item)
