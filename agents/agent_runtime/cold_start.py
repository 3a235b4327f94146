"""Shortens a cold start: heavy modules that no function uses are kept out, and the collector rests during imports.

`import agents` loads much that an agent of Alex has no use for: the MCP client, sandboxes, OpenAI's own models and
every type of OpenAI's other services. A finder answers for the names below with placeholders, whose attributes are
empty classes: enough for annotations, `isinstance` and `except` clauses. Whoever makes an instance of one gets an error
that names it. Nothing installed is changed. `tests/lambdas/test_runtime_lean_start.py` fails when a dependency stops
importing a name (then take it off the list), and every other test runs on the placeholders, as the Lambdas do.
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
        # Tools that come from servers: no agent has any.
        "mcp",
        "mcp_types",
        # OpenAI's own models: the model is Bedrock's, over Converse.
        "agents.models.openai_chatcompletions",
        "agents.models.openai_responses",
        "agents.responses_websocket_session",
        # A prompt to try an agent out at a terminal.
        "agents.repl",
        # Reads docstrings: `agent_runtime.tools` says it in annotations.
        "griffe",
        # Evaluations of traces, which nobody runs in a Lambda.
        "langfuse.batch_evaluation",
        "langfuse.experiment",
    }
)

#: Packages of which only these modules are loaded.
ONLY = {
    "agents.sandbox": frozenset(
        {
            # The runner asks these, and hears that no agent is in a sandbox.
            *("runtime", "runtime_agent_preparation", "runtime_session_manager"),
            *("errors", "types", "workspace_paths"),
        }
    ),
    # What the SDK's items are made of.
    "openai.types": frozenset({"chat_model", "completion_usage", "responses", "shared", "shared_params"}),
}

#: Events of a streamed answer; Converse answers whole.
STREAMED = ("openai.types.responses.", "_event")


class KeptOut(RuntimeError):
    """Something made an instance of a class whose module is kept out."""


class _Unused(Exception):
    """Base of the classes that placeholders hold; an exception, so that each may stand in an except clause."""

    def __init__(self, *_: object, **__: object) -> None:
        raise KeptOut(f"{type(self).__module__} is kept out of Lambdas: take it off agent_runtime/lean_start.py")

    def __class_getitem__(cls, _: Any) -> type[_Unused]:
        return cls


def _undecorated(function: Any) -> Any:
    return function


#: What must be more than an empty class: it is looked up in the module's dictionary, or used while modules load.
_EXPECTED: dict[str, dict[str, Any]] = {
    "mcp.shared.exceptions": {"MCPError": type("MCPError", (_Unused,), {})},
    "agents.sandbox._mount_security": {"redact_mount_error_data": _undecorated},
}


class Placeholder(types.ModuleType):
    """Stands for a module that is never used: every public attribute is an empty class."""

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
    """A finder and loader; `importlib.abc` would cost more to import than it says."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(fullname, self, is_package=True) if is_kept_out(fullname) else None  # pyright: ignore[reportArgumentType]

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        return Placeholder(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        vars(module).update(_EXPECTED.get(module.__name__, {}))


def begin() -> None:
    """Before the first heavy import. Importing makes much that lives for ever and no garbage worth collecting."""
    if not any(isinstance(finder, KeepOut) for finder in sys.meta_path):
        sys.meta_path.insert(0, KeepOut())  # pyright: ignore[reportArgumentType]
    gc.disable()


def ready() -> None:
    """After the last import: what is loaded now is never looked at by the collector again."""
    snapstart.register()
    gc.freeze()
    gc.enable()
