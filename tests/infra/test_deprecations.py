"""The program uses no type and no property, at any depth, that pulumi-aws marks as deprecated."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pulumi import _types
from pulumi_aws import cloudwatch, s3

from local.engine.preview import preview

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["local", "prod"])
def test_the_program_uses_no_deprecated_type(
    name: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    """pulumi-aws warns about these, and about some properties, on construction."""
    # Whether a site is built is the subject of another warning.
    monkeypatch.setattr("components.edge.edge.site_files", lambda **_: ())
    with warnings.catch_warnings():
        warnings.filterwarnings("error", ".*deprecated", DeprecationWarning, module=r"components\.|__main__")
        preview(ROOT, name)

    assert not [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def test_the_program_uses_no_deprecated_property(stack):
    """pulumi-aws does not warn about most properties, so this test reads its deprecation marks."""
    used = [
        f"{resource.name}: {path}"
        for resource in stack.resources
        if resource.type.startswith(("aws:", "pulumi:providers:"))
        for path in deprecated(resource_class(resource.type), resource.inputs)
    ]

    assert not used


def test_a_deprecated_property_is_found_at_any_depth():
    rule = {"rules": [{"id": "all", "prefix": "logs/", "status": "Enabled"}]}

    assert list(deprecated(cloudwatch.EventRule, {"isEnabled": True, "name": "nightly"})) == ["isEnabled"]
    assert list(deprecated(s3.BucketLifecycleConfiguration, rule)) == ["rules.prefix"]


def deprecated(class_: type, properties: dict[str, Any]) -> Iterator[str]:
    """Paths of deprecated properties, as marked by a resource class or a nested type."""
    marked = {name for name, getter in getters(class_).items() if hasattr(getter, "_pulumi_deprecated_callable")}
    yield from sorted(marked & properties.keys())
    types = {name: _types.unwrap_type(type_) for name, type_ in property_types(class_).items()}
    for name in sorted(types.keys() & properties.keys()):
        nested = properties[name] if isinstance(properties[name], list) else [properties[name]]
        for value in nested:
            if isinstance(value, dict) and _types.is_output_type(element(types[name])):
                yield from (f"{name}.{path}" for path in deprecated(element(types[name]), value))


def getters(class_: type) -> dict[str, Any]:
    """Property getters by Pulumi name."""
    functions: list[Any] = [member.fget for member in vars(class_).values() if isinstance(member, property)]
    return {getter._pulumi_name: getter for getter in functions if hasattr(getter, "_pulumi_name")}


def property_types(class_: type) -> dict[str, type]:
    """Property types by Pulumi name."""
    return _types.output_type_types(class_) if _types.is_output_type(class_) else _types.resource_types(class_)


def element(type_: Any) -> Any:
    """Element type of a list; any other type unchanged."""
    return type_.__args__[0] if getattr(type_, "__origin__", None) in (list, Sequence) else type_


def resource_class(type_: str) -> type:
    """Class of a type such as `aws:cloudwatch/eventRule:EventRule` or, for a provider, `pulumi:providers:aws`."""
    _, module, name = type_.split(":")
    if module == "providers":
        return import_module("pulumi_aws").Provider
    service = module.split("/")[0]
    return getattr(import_module(f"pulumi_aws.{'lambda_' if service == 'lambda' else service}"), name)
