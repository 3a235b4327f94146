"""Kept-out modules are not loaded, would be loaded otherwise, and are not needed."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agent_runtime.start import cold_start, kept_out, loaders
from components.foundation.functions import FUNCTIONS

AGENTS = Path(__file__).resolve().parents[3] / "agents"


def printed(program: str) -> Any:
    """Parsed JSON in the last line that a fresh interpreter prints; those before it may be logs."""
    environment = {"PYTHONPATH": str(AGENTS), "AWS_LAMBDA_FUNCTION_NAME": "test", "AWS_DEFAULT_REGION": "us-east-1"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def without_lean_start() -> set[str]:
    """Modules with a file that our dependencies load without the finder."""
    program = """
import json, sys, agents, langfuse, boto3, agents.run, langfuse._client.client, pydantic_settings
import aws_lambda_powertools.utilities.parameters, fastapi, httpcore, requests
print(json.dumps([name for name, module in sys.modules.items() if getattr(module, "__file__", None)]))
"""
    return set(printed(program))


@pytest.mark.parametrize("name", sorted(kept_out.KEPT_OUT))
def test_dependencies_would_import_the_kept_out_modules(name: str, without_lean_start: set[str]) -> None:
    assert name in without_lean_start


@pytest.mark.parametrize("package", sorted(kept_out.ONLY))
def test_a_package_that_is_loaded_in_part_would_be_loaded_with_more(package: str, without_lean_start: set[str]) -> None:
    inside = {
        name.removeprefix(f"{package}.").split(".")[0] for name in without_lean_start if name.startswith(f"{package}.")
    }

    assert kept_out.ONLY[package] < inside


@pytest.mark.parametrize("function", [spec.name for spec in FUNCTIONS])
def test_a_handler_loads_no_kept_out_module_and_reenables_the_collector(function: str) -> None:
    program = f"""
import gc, json, sys, {function}.handler
real = [name for name, module in sys.modules.items() if getattr(module, "__file__", None)]
print(json.dumps([real, gc.isenabled()]))
"""
    loaded, collects = printed(program)
    assert [name for name in loaded if kept_out.is_kept_out(name)] == []
    assert collects


def test_the_api_does_not_load_the_agents_sdk() -> None:
    program = "import json, sys, api.handler; print(json.dumps(['agents' in sys.modules, 'langfuse' in sys.modules]))"
    assert printed(program) == [False, False]


def test_the_api_loads_the_parsers_of_files_with_the_first_file() -> None:
    program = """
import json, sys, api.handler
print(json.dumps([name for name in sys.modules if name.split(".")[0] in ("imports", "python_calamine")]))
"""
    assert set(printed(program)) == {"imports", "imports.compared", "imports.result", "imports.totals"}


def test_using_a_kept_out_class_raises_an_error_with_its_name(used_of_kept_out_modules: list[str]) -> None:
    placeholder = loaders.Placeholder("agents.sandbox.manifest")

    with pytest.raises(kept_out.KeptOut, match=r"^agents\.sandbox\.manifest is kept out"):
        placeholder.Manifest(root="/")
    assert used_of_kept_out_modules == ["agents.sandbox.manifest"]
    used_of_kept_out_modules.clear()


def test_a_failed_run_needs_nothing_that_is_kept_out() -> None:
    program = """
import asyncio, json, logging, tagger.handler, agents
agents.set_trace_processors([])
warned = []
logging.getLogger("openai.agents").warning = lambda text, *_, **__: warned.append(text)

class Failing(agents.Model):
    async def get_response(self, *_, **__):
        raise ValueError("throttled")
    def stream_response(self, *_, **__):
        raise NotImplementedError

try:
    asyncio.run(agents.Runner.run(agents.Agent("a", model=Failing()), "go"))
except ValueError as error:
    print(json.dumps([str(error), warned]))
"""
    assert printed(program) == ["throttled", []]


def test_the_tools_of_a_server_are_refused_and_not_left_out() -> None:
    program = """
import asyncio, json, tagger.handler, agents
def tools(servers):
    agent = agents.Agent("a", mcp_servers=servers)
    try:
        return asyncio.run(agent.get_mcp_tools(agents.RunContextWrapper(None)))
    except RuntimeError as error:
        return str(error)
print(json.dumps([tools([]), tools([object()])]))
"""
    none, refused = printed(program)
    assert none == []
    assert str(refused).startswith("agents.mcp is kept out")


@pytest.mark.parametrize(
    ("name", "out"),
    [
        ("agents", False),
        ("agents.run", False),
        ("agents.sandbox.runtime", False),
        ("agents.sandbox.session.sandbox_session", True),
        ("openai.types.responses", False),
        ("openai.types.responses.response_usage", False),
        ("openai.types.responses.response_computer_tool_call", True),
        ("openai.types.responses.response_text_delta_event", True),
        ("openai.types.beta.threads.run", True),
        ("mcp.client.session", True),
        ("mcpx", False),
    ],
)
def test_a_module_is_kept_out_by_its_own_name_or_a_parents(name: str, out: bool) -> None:
    assert kept_out.is_kept_out(name) is out


DEFERRED = """
import json, threading
import reporter.handler
from pydantic import BaseModel, TypeAdapter
from agents import run_state
from agents.items import ModelResponse
from agent_runtime import contracts

