"""Shortens cold starts: keeps heavy unused modules out, and pauses garbage collection during imports.

`import agents` loads much that the agents of Alex do not use: the MCP client, sandboxes, OpenAI's own models and every
type of OpenAI's other services. For the names below, an import finder returns placeholders, whose attributes are
empty classes: enough for annotations, `isinstance` and `except` clauses. Making an instance of one raises an error that
names it. Installed packages are not changed. `tests/lambdas/test_runtime_cold_start.py` fails when a dependency stops
importing a name (then take it off the list). All other tests run on the placeholders, as the Lambdas do.
"""

from __future__ import annotations

import gc
import sys
import types
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from typing import Any

from agent_runtime import snapstart

#: Modules that are kept out, with all below them.
KEPT_OUT = frozenset(
    {
        # Tools from MCP servers: no agent has any.
        "mcp",
        "mcp_types",
        # OpenAI's own models: the model is Bedrock's, over Converse.
        "agents.models.openai_chatcompletions",
        "agents.models.openai_responses",
        "agents.responses_websocket_session",
        # An interactive prompt for a terminal.
        "agents.repl",
        # Reads docstrings. `agent_runtime.tools` uses annotations instead.
        "griffe",
        # Evaluations of traces: they do not run in a Lambda.
        "langfuse.batch_evaluation",
        "langfuse.experiment",
    }
)

#: Packages of which only these modules are loaded.
ONLY = {
    "agents.sandbox": frozenset(
        {
            # The runner asks these whether an agent is in a sandbox. None is.
            *("runtime", "runtime_agent_preparation", "runtime_session_manager"),
            *("errors", "types", "workspace_paths"),
        }
    ),
    # Parts of the SDK's items.
    "openai.types": frozenset({"chat_model", "completion_usage", "responses", "shared", "shared_params"}),
}

#: Events of a streamed answer. Converse returns whole answers.
STREAMED = ("openai.types.responses.", "_event")


class KeptOut(RuntimeError):
    """An instance was made of a class whose module is kept out."""


class _Unused(Exception):
    """Base of the placeholders' classes. An exception, so that each can be used in an except clause."""

    def __init__(self, *_: object, **__: object) -> None:
        raise KeptOut(f"{type(self).__module__} is kept out of Lambdas: take it off agent_runtime/cold_start.py")

    def __class_getitem__(cls, _: Any) -> type[_Unused]:
        return cls


def _undecorated(function: Any) -> Any:
    return function


#: Attributes that an empty class cannot replace: looked up in the module's dictionary, or used while modules load.
_EXPECTED: dict[str, dict[str, Any]] = {
    "mcp.shared.exceptions": {"MCPError": type("MCPError", (_Unused,), {})},
    "agents.sandbox._mount_security": {"redact_mount_error_data": _undecorated},
}


class Placeholder(types.ModuleType):
    """Replaces a module that is never used. Every public attribute is an empty class."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (_Unused,), {"__module__": self.__name__})
        setattr(self, name, made)
        return made


def is_kept_out(name: str) -> bool:
    """Whether a module, by its full name, is replaced by a placeholder."""
    prefix, suffix = STREAMED
    if name.startswith(prefix) and name.endswith(suffix):
        return True
    while name:
        parent, _, last = name.rpartition(".")
        if name in KEPT_OUT or (parent in ONLY and last not in ONLY[parent]):
            return True
        name = parent
    return False


class KeepOut:
    """Import finder and loader. Not derived from `importlib.abc`, which would cost import time."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(fullname, self, is_package=True) if is_kept_out(fullname) else None  # pyright: ignore[reportArgumentType]

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        return Placeholder(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        vars(module).update(_EXPECTED.get(module.__name__, {}))


def begin() -> None:
    """Call before the first heavy import. Importing creates long-lived objects and no garbage worth collecting."""
    if not any(isinstance(finder, KeepOut) for finder in sys.meta_path):
        sys.meta_path.insert(0, KeepOut())  # pyright: ignore[reportArgumentType]
    gc.disable()


def ready() -> None:
    """Call after the last import. The collector never looks at the objects loaded so far again."""
    snapstart.register()
    gc.freeze()
    gc.enable()
