"""Misbehaviours of the service: errors, refusals, cut-off and slow answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from local.fake_model.behaviours.behaviour import Behaviour, Dropped, Moment, Outcome, Refusal, lacking
from local.fake_model.capabilities import Capabilities
from local.fake_model.conversation import Answer

INVALID_TOOL_USE = (
    "Model produced invalid sequence as part of ToolUse. Please refer to the model tool use troubleshooting guide."
)
#: Below what every agent asks for.
FEW_TOKENS = 1_200
SLOW_SECONDS = 20.0


def _refuses(error: str, message: str) -> Callable[[Moment], Outcome]:
    return lambda _: Refusal(error, message)


def _cut_off(moment: Moment) -> Outcome:
    """Half of the text, and no call: its input would not be whole."""
    answer = moment.answer
    return replace(answer, text=answer.text[: len(answer.text) // 2], calls=(), stop_reason="max_tokens")


def _stops(reason: str, text: str = "") -> Callable[[Moment], Outcome]:
    return lambda _: Answer("", text=text, stop_reason=reason)


BEHAVIOURS: dict[str, Behaviour] = {
    "invalid-tool-use": Behaviour(
        "fails with 424, for an invalid tool use", _refuses("ModelErrorException", INVALID_TOOL_USE)
    ),
    "model-timeout": Behaviour(
        "fails with 408", _refuses("ModelTimeoutException", "Model has timed out in processing the request.")
    ),
    "not-ready": Behaviour("is not ready", _refuses("ModelNotReadyException", "The model is not ready for inference.")),
    "unavailable": Behaviour(
        "is unavailable", _refuses("ServiceUnavailableException", "Bedrock is unable to process your request.")
    ),
    "server-error": Behaviour(
        "fails with 500",
        _refuses("InternalServerException", "The system encountered an unexpected error during processing."),
    ),
    "throttled-once": Behaviour(
        "throttles", _refuses("ThrottlingException", "Too many requests, please wait before trying again.")
    ),
    "dropped-connection": Behaviour("drops the connection", lambda _: Dropped()),
    "slow": Behaviour(
        f"answers {SLOW_SECONDS:g} s late, or as many `seconds` as the control request says",
        lambda moment: replace(moment.answer, seconds=SLOW_SECONDS),
    ),
    "truncated": Behaviour("is cut off at the output limit", _cut_off),
    "malformed-tool-use": Behaviour("stops with `malformed_tool_use`", _stops("malformed_tool_use")),
    "malformed-model-output": Behaviour(
        "stops with `malformed_model_output`", _stops("malformed_model_output", "<tool_call>{")
    ),
    "content-filtered": Behaviour("is stopped by a content filter", _stops("content_filtered", "I cannot")),
    "guardrail-intervened": Behaviour(
        "is stopped by Bedrock's guardrail", _stops("guardrail_intervened", "Sorry, the model cannot answer.")
    ),
    "context-overflow": Behaviour(
        "stops at the end of its context window", _stops("model_context_window_exceeded", "The portfolio")
    ),
    "tool-choice-unsupported": Behaviour(
        "refuses the tool choices `any` and `tool`", lacking(Capabilities(choices=frozenset({"auto"}))), lasts=True
    ),
    "no-tool-choice": Behaviour("refuses every tool choice", lacking(Capabilities(choices=frozenset())), lasts=True),
    "no-cache-points": Behaviour("refuses cache points", lacking(Capabilities(caching=False)), lasts=True),
    "no-system-prompt": Behaviour("refuses system prompts", lacking(Capabilities(system=False)), lasts=True),
    "max-tokens-limit": Behaviour(
        f"refuses more than {FEW_TOKENS} output tokens", lacking(Capabilities(most_tokens=FEW_TOKENS)), lasts=True
    ),
}