class Later(BaseModel):
    number: int

def complete():
    made = (run_state._HANDOFF_OUTPUT_ADAPTER.pydantic_complete, ModelResponse.__pydantic_complete__)
    return [*made, contracts.AgentReply.__pydantic_complete__, Later.__pydantic_complete__]

before, failed = complete(), []
barrier = threading.Barrier(8)

def use():
    barrier.wait()
    try:
        contracts.AgentReply.model_validate_json('{"ok": true, "output": {}, "usage": {"model_calls": 2}}')
    except Exception as error:
        failed.append(repr(error))

threads = [threading.Thread(target=use) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
adapted = TypeAdapter(list[int]).pydantic_complete
print(json.dumps([before, complete(), failed, adapted]))
"""


def test_validators_are_built_at_their_first_use_even_by_many_threads() -> None:
    before, after, failed, adapted = printed(DEFERRED)
    assert before == [False, False, False, True]
    assert after == [False, False, True, True]
    assert failed == []
    assert adapted


@pytest.mark.parametrize(("function", "loads"), [("planner", False), ("retirement", True)])
def test_numpy_is_loaded_by_the_projection_only(function: str, loads: bool) -> None:
    program = f"""
import json, sys, {function}.handler
from langfuse._utils import serializer
print(json.dumps(["numpy" in sys.modules, serializer.np is None]))
"""
    assert printed(program) == [loads, True]


def test_a_package_that_only_tools_have_is_not_loaded() -> None:
    program = """
import json, sys, reporter.handler
from opentelemetry.sdk import resources
print(json.dumps(["psutil" in sys.modules, resources.psutil]))
"""
    assert printed(program) == [False, None]


def test_a_bare_package_gives_the_names_of_its_modules_without_importing_all() -> None:
    program = """
import json, sys, tagger.handler
from openai.types import ChatModel, CompletionUsage, responses, shared
from openai.types.responses import ResponseFunctionToolCall, ResponseOutputItem, ResponseUsage, response_usage
from openai.types.responses import ResponseComputerToolCall
from openai.types.shared import Reasoning
real = [each.__module__ for each in (CompletionUsage, ResponseFunctionToolCall, ResponseUsage, Reasoning)]
unused = ResponseComputerToolCall.__bases__[0].__name__
same = [response_usage.ResponseUsage is ResponseUsage, ResponseOutputItem is not None, ChatModel is not None]
loaded = [name for name in sys.modules if name.startswith("openai.types.")]
print(json.dumps([real, unused, same, len(loaded)]))
"""
    real, unused, same, loaded = printed(program)
    assert real == [
        "openai.types.completion_usage",
        "openai.types.responses.response_function_tool_call",
        "openai.types.responses.response_usage",
        "openai.types.shared.reasoning",
    ]
    assert unused == "Unused"
    assert same == [True, True, True]
    # `openai.types` and its packages hold some 650.
    assert loaded < 100


def test_the_schemas_of_pydantic_are_plain_dictionaries_and_others_typed_ones() -> None:
    program = """
import json, tagger.handler, typing, typing_extensions
from pydantic_core import core_schema
class Typed(typing.TypedDict, total=False):
    number: int
class Extended(typing_extensions.TypedDict):
    number: int
typed = [typing_extensions.is_typeddict(each) for each in (core_schema.AnySchema, Typed, Extended)]
print(json.dumps([typed, Typed.__total__, core_schema.any_schema()]))
"""
    assert printed(program) == [[False, True, True], False, {"type": "any"}]


def test_text_of_an_answer_that_names_no_encoding_is_read_as_utf8() -> None:
    program = """
import json, reporter.handler, requests
response = requests.Response()
response._content = "schön".encode()
print(json.dumps(response.text))
"""
    assert printed(program) == "schön"


def test_the_sdk_makes_its_own_exporter_without_its_http_client() -> None:
    program = """
import json, tagger.handler, agents
agents.set_trace_processors([])
print(json.dumps(agents.tracing.get_trace_provider()._multi_processor._processors))
"""
    assert printed(program) == []


def test_ready_freezes_the_loaded_objects() -> None:
    gc.unfreeze()
    cold_start.ready()
    assert gc.get_freeze_count() > 0
    assert gc.isenabled()
    gc.unfreeze()
