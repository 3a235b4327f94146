"""Instructions from Markdown files, and data blocks that a model cannot mistake for instructions."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel


@lru_cache
def instructions(module_file: str) -> str:
    """Text of `instructions.md` beside the calling module: `instructions(__file__)`."""
    return Path(module_file).with_name("instructions.md").read_text(encoding="utf-8").strip()


def persona(text: str) -> str:
    """The first paragraph of an agent's instructions, without its heading: who the agent is."""
    paragraphs = [part.strip() for part in text.split("\n\n") if part.strip() and not part.lstrip().startswith("#")]
    return " ".join(paragraphs[0].split()) if paragraphs else ""


def data_block(name: str, value: BaseModel | dict[str, Any] | list[Any] | str) -> str:
    """`value` as JSON between `<data name=…>` marks.

    A `<` inside the value is written as its JSON escape, so that a user's text cannot close the block early.
    """
    plain = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    text = compact(plain).replace("<", "\\u003c")
    return f'<data name="{name}">\n{text}\n</data>'


def compact(value: Any) -> str:
    """JSON in few tokens: no blanks, `48` for 48.0, and no escapes of other scripts."""
    return json.dumps(_short(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _short(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _short(item) for key, item in cast(dict[Any, Any], value).items()}
    if isinstance(value, list | tuple):
        return [_short(item) for item in cast(list[Any], value)]
    return value
