"""Functions as tools of an agent, in the one way in which Alex's agents have them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from agents import FunctionTool, function_tool


def tool(function: Callable[..., Any]) -> FunctionTool:
    """Makes a tool of a function, sync or async, that returns text for the model.

    Its docstring is the tool's description. What a parameter means stands in its annotation, e.g.
    `Annotated[str, Field(description="…")]`: reading it from the docstring would need a parser, at every cold start.

    An exception in a tool is ours, a lost claim or a database that is gone: it ends the run instead of becoming text
    for the model.
    """
    return function_tool(
        function,
        description_override=inspect.getdoc(function),
        use_docstring_info=False,
        failure_error_function=None,
    )
