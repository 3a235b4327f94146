"""Callers use a function's live alias, which points to one published version."""

from __future__ import annotations

import pytest

from components.foundation.function_spec import FunctionSpec
from components.foundation.functions import FUNCTIONS, SPECIALISTS


@pytest.mark.parametrize("spec", FUNCTIONS, ids=lambda spec: spec.name)
def test_the_alias_points_to_the_published_version(stack, spec: FunctionSpec):
    alias = planned(stack, f"{spec.name}-live")

    assert stack.one("Function", f"{spec.name}-function")["publish"] is True
    assert alias.inputs["name"] == "live"
    assert origins(alias, "functionVersion") == [f"{spec.name}-function"]


@pytest.mark.parametrize(
    ("caller", "property_"),
    [("jobs-source", "functionName"), ("http-api-integration", "integrationUri"), ("http-api-permission", "qualifier")],
)
def test_callers_use_the_alias(stack, caller: str, property_: str):
    assert [name.split("-")[-1] for name in origins(planned(stack, caller), property_)] == ["live"]


def test_a_role_may_invoke_live_aliases_only(stack):
    granted = [
        resource
        for statements in stack.role_statements().values()
        for statement in statements
        if "lambda:InvokeFunction" in statement["Action"]
        for resource in statement["Resource"]
    ]

    assert {arn.split(":")[-1] for arn in granted} == {"live"}
    assert len(granted) >= len(SPECIALISTS)


def planned(stack, name: str):
    (resource,) = [resource for resource in stack.resources if resource.name == name]
    return resource


def origins(resource, property_: str) -> list[str]:
    """Names of the resources a property depends on."""
    return [urn.split("::")[-1] for urn in resource.property_dependencies[property_]]
