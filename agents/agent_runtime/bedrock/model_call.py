"""One request to Converse: sent once, ended with its run, booked and traced however it ends."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from agents import ModelTracing
from agents.tracing import generation_span
from agents.usage import Usage
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    ProxyConnectionError,
    ReadTimeoutError,
    SSLError,
)
from botocore.parsers import ResponseParserError
from openai.types.responses.response_usage import InputTokensDetails, OutputTokensDetails

from agent_runtime.bedrock import converse
from agent_runtime.bedrock.http_call import HttpCall
from agent_runtime.bedrock.model_errors import ANSWERED, ANSWERS, CONNECTION, of_error, of_stop_reason
from agent_runtime.bedrock.model_incidents import CallFailed
from agent_runtime.bedrock.prices import TokenCounts, load_prices
from agent_runtime.bedrock.usage import usage_tracker
from agent_runtime.threads import in_thread
from agent_runtime.traces import trace_chat

JsonObject = dict[str, Any]

#: By class; the first that matches. The rest are broken connections.
_CONNECTION: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((ReadTimeoutError,), "no answer in time"),
    ((ConnectTimeoutError,), "connection timed out"),
    ((ProxyConnectionError,), "proxy failed"),
    ((SSLError,), "untrusted certificate"),
    ((EndpointConnectionError,), "connection failed"),
    ((NoCredentialsError, PartialCredentialsError, CredentialRetrievalError), "no credentials"),
    ((ParamValidationError,), "request not sent"),
    ((ResponseParserError,), "answer unreadable"),
    ((BotoCoreError,), "connection dropped"),
)


@dataclass(frozen=True)
class Answer:
    """An answer that can be used."""

    blocks: list[JsonObject]
    tokens: TokenCounts
    request_id: str | None


@dataclass(frozen=True)
class Call:
    """One request.

    Args:
        client: a boto3 `bedrock-runtime` client that sends nothing again by itself.
        seconds: longest time to the answer.
        tracing: whether the trace shows the contents.
        parameters: of the model, for the trace.
    """

    client: Any
    request: JsonObject
    seconds: float
    tracing: ModelTracing
    parameters: JsonObject

    async def answer(self) -> Answer:
        """Sends the request.

        Raises:
            CallFailed: there is no answer, or none that can be used.
        """
        model_id = self.request["modelId"]
        with generation_span(model=model_id, model_config=self.parameters, disabled=self.tracing.is_disabled()) as span:
            if self.tracing.include_data():
                span.span_data.input = [trace_chat.asked(self.request)]
            try:
                response = await self._send()
                tokens = _booked(model_id, response.get("usage"))
                span.span_data.usage = span_usage(tokens)
                message: JsonObject = response.get("output", {}).get("message", {})
                if self.tracing.include_data():
                    span.span_data.output = [trace_chat.answered(message)]
                blocks: list[JsonObject] = message.get("content", [])
                _check(response.get("stopReason", ""), blocks)
            except CallFailed as failed:
                span.set_error({"message": failed.cause, "data": {"reason": failed.detail}})
                raise
            except asyncio.CancelledError:
                usage_tracker().unknown_call(model_id)
                span.set_error({"message": "cancelled", "data": {"reason": "The run ended before the answer came."}})
                raise
        return Answer(blocks, tokens, response["ResponseMetadata"].get("RequestId"))

    async def _send(self) -> JsonObject:
        # boto3 blocks. In a thread it does not hold up tools that run at the same time.
        try:
            async with asyncio.timeout(self.seconds):
                response, _ = await asyncio.gather(
                    HttpCall().run(self.client.converse, **self.request), in_thread(load_prices)
                )
            return response
        except Exception as error:
            failed = _failed(error)
            if failed is None:
                raise
            if failed.handling.worked:
                usage_tracker().unknown_call(self.request["modelId"])
            raise failed from error


def _failed(error: Exception) -> CallFailed | None:
    """The failure as the table names it; None for a bug."""
    if isinstance(error, ClientError):
        code = error.response.get("Error", {}).get("Code", "Unknown")
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return CallFailed(code, of_error(code, status), error.response.get("Error", {}).get("Message", ""))
    if isinstance(error, TimeoutError):
        return CallFailed("no answer in time", CONNECTION["no answer in time"])
    for classes, cause in _CONNECTION:
        if isinstance(error, classes):
            return CallFailed(cause, CONNECTION[cause], f"{type(error).__name__}: {error}")
    return None


def _booked(model_id: str, usage: dict[str, int] | None) -> TokenCounts:
    if not usage:
        usage_tracker().unknown_call(model_id)
        return TokenCounts()
    tokens = converse.token_counts(usage)
    usage_tracker().model_call(model_id, tokens)
    return tokens


def _check(stop_reason: str, blocks: list[JsonObject]) -> None:
    """Raises CallFailed for an answer that must not be used."""
    if not stop_reason:
        raise CallFailed("answer unreadable", CONNECTION["answer unreadable"])
    if stop_reason not in ANSWERED:
        raise CallFailed(stop_reason, of_stop_reason(stop_reason))
    if any("toolUse" in block or block.get("text", "").strip() for block in blocks):
        return
    cause = "no content"
    if blocks:
        cause = "reasoning only" if any("reasoningContent" in block for block in blocks) else "blanks only"
    raise CallFailed(cause, ANSWERS[cause])


def sdk_usage(tokens: TokenCounts) -> Usage:
    """The SDK counts cached tokens as part of its input tokens, and reasoning as part of its output tokens."""
    input_tokens = tokens.input + tokens.cache_read + tokens.cache_write
    return Usage(
        requests=1,
        input_tokens=input_tokens,
        output_tokens=tokens.output + tokens.reasoning,
        total_tokens=tokens.total,
        input_tokens_details=InputTokensDetails.model_validate(
            {"cached_tokens": tokens.cache_read, "cache_write_tokens": tokens.cache_write}
        ),
        output_tokens_details=OutputTokensDetails(reasoning_tokens=tokens.reasoning),
    )


def span_usage(tokens: TokenCounts) -> JsonObject:
    """The usage in the form of a generation span."""
    usage = sdk_usage(tokens)
    return {
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "input_tokens_details": usage.input_tokens_details.model_dump(),
        "output_tokens_details": usage.output_tokens_details.model_dump(),
    }
