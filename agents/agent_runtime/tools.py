"""Makes functions into tools of an agent, the same way for all agents."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from agents import FunctionTool, function_tool


def tool(function: Callable[..., Any]) -> FunctionTool:
    """Makes a tool of a function, sync or async, that returns text for the model.

    Its docstring is the tool's description. Parameters are described in their annotations, e.g.
    `Annotated[str, Field(description="…")]`: reading them from the docstring would need a parser at every cold start.

    An exception in a tool, e.g. a lost claim or a lost database, ends the run instead of becoming text for the model.
    """
    return function_tool(
        function,
        description_override=inspect.getdoc(function),
        use_docstring_info=False,
        failure_error_function=None,
    )
