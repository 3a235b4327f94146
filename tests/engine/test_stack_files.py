"""The record of what the engine makes of stack files, proved once more by the Pulumi CLI at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.engine.stack_file_oracle import RECORD, ask_all, pulumi_command

pytestmark = pytest.mark.engine


def test_the_engine_still_answers_as_recorded(tmp_path: Path):
    command = pulumi_command()
    assert command is not None, "there is no pulumi on PATH, and ALEX_PULUMI names none"
    record = json.loads(RECORD.read_text(encoding="utf-8"))

    answers = ask_all(record, command, tmp_path, every=10)

    # Whether a stack file is refused is the contract, the wording of a refusal is not.
    assert {name: answer.get("config") for name, answer in answers.items()} == {
        case["name"]: case["engine"].get("config") for case in record["cases"]
    }
    assert {name: answer.get("secret_keys") for name, answer in answers.items()} == {
        case["name"]: case["engine"].get("secret_keys") for case in record["cases"]
    }
