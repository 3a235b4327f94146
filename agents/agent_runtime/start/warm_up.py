"""An invocation that only starts a function: the API sends it to the agents of a job while the job is still queued.

A sandbox that has started answers the real invocation at once. A warm-up does the work that every first invocation
does, and is left out of metrics, traces and sessions: it counts nothing, opens no span and names no job.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from aws_lambda_powertools import Logger

from agent_runtime.bedrock.model import bedrock_model
from agent_runtime.contracts import AgentReply, AgentRequest
from agent_runtime.start import cold_start
from agent_runtime.start.warm_up_event import EVENT
from agent_runtime.traces.trace_client import tracer
from agent_runtime.traces.trace_keys import KeysUnreadable, read_keys

logger = Logger(child=True)

#: Modules that the first invocation of an agent that checks its text would load. The tagger is called first, so its
#: warm-up is the shortest: a sandbox that is still busy with it could not take the call.
CHECKER_AND_PRICES = ("faithfulness", "genai_prices.data")


def is_warm_up(event: object) -> bool:
    """Whether this is exactly a warm-up. Anything else that looks like one is a request, and refused as such."""
    return isinstance(event, dict) and event == EVENT and event["warmUp"] is True


def warm_up(later: Sequence[str] = ()) -> dict[str, Any]:
    """Prepares a specialist's first invocation. Never raises: an invocation that fails would be sent again and counted.

    Args:
        later: modules that the first invocation would load.

    Returns:
        `{"warmedUp": true}`, false if something could not be prepared; the first invocation then does it itself.
    """
    started = time.monotonic()
    try:
        _prepare(later)
    except Exception:
        logger.warning("a warm-up failed; the first invocation prepares what it needs", exc_info=True)
        return {"warmedUp": False}
    logger.info("warmed up", duration_ms=round((time.monotonic() - started) * 1000))
    return {"warmedUp": True}


def _prepare(later: Sequence[str]) -> None:
    """Clients, validators and modules, and the keys of the trace, over a connection that stays open."""
    bedrock_model()
    AgentRequest.model_rebuild()
    AgentReply.model_rebuild()
    with cold_start.shortened():
        for module in later:
            import_module(module)
    try:
        read_keys()
    except KeysUnreadable:
        # Not `tracer()`: it would note the failure, and the job's own invocation would neither try nor count it.
        logger.warning("the Langfuse keys cannot be read during a warm-up")
    else:
        tracer()
