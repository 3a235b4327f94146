"""Any Bedrock model as a model of the Agents SDK, over the Converse API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import lru_cache
from typing import Any

import boto3
from agents import AgentOutputSchemaBase, Handoff, Model, ModelResponse, ModelSettings, ModelTracing, TResponseInputItem
from agents.items import TResponseStreamEvent
from agents.models.interface import ModelProvider
from agents.tool import Tool
from aws_lambda_powertools import Logger
from botocore.config import Config
from openai.types.responses.response_prompt_param import ResponsePromptParam

from agent_runtime.bedrock.capabilities import capabilities_of
from agent_runtime.bedrock.http_call import make_endable
from agent_runtime.bedrock.model_answer import Reading
from agent_runtime.bedrock.model_call import Answer, Call, sdk_usage
from agent_runtime.bedrock.model_errors import Incident
from agent_runtime.bedrock.model_incidents import Attempts, CallFailed, report
from agent_runtime.bedrock.model_request import Asked, build
from agent_runtime.settings import model_settings as environment
from agent_runtime.traces.tracing import reasoning

logger = Logger(child=True)

#: Refusals whose text may say what the model does not take.
REFUSALS = {"ValidationException", "AccessDeniedException"}


class BedrockModel(Model):
    """One Bedrock model or inference profile.

    Args:
        model_id: e.g. `us.amazon.nova-pro-v1:0`.
        client: a boto3 `bedrock-runtime` client that sends nothing again by itself and whose calls can be ended.
        most_attempts: requests for one answer while none comes.
        seconds: longest time that one request may take.
    """

    def __init__(self, model_id: str, client: Any, most_attempts: int = 5, seconds: float = 60) -> None:
        self.model_id = model_id
        self._client = client
        self._most_attempts = most_attempts
        self._seconds = seconds

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
        structured = output_schema if output_schema and not output_schema.is_plain_text() else None
        asked = Asked(system_instructions or "Answer the user.", input, model_settings, tools, structured)
        answer = await self._answer(asked, tracing)
        reading = Reading(asked.tool_names, asked.submit, structured, asked.call_ids())
        items = reading.items(answer.blocks)
        for what in reading.mended:
            report(Incident.MENDED, self.model_id, what, what)
        for item in items:
            if item.type == "reasoning" and item.summary:
                reasoning("".join(part.text for part in item.summary))
        return ModelResponse(output=items, usage=sdk_usage(answer.tokens), response_id=answer.request_id)

    def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[TResponseStreamEvent]:
        raise NotImplementedError("BedrockModel does not stream: a Lambda returns whole answers")

    async def _answer(self, asked: Asked, tracing: ModelTracing) -> Answer:
        """Asks until there is an answer that can be used.

        Raises:
            AgentFailure: there will be none.
        """
        attempts = Attempts(self.model_id, self._most_attempts)
        capabilities = capabilities_of(self.model_id)
        while True:
            request = build(self.model_id, asked, capabilities, attempts.notes)
            # The run's deadline, which may come first, cancels the call.
            call = Call(self._client, request, self._seconds, tracing, asked.settings.to_traceable_dict())
            try:
                return await call.answer()
            except CallFailed as failed:
                weaker = capabilities.weaken(request, failed.detail) if failed.cause in REFUSALS else None
                if weaker is None:
                    await attempts.after(failed)
                else:
                    logger.warning("the model takes less than it was asked for", model=self.model_id, now=weaker)
                    report(Incident.MENDED, self.model_id, weaker, failed.detail)


@lru_cache
def bedrock_model() -> Model:
    """The model of this function's configuration, with one client for the life of the process."""
    settings = environment()
    config = Config(
        region_name=settings.region,
        read_timeout=settings.read_timeout_seconds,
        connect_timeout=5,
        # Its own retries would go on unseen, and after the run has ended.
        retries={"total_max_attempts": 1},
        # The function's role calls. An API key of Bedrock in the environment would go before it.
        signature_version="v4",
    )
    client = boto3.client("bedrock-runtime", config=config)
    make_endable(client)
    return BedrockModel(settings.model_id, client, settings.max_attempts, settings.read_timeout_seconds)


class ConfiguredModel(ModelProvider):
    """Replaces the SDK's own provider, which would ask OpenAI for its default model."""

    def get_model(self, model_name: str | None) -> Model:
        """The function's one model. Raises ValueError for any other."""
        model = bedrock_model()
        if model_name not in (None, environment().model_id):
            raise ValueError(f"this function runs on {environment().model_id}, not on {model_name}")
        return model
