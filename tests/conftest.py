"""The environment of a Lambda for every test, independent of the shell."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

# Parts of the tests' own tools that a Lambda keeps out: the deployer uploads files, Starlette's client wants httpx2.
import boto3.s3.transfer  # noqa: F401  # pyright: ignore[reportUnusedImport]
import httpx2  # noqa: F401  # pyright: ignore[reportUnusedImport]
import pytest

# Before any other import: tests run on the modules of a Lambda, without those that it keeps out.
from agent_runtime.start import cold_start, deferred_dataclasses, deferred_validators, loaders  # isort: skip

cold_start.begin()
gc.enable()
# While modules are loaded and tests are collected, nearly all objects stay.
_THRESHOLD = gc.get_threshold()
gc.set_threshold(50_000, 20, 20)

from agents import set_trace_processors  # noqa: E402

from agent_runtime import settings  # noqa: E402
from agent_runtime.telemetry import metrics  # noqa: E402
from agent_runtime.traces import tracing  # noqa: E402
from tests import work_units  # noqa: E402

if TYPE_CHECKING:
    from xdist.scheduler import LoadScopeScheduling

ENVIRONMENT = {
    "ALEX_STACK": "test",
    "ALEX_ENVIRONMENT": "test",
    "ALEX_FUNCTION": "planner",
    "ALEX_TITLE": "🎯 Financial Planner (Orchestrator)",
    "POWERTOOLS_SERVICE_NAME": "planner",
    "POWERTOOLS_METRICS_NAMESPACE": "Alex",
    "LANGFUSE_BASE_URL": "http://127.0.0.1:9",
    "LANGFUSE_SECRET_ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:alex-test-langfuse-abcdef",
    "BEDROCK_MODEL_ID": "us.amazon.nova-pro-v1:0",
    "BEDROCK_REGION": "us-east-1",
    "DATABASE_CLUSTER_ARN": "arn:aws:rds:us-east-1:123456789012:cluster:alex-test",
    "DATABASE_SECRET_ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:alex-test-database-app-abcdef",
    "DATABASE_NAME": "alex",
    "ORIGIN_SECRET_ARN": "arn:aws:secretsmanager:us-east-1:123456789012:secret:alex-test-origin-abcdef",
    "JOBS_QUEUE_URL": "http://127.0.0.1:9/123456789012/alex-test-jobs",
    "ALEX_MONTHLY_USER_LIMIT_USD": "0",
    "ALEX_MAX_UNFINISHED_JOBS": "5",
    "PLANNER_SPECIALISTS": '{"tagger":"t","reporter":"r","charter":"c","retirement":"p"}',
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
}


# The SDK's testing tools import its sandboxes, which are kept out and which no test needs.
sys.modules["agents.testing.sandbox"] = loaders.Placeholder("agents.testing.sandbox")

# A developer's key of Bedrock: boto3 would use it before the credentials of a test, and refuse a server without TLS.
os.environ.pop("AWS_BEARER_TOKEN_BEDROCK", None)

# The SDK's own processor would post to OpenAI.
set_trace_processors([])

# Classes of tests are built at once, as everywhere but in a cold start.
deferred_validators.end()
deferred_dataclasses.end()


@pytest.fixture(autouse=True)
def lambda_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    # Only tests of tracing have a Langfuse. Everywhere else the runtime works without.
    monkeypatch.setattr(tracing, "tracer", lambda: None)
    yield
    metrics._pending.clear()
    for cached in vars(settings).values():
        if hasattr(cached, "cache_clear"):
            cached.cache_clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        work_units.sort_units(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return work_units.scheduler(config, log)


def pytest_collection_finish() -> None:
    """Exempt the objects of imported modules, half a million, from garbage collection."""
    gc.freeze()
    gc.set_threshold(*_THRESHOLD)


def pytest_unconfigure() -> None:
    """Silence the process while it ends: pytest's closing line comes last."""
    logging.disable(logging.CRITICAL)
    if "PYTEST_XDIST_WORKER" in os.environ:
        # When all workers have reported, pytest-xdist interrupts those that have not ended yet.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
