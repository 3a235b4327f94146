"""The tools of an agent: made in every run, their parameters compiled once."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from agents import FunctionTool
from pydantic import Field

from agent_runtime.agent import tools


def made(word: str) -> FunctionTool:
    @tools.tool
    def repeat(count: Annotated[int, Field(description="how often.")]) -> str:
        """Says a word again and again."""
        return word * count

    return repeat


def test_the_parameters_of_a_tool_are_compiled_once_for_all_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[Any] = []
    compile_schema = tools.function_schema

    def counted(function: Any, **options: Any) -> Any:
        compiled.append(function)
        return compile_schema(function, **options)

    monkeypatch.setattr(tools, "function_schema", counted)
    monkeypatch.setattr(tools, "_schemas", {})
    one, other = made("a"), made("b")
    assert len(compiled) == 1
    assert one.on_invoke_tool is not other.on_invoke_tool
    assert one.params_json_schema == other.params_json_schema
    assert one.params_json_schema["properties"]["count"]["description"] == "how often."
    assert one.description == "Says a word again and again."
