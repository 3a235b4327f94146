"""Instructions from Markdown files, and data blocks that a model cannot mistake for instructions."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

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
    text = json.dumps(plain, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")
    return f'<data name="{name}">\n{text}\n</data>'
