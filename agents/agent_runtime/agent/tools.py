"""Makes functions into tools of an agent, the same way for all agents."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable
from typing import Any, cast

import agents.tool as sdk_tools
from agents import FunctionTool, RunContextWrapper, function_tool
from agents.exceptions import ModelBehaviorError
from agents.function_schema import FuncSchema, function_schema
from agents.tool import ToolErrorFunction
from agents.tool_context import ToolContext
from pydantic import ValidationError

from agent_runtime.traces import tracing

#: How the SDK's error for arguments that do not fit begins. It has no separate class.
_INVALID = "Invalid JSON input for tool"

#: Schemas of tools by the code of their functions. Each run makes new tools with the same parameters.
_schemas: dict[tuple[Any, ...], FuncSchema] = {}
_MOST_SCHEMAS = 64


def _schema_once(func: Callable[..., Any], **options: Any) -> FuncSchema:
    """The SDK compiles a pydantic model for the parameters of each tool: 1 ms in every run."""
    code = getattr(func, "__code__", None)
    if code is None:
        return function_schema(func, **options)
    key = (code, *sorted(options.items()))
    if key not in _schemas:
        if len(_schemas) >= _MOST_SCHEMAS:
            _schemas.clear()
        _schemas[key] = function_schema(func, **options)
    return _schemas[key]


sdk_tools.function_schema = _schema_once  # pyright: ignore[reportPrivateImportUsage]


def tool(function: Callable[..., Any]) -> FunctionTool:
    """Makes a tool of a function, sync or async, that returns text for the model.

    Its docstring is the tool's description. Parameters are described in their annotations, e.g.
    `Annotated[str, Field(description="…")]`: reading them from the docstring would need a parser at every cold start.

    A call with missing or wrong arguments is answered with what was expected. An exception in a tool, e.g. a lost claim
    or a lost database, ends the run instead of becoming text for the model.
    """

    def explain(context: RunContextWrapper[Any], error: Exception) -> str | None:
        if not isinstance(error, ModelBehaviorError) or not str(error).startswith(_INVALID):
            return None
        called = cast(ToolContext[Any], context)
        mistakes = _mistakes(function, called.tool_arguments)
        tracing.event(f"Model: wrong arguments for {called.tool_name}", mistakes=mistakes)
        return _answer(f"{called.tool_name} was not run: its arguments are wrong. Call it again.", mistakes=mistakes)

    return function_tool(
        function,
        description_override=inspect.getdoc(function),
        use_docstring_info=False,
        # The SDK raises the error if this returns None.
        failure_error_function=cast(ToolErrorFunction, explain),
    )


def unknown_tool(name: str, tools: Iterable[str]) -> str:
    """What a model is answered that called a tool which does not exist."""
    known = sorted(tools)
    # Not in the name: it is the model's text, and names are not masked as contents are.
    tracing.event("Model: unknown tool", called=name[:64], tools=known)
    return _answer(f"There is no tool {name[:64]}.", tools=known)


def _answer(error: str, **facts: Any) -> str:
    return json.dumps({"ok": False, "error": error, **facts}, ensure_ascii=False)


def _mistakes(function: Callable[..., Any], arguments: str) -> list[str]:
    """The wrong fields. Validated once more, because the SDK's error may leave them out."""
    model = _schema_once(function, use_docstring_info=False).params_pydantic_model
    try:
        given = json.loads(arguments or "{}")
    except ValueError as error:
        return [f"arguments: not JSON ({error})"]
    if not isinstance(given, dict):
        return ["arguments: a JSON object with a field for each argument is expected"]
    try:
        model.model_validate(given)
    except ValidationError as error:
        return [f"{'.'.join(map(str, part['loc']))}: {part['msg']}" for part in error.errors()]
    return []
