"""Whatever quotes a credential or a user's words, the log does not repeat it, and stays JSON that can be searched."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from agent_runtime import safe_logs

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


def test_a_users_words_are_replaced_for_as_long_as_his_job_is_worked_on() -> None:
    safe_logs.protect({NOTES: "[client notes]"})
    assert json.loads(safe_logs.to_json({"message": f"refused: {NOTES}"}))["message"] == "refused: [client notes]"
    safe_logs.protect({})
    assert NOTES in json.loads(safe_logs.to_json({"message": NOTES}))["message"]


def test_what_lines_are_found_by_stays_as_it_is() -> None:
    line = {"user_id": "jane@mail.example.com", "job_id": "1234-1234-1234-1234", "message": "m", "duration_ms": 5}
    assert json.loads(safe_logs.to_json(line)) == line
