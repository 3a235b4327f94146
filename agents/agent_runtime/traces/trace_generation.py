"""A model call's span of the Agents SDK as fields of a Langfuse generation."""

from __future__ import annotations

from typing import Any

from agents.tracing.span_data import GenerationSpanData

from agent_runtime.bedrock.prices import TokenCounts, cost_of


def generation_fields(data: GenerationSpanData) -> dict[str, Any]:
    """Arguments of an observation's `update`. The completion has no start time: Bedrock is asked for whole answers."""
    fields: dict[str, Any] = {"model": data.model, "input": _only(data.input), "output": _only(data.output)}
    parameters = {k: v for k, v in (data.model_config or {}).items() if isinstance(v, str | int | float | bool)}
    if parameters:
        fields["model_parameters"] = parameters
    if not data.usage:
        # Without any usage, Langfuse would make up tokens and cost of a model that it knows.
        fields["usage_details"] = usage_buckets(TokenCounts())
    elif data.model:
        tokens = token_counts(data.usage)
        fields["usage_details"] = usage_buckets(tokens)
        cost = cost_of(data.model, tokens)
        if cost:
            fields["cost_details"] = {"input": cost.input, "output": cost.output, "total": cost.total}
    return fields


def _only(listed: Any) -> Any:
    """The SDK's spans hold lists; a request, and an answer, are one object in Langfuse."""
    return listed[0] if isinstance(listed, list) and len(listed) == 1 else listed


def token_counts(usage: dict[str, Any]) -> TokenCounts:
    """The SDK's usage, whose input includes cached tokens and whose output includes reasoning, as separate buckets."""
    read = usage["input_tokens_details"].get("cached_tokens", 0)
    written = usage["input_tokens_details"].get("cache_write_tokens", 0)
    reasoning = usage["output_tokens_details"].get("reasoning_tokens", 0)
    return TokenCounts(
        input=usage["input_tokens"] - read - written,
        cache_read=read,
        cache_write=written,
        output=usage["output_tokens"] - reasoning,
        reasoning=reasoning,
    )


def usage_buckets(tokens: TokenCounts) -> dict[str, int]:
    """Langfuse adds up every bucket that starts with `input` or `output`, so none may contain another."""
    buckets = {
        "input": tokens.input,
        "input_cached_tokens": tokens.cache_read,
        "input_cache_creation": tokens.cache_write,
        "output": tokens.output,
        "output_reasoning_tokens": tokens.reasoning,
    }
    return {name: n for name, n in buckets.items() if n or name in {"input", "output"}} | {"total": tokens.total}
