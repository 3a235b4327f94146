"""Lambda handler of the origin rotator."""

from __future__ import annotations

from typing import Any

from agent_runtime.start import cold_start  # isort: skip  # first: it shortens the imports that follow

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from agent_runtime import failures
from agent_runtime.secrets_client import secrets_client
from agent_runtime.settings import origin_settings
from agent_runtime.telemetry import library_logs, safe_logs
from origin_rotator.edge import EdgeFunction
from origin_rotator.rotation import Rotation

logger = Logger(json_serializer=safe_logs.to_json)
library_logs.adopt(logger)


@logger.inject_lambda_context(clear_state=True)
def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001 - Lambda's signature
    """Repairs, rotates or removes, by the event.

    Args:
        event: from Secrets Manager `{"Step", "ClientRequestToken", …}`. From a deployment `{"tf": {"action"}}`, where
            `delete` removes the function at the edge. Anything else, e.g. `{}`, repairs: creates a missing value, and
            makes the edge send it.

    Returns:
        `{"done": what}`, and never the secret.
    """
    done = str(event.get("Step") or event.get("tf", {}).get("action") or "prepare")
    if "Step" in event:
        # The same lines as the other rotator's: `alex secrets rotate` reads them.
        version = event.get("ClientRequestToken")
        with failures.logged(logger, "step failed", step=done, version=version):
            rotation, _ = _rotation()
            rotation.step(event["Step"], event["ClientRequestToken"])
        logger.info("step done", step=done, version=version)
    else:
        with failures.logged(logger, "origin rotator failed", done=done):
            _repair(done)
    logger.info("origin rotator", done=done)
    return {"done": done}


def _rotation() -> tuple[Rotation, EdgeFunction]:
    settings = origin_settings()
    edge = EdgeFunction(boto3.client("cloudfront"), settings.function_name, settings.function_tags)
    return Rotation(secrets_client(), settings.secret_arn, edge), edge


def _repair(done: str) -> None:
    rotation, edge = _rotation()
    if done == "delete":
        edge.delete()
    else:
        rotation.prepare()


cold_start.ready()
