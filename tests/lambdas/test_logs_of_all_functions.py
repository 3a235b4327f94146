"""Every function's log lines go through `safe_logs.to_json`, including those of modules loaded with its handler."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from components.foundation.functions import FUNCTIONS

AGENTS = Path(__file__).resolve().parents[2] / "agents"
SECRET = "AKIAIOSFODNN7EXAMPLE"
#: Writes one line with each Logger in our modules, in a separate process per function, as on Lambda.
PROGRAM = """
import sys, {function}.handler
from aws_lambda_powertools import Logger
for module in list(sys.modules.values()):
    if not (getattr(module, "__file__", None) or "").startswith({agents!r}):
        continue
    for held in [value for value in vars(module).values() if isinstance(value, Logger)]:
        held.error("planted", held_by=module.__name__, reason={secret!r}, password="hunter2hunter2")
"""


def written(function: str) -> list[str]:
    """Lines that the function's loggers wrote, on both streams."""
    environment = {
        "PYTHONPATH": str(AGENTS),
        "PATH": os.environ["PATH"],
        "AWS_LAMBDA_FUNCTION_NAME": function,
        "AWS_DEFAULT_REGION": "us-east-1",
        "POWERTOOLS_SERVICE_NAME": function,
    }
    program = PROGRAM.format(function=function, agents=str(AGENTS), secret=SECRET)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)
    return [line for line in (done.stdout + done.stderr).splitlines() if "planted" in line]


@pytest.mark.parametrize("function", [spec.name for spec in FUNCTIONS])
def test_no_logger_of_a_function_writes_a_credential(function: str) -> None:
    lines = [json.loads(line) for line in written(function)]
    assert {(line["reason"], line["password"]) for line in lines} == {("[key]", "[secret]")}
    assert {line["held_by"] for line in lines} >= {
        "agent_runtime.handler" if is_specialist(function) else f"{function}.handler"
    }


def is_specialist(function: str) -> bool:
    """Its handler is made by `agent_handler` and adds no logger."""
    return "agent_handler" in (AGENTS / function / "handler.py").read_text()


@pytest.mark.parametrize("file", sorted(AGENTS.rglob("*.py")), ids=lambda file: str(file.relative_to(AGENTS)))
def test_every_logger_is_masked_or_a_child_of_a_masked_one(file: Path) -> None:
    """Two loggers of one name share the first one's formatter, so the import order could hide an unmasked one."""
    for call in _loggers_made(ast.parse(file.read_text())):
        options = {option.arg: ast.unparse(option.value) for option in call.keywords}
        assert options.get("child") == "True" or options.get("json_serializer") == "safe_logs.to_json", call.lineno


def _loggers_made(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Logger":
            yield node
