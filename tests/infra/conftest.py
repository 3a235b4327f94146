"""Previews of the Pulumi program, each run once per session."""

from __future__ import annotations

import json
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from local.engine.preview import PlannedResource, Preview
from tests.previews import preview

# Some pulumi-aws modules warn on import about types that the program does not use. Types it uses must not warn.
with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from pulumi_aws.ec2 import Vpc  # noqa: F401  # pyright: ignore[reportUnusedImport]
    from pulumi_aws.lambda_ import Function  # noqa: F401  # pyright: ignore[reportUnusedImport]
    from pulumi_aws.s3 import Bucket  # noqa: F401  # pyright: ignore[reportUnusedImport]

ROOT = Path(__file__).resolve().parents[2]
EDGE_FUNCTION = "aws:cloudfront/function:Function"


def kind_of(resource: PlannedResource) -> str:
    """The last part of the type. A CloudFront function is `EdgeFunction`, so that `Function` is a Lambda function."""
    return "EdgeFunction" if resource.type == EDGE_FUNCTION else resource.type.split(":")[-1]


class Stack:
    """A planned stack, with shorthands to find resources."""

    def __init__(self, planned: Preview) -> None:
        self.resources = [resource for resource in planned.resources if resource.custom]
        self.components = [resource for resource in planned.resources if not resource.custom]
        self.outputs = planned.outputs

    def all(self, type_: str) -> list[PlannedResource]:
        """Resources by the last part of their type, e.g. `Queue`. `Function` means Lambda functions."""
        return [resource for resource in self.resources if kind_of(resource) == type_]

    def one(self, type_: str, name: str) -> dict[str, Any]:
        """Inputs of the resource with this logical name."""
        (resource,) = [resource for resource in self.all(type_) if resource.name == name]
        return dict(resource.inputs)

    def documents(self) -> dict[str, str]:
        """Policy documents by `logical name:property`."""
        return {
            f"{resource.name}:{key}": value
            for resource in self.resources
            for key, value in resource.inputs.items()
            if key in ("policy", "assumeRolePolicy", "redrivePolicy", "redriveAllowPolicy")
        }

    def role_statements(self) -> dict[str, list[dict[str, Any]]]:
        """Statements of each role's policy, by function."""
        return {
            resource.name.removesuffix("-policy"): json.loads(resource.inputs["policy"])["Statement"]
            for resource in self.all("RolePolicy")
        }


@cache
def _planned(stack: str) -> Stack:
    return Stack(preview(ROOT, stack))


#: What an operator sets for Langfuse on ECS.
SELF_HOSTED: dict[str, Any] = {
    "langfuse": "self-hosted",
    # It costs more than a stack without it.
    "monthlyBudgetUsd": 500,
    "langfuseBaseUrl": "https://langfuse.alex.example",
    "langfuseCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000001",
    "langfuseAdminEmail": "ops@alex.example",
    "langfuseRegistrySecretArn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/hub-AbCdEf",
}


@cache
def planned_with_langfuse() -> Stack:
    """`prod` with Langfuse on ECS."""
    return Stack(preview(ROOT, "prod", SELF_HOSTED))


@pytest.fixture(scope="session")
def self_hosted() -> Stack:
    return planned_with_langfuse()


@pytest.fixture(scope="session")
def prod() -> Stack:
    return _planned("prod")


@pytest.fixture(scope="session", params=["local", "prod"])
def stack(request: pytest.FixtureRequest) -> Stack:
    """Each stack with a file; `test_the_stacks_are_those_with_a_file` checks the list."""
    return _planned(request.param)
