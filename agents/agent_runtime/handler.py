"""From a Lambda invocation to an agent's work and back: logs, trace, metrics, and errors as values."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import ValidationError

from agent_runtime import deadline
from agent_runtime.agent import decisions
from agent_runtime.agent.runner import Run
from agent_runtime.bedrock.usage import track_usage
from agent_runtime.contracts import AgentError, AgentReply, AgentRequest, ErrorKind
from agent_runtime.errors import AgentFailure
from agent_runtime.portfolio.described import described, plain
from agent_runtime.settings import model_settings, runtime_settings
from agent_runtime.start import cold_start
from agent_runtime.start.warm_up import is_warm_up, warm_up
from agent_runtime.telemetry import library_logs, metrics, safe_logs
from agent_runtime.traces import tracing
from holdings.expectations import expected

logger = Logger(json_serializer=safe_logs.to_json)
library_logs.adopt(logger)

#: Kept back from the function's timeout for the answer and for sending spans.
RESERVE_SECONDS = 3.0

Work = Callable[[AgentRequest, Run], Awaitable[dict[str, Any]]]
Handler = Callable[[dict[str, Any], LambdaContext], dict[str, Any]]


def agent_handler(work: Work, later: Sequence[str] = ()) -> Handler:
    """Turns a specialist's work into its Lambda handler.

    The handler takes an `AgentRequest` as a dict and always returns an `AgentReply` as a dict: a specialist that fails
    answers with an error, so that its caller never has to guess from a stack trace. A warm-up is answered without work.

    Args:
        later: modules that the work loads when it needs them. A start does without, a warm-up loads them.
    """

    @logger.inject_lambda_context(clear_state=True)
    def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        if is_warm_up(event):
            return warm_up(later)
        started = time.monotonic()
        request: AgentRequest | None = None
        try:
            request = AgentRequest.model_validate(event)
        except ValidationError as error:
            reply = AgentReply(ok=False, error=bad_request(error))
        else:
            logger.append_keys(job_id=request.job.job_id, user_id=request.job.user_id)
            remaining = context.get_remaining_time_in_millis() / 1000 - RESERVE_SECONDS
            reply = _observed(work, request, remaining)
        reply.duration_ms = round((time.monotonic() - started) * 1000)
        report(reply)
        if request:
            tracing.flush(request.job, failed=not reply.ok)
        metrics.flush()
        return reply.model_dump(mode="json")

    cold_start.ready()
    return handle


#: Positions of a request that a trace shows one by one.
MOST_POSITIONS = 50


def _shown(request: AgentRequest) -> dict[str, Any]:
    """The request as a trace shows it: numbers instead of exact decimals."""
    portfolio = request.portfolio
    shown = plain(request.model_dump(exclude={"job": {"trace"}, "portfolio": True}))
    if portfolio is None:
        return shown | {"portfolio": None}
    return shown | {"portfolio": described(portfolio, MOST_POSITIONS) | {"notes": portfolio.notes}}


def _observed(work: Work, request: AgentRequest, seconds: float) -> AgentReply:
    """Does the work under the caller's span. The observation carries the result."""
    settings = runtime_settings()
    shown = _shown(request)
    tracing.protect(request.job, request.portfolio, request.instruments)
    started = time.monotonic()
    with (
        tracing.continued_trace(request.job),
        tracing.agent_observation(settings.alex_function, settings.alex_title, shown) as observation,
        decisions.collected() as told,
    ):
        reply = _reply(work, request, seconds)
        if reply.output and "rationale" in reply.output:
            tracing.reasoning(reply.output["rationale"])
        elapsed = round((time.monotonic() - started) * 1000)
        tracing.note(
            status="completed" if reply.ok else "failed", execution_ms=elapsed, **reply.usage.model_dump(mode="json")
        )
        if observation is not None:
            if reply.error:
                observation.update(level="ERROR", status_message=f"{reply.error.kind}: {reply.error.message}")
            else:
                observation.update(output=reply.output)
    if reply.output is not None and told:
        reply.output = {**reply.output, decisions.FIELD: told}
    return reply


def _reply(work: Work, request: AgentRequest, seconds: float) -> AgentReply:
    tracker = track_usage()
    run = Run(request.job, tracker)

    async def bounded() -> dict[str, Any]:
        async with deadline.bounded(seconds):
            return await work(request, run)

    try:
        return AgentReply(ok=True, output=asyncio.run(bounded()), usage=tracker.usage)
    except AgentFailure as failure:
        logger.warning("agent failed", kind=failure.kind, reason=failure.message)
        return AgentReply(ok=False, error=failure.as_error(), usage=tracker.usage)
    except TimeoutError:
        logger.warning("agent timed out", seconds=seconds)
        error = AgentError(kind=ErrorKind.TIMEOUT, message=f"Not finished after {seconds:.0f} s.")
        return AgentReply(ok=False, error=error, usage=tracker.usage)
    except Exception:
        logger.exception("agent failed with a bug")
        error = AgentError(kind=ErrorKind.INTERNAL, message="An internal error; the function's log has the details.")
        return AgentReply(ok=False, error=error, usage=tracker.usage)


def report(reply: AgentReply) -> None:
    """Emits metrics and a log line for one agent's run. Saved queries read the line; every line names job and user."""
    metrics.count("AgentFailures", 100 if reply.error else 0)
    metrics.duration("AgentDuration", reply.duration_ms)
    logger.info(
        "agent finished",
        ok=reply.ok,
        error_kind=reply.error.kind if reply.error else None,
        duration_ms=reply.duration_ms,
        model=model_settings().model_id,
        usage=reply.usage.model_dump(),
    )


def bad_request(error: ValidationError) -> AgentError:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"]) or "request"
    return AgentError(kind=ErrorKind.BAD_REQUEST, message=f"{field}: {expected(first)}")
