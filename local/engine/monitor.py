"""Pulumi's test monitor, with the engine's names of resources and its refusal of two with one name."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from pulumi.runtime import mocks

from local.errors import LocalError

STACK_TYPE = "pulumi:pulumi:Stack"


class Monitor(mocks.MockMonitor):
    """
    Args:
        root: of the program; places in its files are relative to it.
    """

    def __init__(self, mocked: mocks.Mocks, root: Path) -> None:
        super().__init__(mocked)
        self._root = root
        self._lock = threading.Lock()
        self._places: dict[str, str] = {}

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """Builds URNs as the engine does: qualified by the parent's full type, except the stack's."""
        parent_type = parent.split("::")[2] if parent else STACK_TYPE
        qualified = type_ if parent_type == STACK_TYPE else f"{parent_type}${type_}"
        return super().make_urn("", qualified, name)

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - Pulumi's name
        self.claim(request)
        return super().RegisterResource(request)

    def claim(self, request: Any) -> str:
        """The URN. Raises LocalError if another resource has it already: the engine refuses that too."""
        urn, place = self.make_urn(request.parent, request.type, request.name), self._place(request.sourcePosition)
        with self._lock:
            other = self._places.get(urn)
            self._places[urn] = place
        if other is not None:
            places = " and ".join(sorted((other, place)))
            raise LocalError(f"two resources {request.type} {request.name!r} under one type of parent, in {places}")
        return urn

    def _place(self, position: Any) -> str:
        """`components/data/database.py:99`."""
        file = Path(unquote(urlparse(position.uri).path))
        shown = file.relative_to(self._root) if file.is_relative_to(self._root) else file
        return f"{shown.as_posix()}:{position.line}"
