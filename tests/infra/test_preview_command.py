"""`alex preview`, offline."""

from __future__ import annotations

import json

import pytest

from cli.errors import UserError
from cli.preview import preview


def test_a_stack_is_shown_by_component_with_counts(capsys: pytest.CaptureFixture[str]):
    preview("prod", as_json=False)
    shown = capsys.readouterr().out

    assert "planner AgentFunction 6 resources" in shown
    assert "lambda.Function alex-prod-planner" in shown
    assert "lambda.Function                       7" in shown


def test_json_marks_what_is_unknown(capsys: pytest.CaptureFixture[str]):
    preview("local", as_json=True)
    planned = json.loads(capsys.readouterr().out)
    functions = {r["name"]: r["inputs"] for r in planned["resources"] if r["type"].endswith(":Function")}

    assert planned["stack"] == "local"
    assert functions["api-function"]["role"] == "<unknown>"
    assert functions["api-function"]["name"] == "alex-local-api"


def test_an_unknown_stack_is_one_line():
    with pytest.raises(UserError, match=r"^unknown stack 'staging': the stacks are local, prod$"):
        preview("staging", as_json=False)
