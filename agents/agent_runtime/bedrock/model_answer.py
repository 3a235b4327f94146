"""Converse's answer as items of the Agents SDK. Blocks keep their order; harmless deviations of form are mended."""

from __future__ import annotations

import base64
import json
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from agents import AgentOutputSchemaBase
from agents.exceptions import ModelBehaviorError
from openai.types.responses import (
    ResponseFunctionToolCall,
    ResponseOutputItem,
    ResponseOutputMessage,
    ResponseOutputText,
    ResponseReasoningItem,
)
from openai.types.responses.response_reasoning_item import Summary

JsonObject = dict[str, Any]

#: Marks reasoning that the model's provider encrypted, in the item's field for signatures.
REDACTED = "redacted:"
_TOOL_NAME = r"[a-zA-Z0-9_-]{1,64}"


@dataclass
class Reading:
    """Reads one answer.

    Args:
        tools: names of the agent's tools.
        submit: name of the tool that takes the structured answer, if there is one.
        schema: of that answer.
        call_ids: ids of the conversation's calls; grows by this answer's.
    """

    tools: frozenset[str] = frozenset()
    submit: str | None = None
    schema: AgentOutputSchemaBase | None = None
    call_ids: set[str] = field(default_factory=set[str])
    mended: list[str] = field(default_factory=list[str])
    """What was mended, for the log."""

    def items(self, blocks: Iterable[JsonObject]) -> list[ResponseOutputItem]:
        """The answer's items; none for an answer without content. The call of `submit` becomes the final message."""
        items: list[ResponseOutputItem] = []
        texts: list[str] = []
        submitted: str | None = None
        for block in blocks:
            if block.get("text", "").strip():
                texts.append(block["text"])
                continue
            use: JsonObject | None = block.get("toolUse")
            if use and self.submit and self._tool_name(use["name"]) == self.submit:
                submitted = json.dumps(_decoded(use.get("input")))
                continue
            item = self._call(use["name"], use.get("input"), use.get("toolUseId", "")) if use else _reasoning(block)
            if item:
                items += [*_message(texts), item]
                texts = []
        if any(item.type == "function_call" for item in items):
            # A final answer beside tool calls came too early: the tools run, and the model is asked again.
            return [*items, *_message(texts)]
        if submitted is not None:
            return [*_silent(items), *_message([submitted])]
        spoken = [part for item in items if item.type == "message" for part in _texts(item)] + texts
        return [*_silent(items), *self._from_text(spoken)]

    def _from_text(self, texts: list[str]) -> list[ResponseOutputItem]:
        """A final message, or calls that the model wrote as text."""
        # Imported when first needed: most answers of most models have no JSON in their text.
        from agent_runtime.bedrock import text_answers

        text = "".join(texts)
        calls = text_answers.calls(text, self.tools | ({self.submit} if self.submit else set()))
        if calls:
            self.mended.append("a call written as text")
            submitted = [arguments for name, arguments in calls if name == self.submit]
            others = [self._call(name, arguments, "") for name, arguments in calls if name != self.submit]
            return [*others] if others else list(_message([json.dumps(submitted[-1])]))
        if self.schema and text:
            for candidate in text_answers.objects(text):
                if self._is_valid(candidate):
                    self.mended.append("a structured answer written as text")
                    return list(_message([candidate]))
        return list(_message(texts))

    def _is_valid(self, candidate: str) -> bool:
        try:
            cast(AgentOutputSchemaBase, self.schema).validate_json(candidate)
        except ModelBehaviorError:
            return False
        return True

    def _call(self, name: str, arguments: Any, call_id: str) -> ResponseFunctionToolCall:
        own = self._unique(call_id)
        return ResponseFunctionToolCall(
            id=f"fc_{own}",
            call_id=own,
            name=self._tool_name(name),
            arguments=json.dumps(_decoded(arguments)),
            type="function_call",
            status="completed",
        )

    def _unique(self, call_id: str) -> str:
        """The id, or a new one for an id that was used before: results are matched by it."""
        usable = re.fullmatch(_TOOL_NAME, call_id) is not None and call_id not in self.call_ids
        if not usable and call_id:
            self.mended.append("a call id used twice")
        own = call_id if usable else f"tooluse_{uuid.uuid4().hex}"
        self.call_ids.add(own)
        return own

    def _tool_name(self, name: str) -> str:
        """The name without a namespace (`functions.x`); characters that Converse would refuse later are replaced."""
        if name in self.tools or name == self.submit:
            return name
        last = re.split(r"[.:/]", name.strip().removesuffix("()"))[-1]
        if last in self.tools or last == self.submit:
            self.mended.append("a tool's name")
            return last
        return re.sub(r"[^a-zA-Z0-9_-]", "_", name)[:64] or "unnamed"


def _decoded(arguments: Any) -> Any:
    """Arguments that the model encoded twice."""
    if isinstance(arguments, str):
        try:
            inner = json.loads(arguments)
        except ValueError:
            return arguments
        return inner if isinstance(inner, dict) else arguments
    return {} if arguments is None else arguments


def _silent(items: list[ResponseOutputItem]) -> list[ResponseOutputItem]:
    return [item for item in items if item.type != "message"]


def _texts(item: ResponseOutputMessage) -> list[str]:
    return [part.text for part in item.content if part.type == "output_text"]


def _reasoning(block: JsonObject) -> ResponseReasoningItem | None:
    """Reasoning, readable or encrypted. None for another kind of block."""
    content: JsonObject = block.get("reasoningContent", {})
    if "redactedContent" in content:
        sealed = REDACTED + base64.b64encode(content["redactedContent"]).decode()
        return _reasoning_item([], sealed)
    if "reasoningText" not in content:
        return None
    read = content["reasoningText"]
    return _reasoning_item([Summary(text=read["text"], type="summary_text")], read.get("signature"))


def _reasoning_item(summary: list[Summary], signature: str | None) -> ResponseReasoningItem:
    item_id = f"rs_{uuid.uuid4().hex}"
    return ResponseReasoningItem(id=item_id, type="reasoning", summary=summary, encrypted_content=signature)


def _message(texts: list[str]) -> list[ResponseOutputMessage]:
    if not texts:
        return []
    parts = [ResponseOutputText(text=text, type="output_text", annotations=[]) for text in texts]
    return [
        ResponseOutputMessage(
            id=f"msg_{uuid.uuid4().hex}", role="assistant", status="completed", type="message", content=[*parts]
        )
    ]
