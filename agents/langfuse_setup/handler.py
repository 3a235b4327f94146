"""Lambda handler of the setup of Langfuse on ECS. A deployment invokes it, in two steps."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from agent_runtime.start import cold_start  # isort: skip  # first: it shortens the imports that follow

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel, Field, TypeAdapter

from agent_runtime.secrets_client import secrets_client
from agent_runtime.telemetry import library_logs, safe_logs
from langfuse_setup.cache_user import set_password
from langfuse_setup.migration import Migration
from langfuse_setup.values import fill_internal, fill_project

logger = Logger(json_serializer=safe_logs.to_json)
library_logs.adopt(logger)
#: Kept free of the invocation, to report a migration that takes too long.
_RESERVE_SECONDS = 20


class Secrets(BaseModel):
    """Make missing values of the two secrets, and let the cache's user sign in with its password."""

    step: Literal["secrets"]
    project_secret: str
    """ARN of the keys that the functions read: `{"public_key", "secret_key"}`."""
    internal_secret: str
    database_host: str
    """With its port, as are all hosts."""
    cache_host: str
    cache_user: str


class Migrate(Migration):
    """Run the migration's task, and wait for its end."""

    step: Literal["migrate"]


_EVENTS: TypeAdapter[Secrets | Migrate] = TypeAdapter(Annotated[Secrets | Migrate, Field(discriminator="step")])


@logger.inject_lambda_context(clear_state=True)
def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """One step of the setup. Each may be repeated: what exists stays.

    Args:
        event: `Secrets` or `Migrate`.
        context: of the invocation, whose time bounds the wait for the task.

    Returns:
        `{"done": what was made or run}`, and never a secret.

    Raises:
        ValidationError: the event is neither.
        MigrationError: the task did not start, failed, or did not end in time.
        ClientError: AWS refused a call.
    """
    match _EVENTS.validate_python(event):
        case Secrets() as asked:
            done = _make_secrets(asked)
        case Migrate() as migration:
            seconds = context.get_remaining_time_in_millis() / 1000 - _RESERVE_SECONDS
            done = [migration.run(boto3.client("ecs"), seconds)]
    logger.info("langfuse setup", step=event["step"], done=done)
    return {"done": done}


def _make_secrets(asked: Secrets) -> list[str]:
    secrets = secrets_client()
    project = fill_project(secrets, asked.project_secret)
    internal, made = fill_internal(
        secrets, asked.internal_secret, {"database_host": asked.database_host, "cache_host": asked.cache_host}
    )
    changed = set_password(boto3.client("elasticache"), asked.cache_user, internal["cache_password"])
    return [*(["project keys"] if project else []), *made, *(["password of the cache's user"] if changed else [])]


cold_start.ready()
