"""Lambda handler of the rotator, with the event and the steps that Secrets Manager defines."""

from __future__ import annotations

from typing import Any, Literal

from agent_runtime.start import cold_start  # isort: skip  # first: it shortens the imports that follow

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel, ConfigDict, Field

from agent_runtime import failures
from agent_runtime.secrets_client import secrets_client
from agent_runtime.settings import DatabaseSettings, database_settings
from agent_runtime.telemetry import library_logs, metrics, safe_logs
from database.data_api import PATIENT_SECONDS, DataApi, data_api_client
from rotator.rotation import Rotation, RotationError

logger = Logger(json_serializer=safe_logs.to_json)
library_logs.adopt(logger)


class RotationEvent(BaseModel):
    # Lambda's own line of an error is not masked.
    model_config = ConfigDict(hide_input_in_errors=True)

    step: Literal["createSecret", "setSecret", "testSecret", "finishSecret"] = Field(alias="Step")
    secret_arn: str = Field(alias="SecretId")
    token: str = Field(alias="ClientRequestToken")


@logger.inject_lambda_context(clear_state=True)
def handle(event: dict[str, Any], context: LambdaContext) -> None:
    """Runs one step. After an error, Secrets Manager repeats the rotation later with the same version."""
    # `alex secrets rotate` finds the reason by the version.
    asked = {"step": event.get("Step"), "version": event.get("ClientRequestToken")}
    with failures.logged(logger, "step failed", **asked):
        _run(RotationEvent.model_validate(event), context)


def _run(request: RotationEvent, context: LambdaContext) -> None:
    settings = database_settings()
    if request.secret_arn != settings.secret_arn:
        raise RotationError(f"asked to rotate {request.secret_arn}, which is not the application's secret")
    rotation = _rotation(request, settings, context)
    try:
        if rotation.is_done():
            logger.info("this version is current already", step=request.step, version=request.token)
            return
        steps = {
            "createSecret": rotation.create_secret,
            "setSecret": rotation.set_secret,
            "testSecret": rotation.test_secret,
            "finishSecret": rotation.finish_secret,
        }
        steps[request.step]()
    finally:
        metrics.flush()
    logger.info("step done", step=request.step, version=request.token)


def _rotation(request: RotationEvent, settings: DatabaseSettings, context: LambdaContext) -> Rotation:
    client = data_api_client(settings)
    owner = DataApi(client, settings, settings.master_secret_arn)
    candidate = DataApi(client, settings, settings.candidate_secret_arn)
    for database in (owner, candidate):
        database.bound_by(context, PATIENT_SECONDS)
    return Rotation(
        secrets=secrets_client(),
        secret_arn=settings.secret_arn,
        candidate_arn=settings.candidate_secret_arn,
        token=request.token,
        owner=owner,
        candidate=candidate,
    )


cold_start.ready()
