"""Translates a chat completion into Converse's answer."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any, cast

from local.real_model.replies import ConverseError

JsonObject = dict[str, Any]

_STOP_REASONS = {"stop": "end_turn", "length": "max_tokens", "content_filter": "content_filtered"}
_TOOL_USE_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def converse_response(completion: Any, latency_ms: int) -> JsonObject:
    """The body of a successful Converse call.

    Tool calls whose arguments are cut off or are no JSON object are left out, and the stop reason says
    `malformed_tool_use`: a caller must never run, nor send back, a call that the model did not finish.

    Raises:
        ConverseError: ModelErrorException for an answer that is no chat completion.
    """
    try:
        choice = completion["choices"][0]
        message = choice["message"]
        text, reasoning = message.get("content") or "", _reasoning(message)
        calls, malformed = _calls(message.get("tool_calls") or [], cut_off=choice.get("finish_reason") == "length")
    except (LookupError, TypeError, AttributeError) as error:
        raise ConverseError("ModelErrorException", f"The server's answer is no chat completion: {error!r}.") from error
    content: list[JsonObject] = []
    if reasoning:
        content.append({"reasoningContent": {"reasoningText": {"text": reasoning}}})
    if text:
        content.append({"text": text})
    stop = _STOP_REASONS.get(choice.get("finish_reason"), "end_turn")
    if malformed and stop == "end_turn":
        stop = "malformed_tool_use"
    elif calls:
        stop = "tool_use"
    return {
        "output": {"message": {"role": "assistant", "content": [*content, *calls]}},
        "stopReason": stop,
        "usage": _usage(completion.get("usage") or {}),
        "metrics": {"latencyMs": latency_ms},
    }


def _reasoning(message: JsonObject) -> str:
    """llama.cpp and DeepSeek say `reasoning_content`, Ollama and vLLM `reasoning`."""
    return message.get("reasoning_content") or message.get("reasoning") or ""


def _calls(tool_calls: list[JsonObject], *, cut_off: bool) -> tuple[list[JsonObject], bool]:
    """The calls as `toolUse` blocks, and whether one was malformed. Of a malformed turn no call counts."""
    blocks, seen = list[JsonObject](), set[str]()
    for call in tool_calls:
        arguments = _arguments(call["function"].get("arguments"))
        if arguments is None or cut_off:
            return [], True
        # Some servers repeat ids from turn to turn or send none; Converse wants one id for each call.
        identifier = call.get("id") or ""
        if not _TOOL_USE_ID.fullmatch(identifier) or identifier in seen:
            identifier = f"tooluse_{uuid.uuid4().hex}"
        seen.add(identifier)
        use = {"toolUseId": identifier, "name": call["function"]["name"], "input": arguments}
        blocks.append({"toolUse": use})
    return blocks, False


def _arguments(text: Any) -> JsonObject | None:
    """The arguments as an object; None if they are none. Ollama may send the object itself."""
    if isinstance(text, str):
        try:
            text = json.loads(text or "{}")
        except ValueError:
            return None
    return cast(JsonObject, text) if isinstance(text, dict) else None


def _usage(usage: JsonObject) -> JsonObject:
    """Converse's buckets do not overlap; here cached tokens are part of the prompt's."""
    prompt, completion = int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)
    cached = min(prompt, int((usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0))
    return {
        "inputTokens": prompt - cached,
        "cacheReadInputTokens": cached,
        "cacheWriteInputTokens": 0,
        "outputTokens": completion,
        "totalTokens": prompt + completion,
    }
