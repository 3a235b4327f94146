"""Lambda handler of the API: HTTP API events to the ASGI app and back."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from agent_runtime.start import cold_start  # isort: skip  # first: it shortens the imports that follow

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from mangum import Mangum

from agent_runtime.telemetry import library_logs, metrics, safe_logs
from api.app import create_app
from api.problems import MEDIA_TYPE
from database.data_api import data_api

logger = Logger(json_serializer=safe_logs.to_json)
library_logs.adopt(logger)

#: API Gateway's longest wait for an answer. It begins when the request arrives, before a cold start.
GATEWAY_SECONDS, COLD_START_SECONDS = 30.0, 10.0
#: Of API Gateway with the first request of this process. How long the start took cannot be told: no clock is trusted.
_patience = [GATEWAY_SECONDS - COLD_START_SECONDS]

# mangum asks for the thread's event loop. From Python 3.14 on, asking does not create one.
asyncio.set_event_loop(asyncio.new_event_loop())
adapter = Mangum(create_app(), lifespan="off", text_mime_types=["application/json", MEDIA_TYPE])


@logger.inject_lambda_context(clear_state=True)
def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    data_api().bound_by(context, most_seconds=_patience.pop() if _patience else GATEWAY_SECONDS)
    try:
        return adapter(event, cast("Any", context))
    finally:
        metrics.flush()


cold_start.ready()
