"""The OpenAPI document: current in docs/, complete, and readable."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest
from pydantic import TypeAdapter

from docgen.openapi import PATH, text
from holdings import amounts
from tests.lambdas.openapi_operations import DOCUMENT, OPERATIONS, SECURED, WITH_BODY, body_schema, part, valid_body


def test_the_committed_document_is_current() -> None:
    assert PATH.read_text(encoding="utf-8") == text(), "run `make docs`"


def test_only_health_needs_no_token() -> None:
    assert [(method, path) for method, path, _ in OPERATIONS if (method, path) not in SECURED] == [
        ("GET", "/api/health")
    ]


def test_every_operation_has_a_unique_readable_id() -> None:
    names = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)?", name) for name in names)


#: FastAPI makes such a summary of a function's name: `Put Account`.
MACHINE_MADE = re.compile(r"[A-Z][a-z]*( [A-Z][a-z]*)*")


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_operation_has_a_written_summary_and_a_description(
    method: str, path: str, operation: dict[str, Any]
) -> None:
    assert not MACHINE_MADE.fullmatch(operation["summary"]), (method, path)
    assert operation["description"].endswith("."), (method, path)
    verb = operation["summary"].split()[0]
    assert verb in {"Add", "Bring", "Check", "Correct", "Create", "Delete", "Get", "List", "Replace", "Start"}, (
        "begins with a verb"
    )


def test_errors_are_described_as_problem_documents() -> None:
    for _, path, operation in OPERATIONS:
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                described = part(response["$ref"])
                assert "application/problem+json" in described["content"], (path, status)
                assert described["description"]
        assert {"403", "429", "500", "503"} <= set(operation["responses"])
    assert "HTTPValidationError" not in DOCUMENT["components"]["schemas"]


@pytest.mark.parametrize(("method", "path"), WITH_BODY)
def test_the_examples_are_valid(method: str, path: str) -> None:
    schema = {**body_schema(method, path), "components": DOCUMENT["components"]}
    jsonschema.validate(valid_body(method, path), schema)


@pytest.mark.parametrize("amount", [amounts.Money, amounts.Quantity, amounts.Price, amounts.Value, amounts.Rate])
@pytest.mark.parametrize("sent", [5, 0.25, "5", "0.25", "123456789012"])
def test_an_amount_is_a_number_or_its_text(amount: Any, sent: object) -> None:
    jsonschema.validate(sent, TypeAdapter(amount).json_schema())
    assert TypeAdapter(amount).validate_python(sent) == TypeAdapter(amount).validate_python(str(sent))
