"""Longer time limits for functions whose model runs on this machine.

A small model on a laptop's processor takes a minute for an answer that Bedrock gives in seconds. The stack's limits
stay as they are in AWS; only the deployed functions of the embedded AWS wait longer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

#: Lambda's maximum.
FUNCTION_SECONDS = 900
#: A specialist and its cold start must end before the planner does, and a model call before the specialist.
SPECIALIST_CALL_SECONDS = 800
SPECIALIST_SECONDS = 780
MODEL_SECONDS = 700
_VARIABLES = {
    "BEDROCK_READ_TIMEOUT_SECONDS": str(MODEL_SECONDS),
    # A slow answer must not be asked for again: the first request keeps the processor busy.
    "BEDROCK_MAX_ATTEMPTS": "1",
}
_PLANNER_VARIABLES = {
    "PLANNER_SPECIALIST_TIMEOUT_SECONDS": str(SPECIALIST_CALL_SECONDS),
    "PLANNER_LEASE_SECONDS": str(FUNCTION_SECONDS + 30),
}


def allow_slow_answers(client: Callable[[str], Any], outputs: Mapping[str, Any], live: str) -> None:
    """Raises the limits of every function that calls the model, and of the jobs queue.

    Args:
        client: service name → boto3 client.
        outputs: the stack's.
        live: the alias that callers use.
    """
    functions = client("lambda")
    for name in outputs["functions"].values():
        variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        if "BEDROCK_MODEL_ID" not in variables:
            continue
        planner = "PLANNER_SPECIALISTS" in variables
        changed = variables | _VARIABLES | (_PLANNER_VARIABLES if planner else {})
        functions.update_function_configuration(
            FunctionName=name,
            Timeout=FUNCTION_SECONDS if planner else SPECIALIST_SECONDS,
            Environment={"Variables": changed},
        )
        version = functions.publish_version(FunctionName=name)["Version"]
        functions.update_alias(FunctionName=name, Name=live, FunctionVersion=version)
    attributes = {"VisibilityTimeout": str(FUNCTION_SECONDS + 60)}
    client("sqs").set_queue_attributes(QueueUrl=outputs["queueUrl"], Attributes=attributes)
