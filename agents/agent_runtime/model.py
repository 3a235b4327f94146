"""Any Bedrock model as a model of the Agents SDK, over the Converse API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import lru_cache
from typing import Any

import boto3
from agents import AgentOutputSchemaBase, Handoff, Model, ModelResponse, ModelSettings, ModelTracing, TResponseInputItem
from agents.items import TResponseStreamEvent
from agents.models.interface import ModelProvider
from agents.tool import Tool
from agents.tracing import generation_span
from agents.usage import Usage
from aws_lambda_powertools import Logger
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, ReadTimeoutError
from openai.types.responses.response_prompt_param import ResponsePromptParam
from openai.types.responses.response_usage import InputTokensDetails, OutputTokensDetails

from agent_runtime import converse, metrics
from agent_runtime.contracts import ErrorKind
from agent_runtime.errors import AgentFailure
from agent_runtime.prices import TokenCounts, load_prices
from agent_runtime.settings import model_settings as environment
from agent_runtime.threads import in_thread
from agent_runtime.tracing import reasoning
from agent_runtime.usage import usage_tracker

logger = Logger(child=True)

THROTTLED = {"ThrottlingException", "TooManyRequestsException", "ServiceUnavailableException", "ModelNotReadyException"}
CACHING_FAMILIES = ("anthropic.claude", "amazon.nova")
SERVER_ERROR = 500
REFUSED = {"guardrail_intervened", "content_filtered"}


class BedrockModel(Model):
    """One Bedrock model or inference profile.

    Args:
        model_id: e.g. `us.amazon.nova-pro-v1:0`.
        client: a boto3 `bedrock-runtime` client; its retry mode gives back-off with jitter on throttling.
    """

    def __init__(self, model_id: str, client: Any) -> None:
        self.model_id = model_id
        self._client = client
        client.meta.events.register("needs-retry.bedrock-runtime.Converse", self._count_throttle)

    async def get_response(
        self,
        system_instructions: str | None,
        input: str | list[TResponseInputItem],
        model_settings: ModelSettings,
        tools: list[Tool],
        output_schema: AgentOutputSchemaBase | None,
        handoffs: list[Handoff],
        tracing: ModelTracing,
        *,
        previous_response_id: str | None,
        conversation_id: str | None,
        prompt: ResponsePromptParam | None,
    ) -> ModelResponse:
        if handoffs:
            raise TypeError("BedrockModel: agents of Alex call each other as Lambdas, not by handoff")
        request = self._request(system_instructions, input, model_settings, tools, output_schema)
        parameters = model_settings.to_traceable_dict()
        with generation_span(model=self.model_id, model_config=parameters, disabled=tracing.is_disabled()) as span:
            if tracing.include_data():
                span.span_data.input = [{"role": "system", "content": request["system"]}, *request["messages"]]
            try:
                # boto3 blocks. In a thread it does not hold up tools that run at the same time.
                response, _ = await asyncio.gather(in_thread(self._converse, request), in_thread(load_prices))
                tokens = converse.token_counts(response["usage"])
                usage_tracker().model_call(self.model_id, tokens)
                span.span_data.usage = span_usage(tokens)
                if tracing.include_data():
                    span.span_data.output = [response["output"]["message"]]
                _check_stop_reason(response["stopReason"])
            except AgentFailure as failure:
                span.set_error({"message": failure.kind, "data": {"reason": failure.message}})
                raise
        structured = output_schema is not None and not output_schema.is_plain_text()
        submit = converse.output_tool_name(output_schema) if output_schema and structured else None
        items = converse.output_items(response, submit)
        if not items:
            raise AgentFailure(ErrorKind.MODEL_OUTPUT, "The model answered with nothing.")
        for item in items:
            if item.type == "reasoning":
                reasoning("".join(part.text for part in item.summary))
        return ModelResponse(
            output=items, usage=sdk_usage(tokens), response_id=response["ResponseMetadata"].get("RequestId")
        )

    def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[TResponseStreamEvent]:
        raise NotImplementedError("BedrockModel does not stream: a Lambda returns whole answers")

    def _request(
        self,
        system: str | None,
        input_items: str | list[TResponseInputItem],
        settings: ModelSettings,
        tools: list[Tool],
        schema: AgentOutputSchemaBase | None,
    ) -> dict[str, Any]:
        request: dict[str, Any] = {
            "modelId": self.model_id,
            "system": self._system(system or "Answer the user."),
            "messages": converse.messages(input_items),
            "inferenceConfig": converse.inference_config(settings),
        }
        tool_config = converse.tool_config(tools, schema, settings)
        return request | ({"toolConfig": tool_config} if tool_config else {})

    def _system(self, text: str) -> list[dict[str, Any]]:
        """The instructions never change between calls, so models with prompt caching are told to cache them."""
        caches = any(family in self.model_id for family in CACHING_FAMILIES)
        return [{"text": text}, *([{"cachePoint": {"type": "default"}}] if caches else [])]

    def _converse(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            response = self._client.converse(**request)
        except ClientError as error:
            raise self._failure(error) from error
        except (ConnectTimeoutError, ReadTimeoutError) as error:
            raise AgentFailure(ErrorKind.TIMEOUT, "The model did not answer in time.") from error
        except BotoCoreError as error:
            raise AgentFailure(ErrorKind.UNREACHABLE, "The model cannot be reached.") from error
        return response

    def _count_throttle(self, response: tuple[Any, dict[str, Any]] | None, **_: Any) -> None:
        """botocore asks after every attempt whether to retry. Each throttled attempt is counted here."""
        if response is not None and response[1].get("Error", {}).get("Code") in THROTTLED:
            metrics.count("ModelThrottles", model=self.model_id)

    def _failure(self, error: ClientError) -> AgentFailure:
        code = error.response.get("Error", {}).get("Code", "Unknown")
        if code in THROTTLED:
            attempts = error.response.get("ResponseMetadata", {}).get("RetryAttempts", 0) + 1
            return AgentFailure(ErrorKind.MODEL_THROTTLED, f"The model was too busy; {attempts} attempts were refused.")
        if code == "ModelTimeoutException":
            return AgentFailure(ErrorKind.TIMEOUT, "The model did not answer in time.")
        # The text names accounts, roles and ARNs: it is for the log, not for the user of the job.
        logger.warning("Bedrock refused a call", model=self.model_id, reason=str(error))
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= SERVER_ERROR:
            return AgentFailure(ErrorKind.UNREACHABLE, f"Bedrock failed to answer for {self.model_id}: {code}.")
        return AgentFailure(ErrorKind.MODEL_REFUSED, f"Bedrock refused the call of {self.model_id}: {code}.")


def _check_stop_reason(reason: str) -> None:
    if reason in REFUSED:
        raise AgentFailure(ErrorKind.MODEL_REFUSED, "The model refused to answer.")
    if reason in {"max_tokens", "model_context_window_exceeded"}:
        raise AgentFailure(ErrorKind.MODEL_OUTPUT, f"The model's answer was cut off ({reason}).")


def sdk_usage(tokens: TokenCounts) -> Usage:
    """The SDK counts cached tokens as part of its input tokens."""
    input_tokens = tokens.input + tokens.cache_read + tokens.cache_write
    return Usage(
        requests=1,
        input_tokens=input_tokens,
        output_tokens=tokens.output,
        total_tokens=tokens.total,
        input_tokens_details=InputTokensDetails.model_validate(
            {"cached_tokens": tokens.cache_read, "cache_write_tokens": tokens.cache_write}
        ),
        output_tokens_details=OutputTokensDetails(reasoning_tokens=tokens.reasoning),
    )


def span_usage(tokens: TokenCounts) -> dict[str, Any]:
    """The usage in the form of a generation span."""
    usage = sdk_usage(tokens)
    return {
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "input_tokens_details": usage.input_tokens_details.model_dump(),
        "output_tokens_details": usage.output_tokens_details.model_dump(),
    }


@lru_cache
def bedrock_model() -> Model:
    """The model of this function's configuration, with one client for the life of the process."""
    settings = environment()
    config = Config(
        region_name=settings.region,
        read_timeout=settings.read_timeout_seconds,
        connect_timeout=5,
        retries={"mode": "standard", "total_max_attempts": settings.max_attempts},
    )
    return BedrockModel(settings.model_id, boto3.client("bedrock-runtime", config=config))


class ConfiguredModel(ModelProvider):
    """Replaces the SDK's own provider, which would ask OpenAI for its default model."""

    def get_model(self, model_name: str | None) -> Model:
        """The function's one model. Raises ValueError for any other."""
        model = bedrock_model()
        if model_name not in (None, environment().model_id):
            raise ValueError(f"this function runs on {environment().model_id}, not on {model_name}")
        return model
