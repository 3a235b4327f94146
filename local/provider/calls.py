"""What the plugin asks of the keeper of the resources: the embedded AWS, or in tests the state alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from local.provider.values import Raw

Old = tuple[Raw, Raw]
"""Inputs and properties of a resource in the stack's state."""


class Calls(Protocol):
    """Each raises LocalError, which names the resource."""

    region: str

    def supports(self, type_: str) -> bool: ...

    def answer(self, token: str, arguments: Mapping[str, Any]) -> Raw: ...

    def create(self, type_: str, name: str, inputs: Raw) -> tuple[str, Raw]: ...

    def preview_update(self, type_: str, name: str, identifier: str, old: Old, inputs: Raw) -> Raw: ...

    def update(self, type_: str, name: str, identifier: str, old: Old, inputs: Raw) -> Raw: ...

    def read(self, type_: str, name: str, identifier: str, old: Old) -> tuple[Raw, Raw] | None: ...

    def delete(self, type_: str, name: str, identifier: str, old: Old) -> None: ...
