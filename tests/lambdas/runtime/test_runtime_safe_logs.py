"""Logs repeat no credential and no user's words, even from quotations, and stay searchable JSON."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_runtime.contracts import ErrorKind, Usage
from agent_runtime.telemetry import safe_logs

AGENTS = Path(__file__).resolve().parents[3] / "agents"
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
NOTES = 'I hide my money under "the mattress"'


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    safe_logs.protect({})


@pytest.mark.parametrize(
    "line",
    [
        pytest.param({"message": "denied: AKIAIOSFODNN7EXAMPLE"}, id="in the message"),
        pytest.param(
            {"message": "m", "exception": "Error: Bearer abcdefghijkl.AKIAIOSFODNN7EXAMPLE"}, id="in a traceback"
        ),
        pytest.param({"message": {"errors": [{"input": "AKIAIOSFODNN7EXAMPLE"}]}}, id="deep inside"),
        pytest.param({"message": "m", "errors": [ValueError("AKIAIOSFODNN7EXAMPLE")]}, id="in an exception's text"),
    ],
)
def test_a_credential_is_replaced_wherever_it_stands(line: dict[str, object]) -> None:
    text = safe_logs.to_json(line)
    assert "AKIAIOSFODNN7EXAMPLE" not in text
    json.loads(text)


def test_a_password_in_json_leaves_json() -> None:
    line = {"message": "refused", "body": {"password": "x"}, "reason": '{"password": "hunter2hunter2"}'}
    assert json.loads(safe_logs.to_json(line))["message"] == "refused"
    assert "hunter2" not in safe_logs.to_json(line)


def test_a_field_is_judged_by_its_name() -> None:
    body = {"password": "hunter2", "api_key": "0123456789abcdef", "headers": {"Cookie": ["a", "b"]}}
    written = json.loads(safe_logs.to_json({"message": "m", "body": body, "authorization": "x"}))
    assert written["body"] == {"password": "[secret]", "api_key": "[secret]", "headers": {"Cookie": "[secret]"}}
    assert written["authorization"] == "[secret]"


def test_a_key_that_is_a_credential_is_replaced() -> None:
    assert "AKIA" not in safe_logs.to_json({"message": "m", "by_key": {"AKIAIOSFODNN7EXAMPLE": 1}})


def test_a_key_may_have_any_type() -> None:
    written = json.loads(safe_logs.to_json({"message": "m", "by": {("a", 1): 2, None: 3, ErrorKind.TIMEOUT: 4}}))
    assert written["by"] == {"('a', 1)": 2, "None": 3, "timeout": 4}


def test_usage_stays_as_it_is() -> None:
    line = {"message": "agent finished", "usage": Usage(input_tokens=19944, output_tokens=312).model_dump()}
    assert json.loads(safe_logs.to_json(line)) == line


def test_a_users_words_are_replaced_while_the_users_job_runs() -> None:
    safe_logs.protect({NOTES: "[client notes]"})
    assert json.loads(safe_logs.to_json({"reason": f"refused: {NOTES}"}))["reason"] == "refused: [client notes]"
    safe_logs.protect({})
    assert NOTES in json.loads(safe_logs.to_json({"reason": NOTES}))["reason"]


@pytest.mark.parametrize("word", ["n", "agent", "failed", "ERROR", "planner", "timeout", "handle", "ValueError", "0"])
def test_user_words_do_not_rewrite_a_lines_own_fields(word: str) -> None:
    safe_logs.protect({word: "[client notes]"})
    line = {
        "level": "ERROR",
        "location": "handle:100",
        "message": "agent failed with a bug",
        "timestamp": "2026-11-24 19:00:00,000+0000",
        "service": "planner",
        "function_name": "planner",
        "specialist": "planner",
        "error_kind": "timeout",
        "exception_name": "ValueError",
        "stack_trace": {
            "type": "ValueError",
            "value": "x",
            "module": "builtins",
            "frames": [
                {"file": "planner/handler.py", "line": 5, "function": "handle", "statement": "raise ValueError"}
            ],
        },
    }
    assert json.loads(safe_logs.to_json(line)) == line


@pytest.mark.parametrize(
    "line",
    [
        pytest.param({"exception": f"Traceback: ValueError: {NOTES}"}, id="a traceback"),
        pytest.param({"stack_trace": {"type": "E", "value": ValueError(NOTES)}}, id="an error in a stack trace"),
        pytest.param({"message": {"errors": [{"input": NOTES}]}}, id="data as a message"),
        pytest.param({"a_field_of_next_year": [NOTES]}, id="any other field"),
    ],
)
def test_a_users_words_are_replaced_in_what_a_line_quotes(line: dict[str, object]) -> None:
    safe_logs.protect({NOTES: "[client notes]"})
    text = safe_logs.to_json(line)
    assert "mattress" not in text
    assert "[client notes]" in text


@pytest.mark.parametrize("file", sorted(AGENTS.rglob("*.py")), ids=lambda file: str(file.relative_to(AGENTS)))
def test_every_message_is_written_in_the_code(file: Path) -> None:
    """Messages are not searched for the user's words, so they must not contain variable text."""
    for call in ast.walk(ast.parse(file.read_text())):
        match call:
            # `failures.logged` passes on what its callers wrote.
            case ast.Call(func=ast.Attribute(value=ast.Name(id="failures"), attr="logged"), args=[_, message]):
                assert isinstance(message, ast.Constant), f"{file}:{call.lineno}"
            case ast.Call(func=ast.Attribute(value=ast.Name(id="logger"), attr=method), args=arguments):
                if method in LEVELS and file.name != "failures.py":
                    assert [type(part) for part in arguments] == [ast.Constant], f"{file}:{call.lineno}"
            case _:
                pass


#: Fields that Powertools writes: it drops another value of some, and puts another value in place of the others'.
OF_THE_LOGGER = {
    "level",
    "location",
    "timestamp",
    "xray_trace_id",
    "service",
    "exception",
    "exception_name",
    "stack_trace",
}
OF_THE_INVOCATION = {"cold_start", "function_name", "function_memory_size", "function_arn", "function_request_id"}


@pytest.mark.parametrize("file", sorted(AGENTS.rglob("*.py")), ids=lambda file: str(file.relative_to(AGENTS)))
def test_no_call_writes_a_field_that_the_logger_writes_itself(file: Path) -> None:
    """A line about a refusal of SQS was found under the service `sqs` instead of the function's."""
    for call in ast.walk(ast.parse(file.read_text())):
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="logger"), attr=method), keywords=fields):
                if method in LEVELS | {"append_keys"}:
                    taken = {field.arg for field in fields} & (OF_THE_LOGGER | OF_THE_INVOCATION)
                    assert not taken, f"{file}:{call.lineno}"
            case _:
                pass


def test_identifiers_stay_unchanged() -> None:
    line = {"user_id": "jane@mail.example.com", "job_id": "1234-1234-1234-1234", "message": "m", "duration_ms": 5}
    assert json.loads(safe_logs.to_json(line)) == line
