"""Finds JSON in a model's text: calls and structured answers of models that do not use Converse's blocks for them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, cast

_FENCE = re.compile(r"```[\w-]*[ \t]*\n(.*?)```", re.DOTALL)
_TAGGED = re.compile(r"<tool_call>(.*?)</tool_call>", re.DOTALL)
_NAMES = ("name", "tool", "tool_name", "function")
_ARGUMENTS = ("arguments", "parameters", "input", "args")


def objects(text: str) -> Iterator[str]:
    """JSON objects in the text, as they stand there: the whole text, fenced blocks, else from first to last brace."""
    for candidate in _candidates(text):
        if isinstance(_parsed(candidate), dict):
            yield candidate


def _candidates(text: str) -> Iterator[str]:
    yield text.strip()
    yield from (block.strip() for block in _FENCE.findall(text))
    first, last = text.find("{"), text.rfind("}")
    if 0 <= first < last:
        yield text[first : last + 1]


def calls(text: str, tools: frozenset[str]) -> list[tuple[str, dict[str, Any]]]:
    """Tool calls in the text: name and arguments.

    A call is a JSON object, or one of a list, with the name of one of `tools` and an object of arguments. It is the
    whole text, or is inside a fenced block or a `<tool_call>` tag.
    """
    if not any(name in text for name in tools):
        return []
    found: list[tuple[str, dict[str, Any]]] = []
    for candidate in [*_TAGGED.findall(text), *_FENCE.findall(text)] or [text]:
        parsed = _parsed(candidate)
        parts = cast(list[Any], parsed) if isinstance(parsed, list) else [parsed]
        found += [call for part in parts if (call := _call(part, tools))]
    return found


def _call(part: Any, tools: frozenset[str]) -> tuple[str, dict[str, Any]] | None:
    if not isinstance(part, dict):
        return None
    fields = cast(dict[str, Any], part)
    if isinstance(fields.get("function"), dict):
        fields = cast(dict[str, Any], fields["function"])
    name = next((fields[key] for key in _NAMES if isinstance(fields.get(key), str)), None)
    if name in tools:
        given = next((fields[key] for key in _ARGUMENTS if key in fields), {})
    else:
        # {"write_report": {"reason": "…"}}
        name, given = next(iter(fields.items())) if len(fields) == 1 else (None, None)
    if isinstance(given, str):
        given = _parsed(given)
    return (cast(str, name), cast(dict[str, Any], given)) if name in tools and isinstance(given, dict) else None


def _parsed(text: str) -> Any:
    try:
        return json.loads(text.strip())
    except ValueError:
        return None
