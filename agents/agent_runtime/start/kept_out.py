"""Modules that no Lambda of Alex uses, though its dependencies import them: what `cold_start` keeps out.

`tests/lambdas/runtime/test_runtime_cold_start.py` fails when a dependency stops importing one: take it off the list
then.
"""

from __future__ import annotations

import functools
from typing import Any

#: Modules that are kept out, with all below them.
KEPT_OUT = frozenset(
    {
        # Tools from MCP servers: no agent has any.
        "agents.mcp",
        "mcp",
        "mcp_types",
        # Conversations that OpenAI stores.
        "agents.memory.openai_conversations_session",
        "agents.memory.openai_responses_compaction_session",
        # OpenAI's own models and client: the model is Bedrock's, over Converse.
        "agents.models.openai_chatcompletions",
        "agents.models.openai_responses",
        "agents.responses_websocket_session",
        "openai._base_client",
        "openai._client",
        "openai._constants",
        "openai._httpx2",
        "openai._legacy_response",
        "openai._response",
        "openai._streaming",
        "openai.lib",
        "httpx2",
        # A command line, and HTTP/2, which no client asks for.
        "httpx._main",
        "httpcore._async.http2",
        "httpcore._sync.http2",
        # Guesses the encoding of text that names none.
        "charset_normalizer",
        # Metrics and logs of OpenTelemetry: only its spans are used.
        "opentelemetry._logs",
        "opentelemetry.metrics",
        # An interactive prompt for a terminal.
        "agents.repl",
        # Reads docstrings. `agent_runtime.agent.tools` uses annotations instead.
        "griffe",
        # Evaluations of traces, data sets and prompts: they are not used in a Lambda.
        "langfuse.batch_evaluation",
        "langfuse.experiment",
        "langfuse._client.datasets",
        "langfuse.model",
        # Langfuse's API types import it, and use nothing of it with pydantic 2.
        "pydantic.v1",
        # Transfers of large objects to and from S3.
        "s3transfer",
        # boto3's resources: Alex has clients.
        "boto3.docs",
        "boto3.dynamodb",
        "boto3.resources",
        # Parameters that are not in Secrets Manager.
        "aws_lambda_powertools.utilities.parameters.appconfig",
        "aws_lambda_powertools.utilities.parameters.appconfig_extension",
        "aws_lambda_powertools.utilities.parameters.dynamodb",
        "aws_lambda_powertools.utilities.parameters.ssm",
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
    # boto3 gives methods docstrings that are rendered when somebody reads them.
    "botocore.docs": frozenset({"docstring", "utils"}),
    # Parts of the SDK's items.
    "openai.types": frozenset({"chat_model", "completion_usage", "responses", "shared", "shared_params"}),
    # Of OpenAI's items, those that the SDK makes from Converse's answers.
    "openai.types.responses": frozenset(
        {
            "response_output_item",
            *("response_output_message", "response_output_text", "response_output_refusal"),
            *("response_function_tool_call", "response_reasoning_item", "response_usage"),
        }
    ),
    # How much a model reasons.
    "openai.types.shared": frozenset({"chat_model", "reasoning", "reasoning_effort"}),
    # Settings come from the environment, not from files of seven formats, vaults or a command line.
    "pydantic_settings.sources.providers": frozenset({"env", "dotenv", "secrets"}),
}

#: Modules that are not used where another one, compiled, is installed.
COMPILED = {"google.protobuf.internal.python_message": "google._upb._message"}

#: Packages whose `__init__` only re-exports names, and the modules in which those are looked for that are used.
BARE = {
    "openai.types": ("chat_model", "completion_usage"),
    "openai.types.responses": tuple(sorted(ONLY["openai.types.responses"])),
    "openai.types.shared": tuple(sorted(ONLY["openai.types.shared"])),
}

#: Its typed dictionaries, one for each kind of schema, are annotations only.
PLAIN_DICTS = "pydantic_core.core_schema"

#: Modules that would load a package where it is installed, and that package: they are loaded as if it were not.
WITHOUT = {
    # Recognises arrays: no trace holds one.
    "langfuse._utils.serializer": "numpy",
    # Names the owner of a process, which no trace does. It is not in Lambda's layers, but tools have it.
    "opentelemetry.sdk.resources": "psutil",
}


class KeptOut(RuntimeError):
    """Something was used of a module that is kept out."""

    def __init__(self, module: str) -> None:
        super().__init__(f"{module} is kept out of Lambdas: take it off agent_runtime/start/kept_out.py")


class Unused(Exception):
    """Base of the placeholders' classes. An exception, so that each can be used in an except clause."""

    def __init__(self, *_: object, **__: object) -> None:
        raise KeptOut(type(self).__module__)

    def __class_getitem__(cls, _: Any) -> type[Unused]:
        return cls

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: Any) -> Any:
        """As a part of a kept class's union: no value is an instance."""
        from pydantic_core.core_schema import is_instance_schema

        return is_instance_schema(cls)


class _Inert:
    """Can be made, and does nothing."""

    def __init__(self, *_: object, **__: object) -> None: ...


class _NoServers:
    """Finds the tools of an agent's MCP servers: each turn of a run asks for them. Raises KeptOut if there are any."""

    @staticmethod
    async def get_all_function_tools(servers: list[Any], *_: object, **__: object) -> list[Any]:
        if servers:
            raise KeptOut("agents.mcp")
        return []


def _as_utf8(_: bytes) -> dict[str, str]:
    return {"encoding": "utf-8"}


def _none(*_: object) -> None: ...


def _undecorated(function: Any) -> Any:
    return function


#: Attributes that an empty class cannot replace: looked up in the module's dictionary, or used while modules load.
EXPECTED: dict[str, dict[str, Any]] = {
    "agents.mcp": {"MCPUtil": _NoServers},
    # Each session makes one.
    "boto3.resources.factory": {"ResourceFactory": _Inert},
    "mcp.shared.exceptions": {"MCPError": type("MCPError", (Unused,), {})},
    "agents.sandbox._mount_security": {"redact_mount_error_data": _undecorated},
    # A failed run asks for it before it asks whether the agent is in a sandbox.
    "agents.sandbox.memory.rollouts": {"terminal_metadata_for_exception": _none},
    # The Agents SDK makes the exporter to OpenAI's traces before ours replaces it.
    "httpx2": {"Client": _Inert, "Timeout": _Inert},
    # requests asks for the version, and for the encoding of an answer's text that names none.
    "charset_normalizer": {"__version__": "3.0.0", "detect": _as_utf8},
    "opentelemetry.metrics": {"get_meter_provider": _none},
    # Encoders by type, besides those that Langfuse has itself.
    "pydantic.v1.json": {"ENCODERS_BY_TYPE": {}},
}


@functools.cache
def is_kept_out(name: str) -> bool:
    """Whether a module, by its full name, is replaced by a placeholder."""
    parent, _, last = name.rpartition(".")
    if name in KEPT_OUT or (parent in ONLY and last not in ONLY[parent]):
        return True
    return bool(parent) and is_kept_out(parent)
