"""`alex trace` and `alex costs` of a stack in AWS read its own Langfuse, not this machine's traces."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.shared import stack_settings
from cli.shared.errors import UserError
from cli.trace.source import ROOT_NAME, trace_id_of
from tests.cli.stand_ins import Answers, aws_answers, serving

OBSERVATIONS = "/api/public/v2/observations"
Prod = Callable[[Answers], AbstractContextManager[str]]


def observed(job_id: str) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat()
    return {
        "id": "root",
        "traceId": trace_id_of(job_id),
        "parentObservationId": None,
        "type": "GENERATION",
        "name": ROOT_NAME,
        "startTime": now,
        "endTime": now,
        "level": "DEFAULT",
        "userId": "user-in-prod",
        "metadata": {"job_id": job_id},
        "model": "m",
        "usageDetails": {"input": 1, "output": 1, "total": 2},
        "totalCost": 0.5,
    }


@pytest.fixture
def prod(monkeypatch: pytest.MonkeyPatch) -> Prod:
    """A stack with fake AWS and Langfuse, on a machine whose environment names another Langfuse."""
    for name in ("LANGFUSE_BASE_URL", "LANGFUSE_PUBLIC_KEY", "LANGFUSE_SECRET_KEY"):
        monkeypatch.setenv(name, "http://other-langfuse.test")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "operator")

    @contextmanager
    def serve(changes: Answers) -> Generator[str]:
        found = (200, {"data": [observed("job-in-prod")], "meta": {}})
        with serving({**aws_answers(), OBSERVATIONS: found, **changes}) as url:
            settings = {"aws:region": "us-east-1", "alex:langfuseBaseUrl": url, "alex:model": "m"}
            monkeypatch.setenv("AWS_ENDPOINT_URL", url)
            monkeypatch.setattr(stack_settings, "load_config", lambda _root, _stack: settings)
            yield url

    return serve


def test_a_trace_is_read_from_the_stacks_langfuse(prod: Prod) -> None:
    with prod({}):
        done = CliRunner().invoke(app, ["trace", "job-in-prod", "--json", "--stack", "prod"])
    assert json.loads(done.stdout)["job_id"] == "job-in-prod"


def test_costs_are_those_of_the_stack(prod: Prod) -> None:
    with prod({}) as url:
        done = CliRunner().invoke(app, ["costs", "--by", "user", "--json", "-s", "prod"])
    printed = json.loads(done.stdout)
    assert (printed["source"], [row["user"] for row in printed["rows"]]) == (url, ["user-in-prod"])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param(
            {"GetSecretValue": (400, {"__type": "AccessDeniedException", "message": "no"})},
            r"the secret alex-prod-langfuse cannot be read: .*\nhint: ask for this permission",
            id="AWS refuses",
        ),
        pytest.param(
            {"GetSecretValue": (200, {"SecretString": "{}"})}, "alex secrets set langfuse --stack prod", id="no keys"
        ),
        pytest.param(
            {OBSERVATIONS: (401, {})},
            r"rejects the keys\nhint: store other keys: alex secrets set langfuse",
            id="revoked keys",
        ),
    ],
)
def test_a_refusal_comes_with_a_hint(prod: Prod, changes: Answers, said: str) -> None:
    with prod(changes), pytest.raises(UserError, match=said):
        CliRunner().invoke(app, ["trace", "job-in-prod", "--stack", "prod"], catch_exceptions=False)


@pytest.mark.parametrize("command", ["trace", "costs"])
def test_an_unknown_stack_is_refused(command: str) -> None:
    with pytest.raises(UserError, match="unknown stack 'nowhere'"):
        CliRunner().invoke(app, [command, "--stack", "nowhere"], catch_exceptions=False)
