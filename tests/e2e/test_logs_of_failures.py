"""What functions without a model log when they fail: JSON lines only, with the error and without a credential."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from components.foundation.names import LIVE
from tests.e2e.conftest import Alex
from tests.waiting import until

pytestmark = pytest.mark.local

KEY = "AKIAIOSFODNN7EXAMPLE"
ROTATION = {"ClientRequestToken": "00000000-0000-0000-0000-000000000000", "SecretId": f"arn:aws:secret:{KEY}"}


def lines_of_a_failure(alex: Alex, function: str, event: dict[str, Any]) -> list[dict[str, Any]]:
    """Log lines of an invocation that fails. Fails for a line that is not JSON."""
    before = len(alex.stack.logs(function))
    client, name = alex.stack.client("lambda"), alex.stack.outputs["functions"][function]

    def failed() -> bool:
        try:
            return bool(client.invoke(FunctionName=name, Qualifier=LIVE, Payload=json.dumps(event))["FunctionError"])
        except client.exceptions.TooManyRequestsException:
            # It has one instance, which Secrets Manager may still use for the deployment.
            return False

    until(failed, "its instance is busy")

    def reported() -> list[str]:
        new = alex.stack.logs(function)[before:]
        return new if any('"platform.report"' in line for line in new) else []

    return [json.loads(line) for line in until(reported, lambda: alex.stack.logs(function)[-9:])]


def own_and_lambdas(lines: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    (own,) = [line for line in lines if line.get("level") == "ERROR"]
    (lambdas,) = [line for line in lines if line.get("log_level") == "ERROR"]
    return own, lambdas


@contextmanager
def without_history(alex: Alex) -> Generator[None]:
    """The migrator's table has a column less."""
    with closing(alex.stack.postgres.connect("alex")) as connection, connection.cursor() as cursor:
        cursor.execute("ALTER TABLE schema_migrations RENAME COLUMN checksum TO hidden")
        try:
            yield
        finally:
            cursor.execute("ALTER TABLE schema_migrations RENAME COLUMN hidden TO checksum")


def test_the_migrators_failure(alex: Alex) -> None:
    with without_history(alex):
        own, lambdas = own_and_lambdas(lines_of_a_failure(alex, "migrator", {}))

    assert own["message"] == "migration failed"
    assert own["exception_name"] == lambdas["errorType"]
    assert "checksum" in own["exception"]
    assert own["function_request_id"] == lambdas["requestId"]


def test_the_rotators_failure_hides_a_credential(alex: Alex) -> None:
    lines = lines_of_a_failure(alex, "rotator", ROTATION | {"Step": "createSecret"})
    own, lambdas = own_and_lambdas(lines)

    assert (own["message"], own["step"], own["exception_name"]) == ("step failed", "createSecret", "RotationError")
    assert "asked to rotate" in lambdas["errorMessage"]
    assert KEY not in json.dumps(lines)


def test_an_event_that_is_no_rotation(alex: Alex) -> None:
    own, lambdas = own_and_lambdas(lines_of_a_failure(alex, "rotator", {"Step": "unheardOf"}))

    assert (own["message"], own["step"]) == ("step failed", "unheardOf")
    assert own["exception_name"] == lambdas["errorType"] == "ValidationError"


def test_the_origin_rotators_failure(alex: Alex) -> None:
    own, _ = own_and_lambdas(lines_of_a_failure(alex, "origin_rotator", ROTATION | {"Step": "unheardOf"}))

    assert (own["message"], own["step"]) == ("step failed", "unheardOf")
    assert own["exception"]
