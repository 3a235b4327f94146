"""A foreign program as Pulumi runs it: its resources are registered by the classes of `pulumi_aws`."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from typing import Any, cast

import pulumi

from policies.engine import Resource
from tests.guardrails.foreign.program import Program, wants_arn


def deploy(*programs: Callable[[Program], None]) -> None:
    """Registers what these write, as one program."""
    written = Program(known=False)
    for program in programs:
        program(written)
    made: dict[str, Any] = {}
    for resource, properties in written.asked:
        service, class_ = resource.type.removeprefix("aws:").partition("/")[0], resource.type.rpartition(":")[2]
        create = getattr(importlib.import_module(f"pulumi_aws.{_MODULES.get(service, service)}"), class_)
        made[resource.urn] = create(resource.name, **{_snake(k): _value(v, k, made) for k, v in properties.items()})


_MODULES = {"lambda": "lambda_"}


def _value(value: Any, key: str, made: Mapping[str, Any]) -> Any:
    """With outputs instead of references."""
    if isinstance(value, Resource):
        return _output(made[value.urn], key)
    if isinstance(value, Mapping):
        return {name: _value(item, name, made) for name, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list):
        return [_value(item, key, made) for item in cast("list[Any]", value)]
    return value


def _output(target: Any, key: str) -> pulumi.Output[str]:
    if key == "domainName":
        return target.bucket_regional_domain_name
    return target.arn if wants_arn(key) else target.id


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
