"""Detects reads of outputs that no creation returned; Pulumi's test monitor would silently return None."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator
from functools import cache, partial
from typing import Any

import pulumi
from pulumi import _types  # pyright: ignore[reportPrivateUsage]  no public alternative

from local.errors import LocalError

Lacks = Callable[[str, str, str], bool]
"""Whether the resource of this type and name was created without this property."""


@contextlib.contextmanager
def checked_reads(lacks: Lacks) -> Generator[None]:
    """In this context, using a property that a resource lacks raises LocalError."""
    original = pulumi.get

    # pulumi-aws's properties all read their value through `pulumi.get`.
    def get(owner: Any, name: str) -> Any:
        value = original(owner, name)
        if isinstance(owner, pulumi.CustomResource) and isinstance(value, pulumi.Output):
            return value.apply(partial(_present, owner, name, lacks))
        # The result of an invoke, `Get…Result`, reads all its members on construction.
        if value is None and _types.is_output_type(type(owner)) and not type(owner).__name__.startswith("Get"):
            raise LocalError(
                f"the program reads {type(owner).__name__}.{name}, which local/engine/resources/ does not return"
            )
        return value

    pulumi.get = get
    try:
        yield
    finally:
        pulumi.get = original


def _present(resource: pulumi.CustomResource, name: str, lacks: Lacks, value: Any) -> Any:
    if value is None:
        type_, key = resource.pulumi_resource_type, _property_names(type(resource)).get(name, name)
        if lacks(type_, resource.pulumi_resource_name, key):
            raise LocalError(
                f"{type_} {resource.pulumi_resource_name!r}: the program reads `{key}`, "
                "which local/engine/resources/ does not return"
            )
    return value


@cache
def _property_names(class_: type) -> dict[str, str]:
    """Maps the Python name of each property of a resource to Pulumi's name."""
    return {python: name for name, python in _types.resource_pulumi_to_py_names(class_).items()}
