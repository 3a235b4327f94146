"""How names, amounts and values of a trace are written on a terminal."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from rich.text import Text

SHORT_LENGTH = 100
STATUS_STYLES = {"completed": "green", "partial": "yellow", "failed": "bold red"}


def plain(value: str) -> Text:
    """Text of a trace comes from models and users: nothing in it may steer the terminal or be read as markup."""
    return Text("".join(" " if unicodedata.category(char) in ("Cc", "Cs") else char for char in value))


def short(value: Any, length: int = SHORT_LENGTH) -> Text:
    """A value on one line, cut after `length` characters."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    line = " ".join(text.split())
    return plain(line if len(line) <= length else f"{line[: length - 1]}…")


def status_text(status: str) -> Text:
    return Text(status, style=STATUS_STYLES.get(status, "yellow"))


def seconds(value: float) -> str:
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"


def tokens(count: int) -> str:
    return f"{count:,} tokens"


def dollars(value: float) -> str:
    return f"${value:.4f}"


def facts(*parts: str | Text | None) -> Text:
    """The parts that are there, divided by dots, dimmed unless they have a style."""
    given = [Text(part, style="dim") if isinstance(part, str) else part for part in parts if part]
    return Text(" · ", style="dim").join(given)
