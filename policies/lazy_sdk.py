"""Loads parts of Pulumi's SDK on first use: programs need them, a policy pack does not.

They take a third of the time until the pack answers. This works only before the SDK is imported: for `python policies`,
which the gate runs. Pulumi itself imports the whole SDK before it runs the pack.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType

PARTS = frozenset(
    {
        "google.protobuf.internal.python_message",  # messages in Python, where there is no compiled library
        "grpc.aio",
        "pulumi.automation",
        "pulumi.dynamic",
        "pulumi.runtime._instrumentation",  # traces of the engine
    }
)


class _Finder:
    @staticmethod
    def find_spec(
        fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target) if fullname in PARTS else None
        if spec and spec.loader:
            spec.loader = LazyLoader(spec.loader)
        return spec


def install() -> None:
    sys.meta_path.insert(0, _Finder)
