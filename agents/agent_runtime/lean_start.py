"""Shortens a cold start: heavy modules that no function uses are kept out, and the collector rests during imports.

`import agents` loads the MCP client library, half a second of a cold start, although no agent of Alex has an MCP
server. A finder answers for the names below with placeholders, whose attributes are empty classes: enough for the
SDK's annotations and `except` clauses. Nothing installed is changed. `tests/lambdas/test_runtime_lean_start.py` fails
when the SDK stops importing a name (then take it off the list) or starts to need more than a placeholder.
"""

from __future__ import annotations

import gc
import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Sequence

KEPT_OUT = frozenset({"mcp", "mcp_types"})
#: Looked up by name in the module's dictionary, not as attributes.
_EXPECTED = {"mcp.shared.exceptions": {"MCPError": type("MCPError", (Exception,), {})}}


class Placeholder(types.ModuleType):
    """Stands for a module that is never used: every public attribute is an empty class."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (), {"__module__": self.__name__})
        setattr(self, name, made)
        return made


class KeepOut(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in KEPT_OUT:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return Placeholder(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        vars(module).update(_EXPECTED.get(module.__name__, {}))


def begin() -> None:
    """Before the first heavy import. Importing makes much that lives for ever and no garbage worth collecting."""
    if not any(isinstance(finder, KeepOut) for finder in sys.meta_path):
        sys.meta_path.insert(0, KeepOut())
    gc.disable()


def ready() -> None:
    """After the last import: what is loaded now is never looked at by the collector again."""
    gc.freeze()
    gc.enable()
