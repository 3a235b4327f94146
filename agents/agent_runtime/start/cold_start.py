"""Shortens cold starts: keeps unused modules out, defers generated code, pauses garbage collection.

`import agents` loads much that the agents of Alex do not use: the MCP client, sandboxes, OpenAI's own models and every
type of OpenAI's other services. For the names in `kept_out`, an import finder returns placeholders, whose attributes
are empty classes: enough for annotations, `isinstance` and `except` clauses. Making an instance of one raises an error
that names it. Installed packages are not changed. All tests run on the placeholders, as the Lambdas do.
"""

from __future__ import annotations

import gc
import os
import sys
import types
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import spec_from_loader

from agent_runtime.start import deferred_dataclasses, snapstart
from agent_runtime.start.kept_out import BARE, COMPILED, PLAIN_DICTS, WITHOUT, is_kept_out
from agent_runtime.start.loaders import PlaceholderLoader, PlainDicts, Without

LOADERS: dict[str, type[SourceFileLoader]] = {**dict.fromkeys(WITHOUT, Without), PLAIN_DICTS: PlainDicts}


class KeepOut:
    """Import finder. Not derived from `importlib.abc`, which would cost import time."""

    def __init__(self) -> None:
        self._placeholders = PlaceholderLoader()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname in LOADERS:
            found = PathFinder.find_spec(fullname, path)
            return spec_from_loader(fullname, LOADERS[fullname](fullname, str(found.origin))) if found else None
        if fullname in BARE:
            found = PathFinder.find_spec(fullname, path)
            return self._replaced(fullname, found.submodule_search_locations) if found else None
        if is_kept_out(fullname) or (fullname in COMPILED and _is_installed(COMPILED[fullname])):
            return self._replaced(fullname)
        return None

    def _replaced(self, fullname: str, folders: list[str] | None = None) -> ModuleSpec:
        spec = ModuleSpec(fullname, self._placeholders, is_package=True)  # pyright: ignore[reportArgumentType]
        spec.submodule_search_locations = folders or []
        return spec


def _is_installed(module: str) -> bool:
    try:
        import_module(module)
    except ImportError:
        return False
    return True


def begin() -> None:
    """Call before the first heavy import. Importing creates long-lived objects and no garbage worth collecting."""
    if not any(isinstance(finder, KeepOut) for finder in sys.meta_path):
        sys.meta_path.insert(0, KeepOut())  # pyright: ignore[reportArgumentType]
    gc.disable()
    # No dependency brings one, and pydantic would read the metadata of all of them to find out.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    deferred_dataclasses.begin()
    # Here, because pydantic is one of the imports that this function shortens.
    from agent_runtime.start import deferred_validators

    deferred_validators.begin()


def ready() -> None:
    """Call after the last import. The collector never looks at the objects loaded so far again."""
    from agent_runtime.start import deferred_validators

    deferred_validators.end()
    deferred_dataclasses.end()
    if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
        # Here, because boto3 is one of the imports that `begin` shortens.
        from agent_runtime.start import lean_clients

        lean_clients.begin()
    snapstart.register()
    gc.freeze()
    gc.enable()


@contextmanager
def shortened() -> Generator[None]:
    """For imports after `ready`, of what is loaded at its first use."""
    collects = gc.isenabled()
    gc.disable()
    deferred_dataclasses.begin()
    try:
        yield
    finally:
        deferred_dataclasses.end()
        if collects:
            gc.enable()
