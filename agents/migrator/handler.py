"""Lambda handler of the migrator."""

from __future__ import annotations

from typing import Any

from agent_runtime.start import cold_start  # isort: skip  # first: it shortens the imports that follow

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from agent_runtime import failures
from agent_runtime.secrets_client import secrets_client
from agent_runtime.settings import database_settings
from agent_runtime.telemetry import library_logs, metrics, safe_logs
from database.data_api import PATIENT_SECONDS, DataApi, data_api_client
from database.login import make_login
from database.migrations import load_migrations, migrate
from database.seeds import load_seeds, seed_instruments
from migrator.credentials import application_credentials

logger = Logger(json_serializer=safe_logs.to_json)
library_logs.adopt(logger)


@logger.inject_lambda_context(clear_state=True)
def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001 - Lambda's signature
    """Ignores its event. A repeated run applies no migration and repairs the login user and the catalogue.

    Returns:
        `{"applied": [names of the migrations applied now], "seeded": number of instruments in the catalogue}`.
    """
    with failures.logged(logger, "migration failed"):
        return _migrate(context)


def _migrate(context: LambdaContext) -> dict[str, Any]:
    settings = database_settings()
    owner = DataApi(data_api_client(settings), settings, settings.master_secret_arn)
    owner.bound_by(context, PATIENT_SECONDS)
    try:
        applied = migrate(owner, load_migrations())
        login = application_credentials(secrets_client(), settings.secret_arn)
        make_login(owner, login.username, login.password.get_secret_value())
        seeded = seed_instruments(owner, load_seeds())
    finally:
        metrics.flush()
    logger.info("database is up to date", applied=applied, login=login.username, seeded=seeded)
    return {"applied": applied, "seeded": seeded}


cold_start.ready()
