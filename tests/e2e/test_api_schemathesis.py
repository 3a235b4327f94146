"""schemathesis tests the deployed API against the committed OpenAPI document, with valid and invalid requests."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agent_runtime.origin import HEADER
from docgen.openapi import PATH
from tests.lambdas.openapi_operations import OPERATIONS

pytestmark = pytest.mark.local

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "use_after_free",
)


#: Off: from one refused price of an unknown symbol it concludes that every symbol needs a price, against the document.
CONFIGURATION = "[phases.fuzzing.error-feedback]\nenabled = false\n"


def run(alex: Any, folder: Path, user: str, *options: str) -> dict[str, Any]:
    """Report of a run as this user. The seed is fixed: every run has the same cases."""
    report = folder / "report.json"
    (folder / "schemathesis.toml").write_text(CONFIGURATION)
    command = [
        *(str(Path(sys.executable).with_name("st")), "run", str(PATH), "--url", alex.stack.api_url),
        *("--header", f"Authorization: Bearer {alex.stack.token(user)}"),
        *("--header", f"{HEADER}: {alex.stack.origin_secret}"),
        *("--checks", ",".join(CHECKS), "--seed", "7", "--continue-on-failure", "--no-shrink"),
        *("--report", "json", "--report-json-path", str(report)),
        *options,
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr
    return json.loads(report.read_text())


def test_generated_requests_are_answered_as_the_document_says(alex: Any, tmp_path: Path) -> None:
    """Leaves out analyses, which would keep the agents busy."""
    options = ("--phases", "examples,fuzzing", "--max-examples", "4", "--exclude-operation-id", "analyze")
    report = run(alex, tmp_path, "schemathesis", *options)
    assert report["operations"]["tested"] == len(OPERATIONS) - 1
    assert report["test_cases"]["generated"] > 3 * len(OPERATIONS)


@pytest.mark.soak
def test_a_long_run_with_sequences_of_calls_finds_nothing(alex: Any, tmp_path: Path) -> None:
    report = run(alex, tmp_path, "schemathesis-soak", "--max-examples", "100", "--max-time", "60")
    assert report["operations"]["tested"] == len(OPERATIONS)
    assert report["phases"]["stateful"]["status"] == "success"
    assert report["test_cases"]["generated"] > 5 * len(OPERATIONS)
