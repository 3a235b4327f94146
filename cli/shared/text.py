"""Formats names, amounts, values and links for the terminal."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

from rich.style import Style
from rich.text import Text

from cli.shared.project import ROOT

SHORT_LENGTH = 100
#: Below the first is what sums of floating-point numbers leave.
_NOTHING, _HALF_A_CENT = 1e-9, 0.005
STATUS_STYLES = {"completed": "green", "partial": "yellow", "failed": "bold red"}


#: Embeddings, overrides and isolates (UAX 9), and their ends.
_DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def plain(value: str) -> Text:
    """Without control characters, and never read as markup: the text may come from a model or a user."""
    return Text("".join(" " if _controls(char) else char for char in value))


def _controls(char: str) -> bool:
    """Those of the terminal, and those that turn the direction of what follows on the line."""
    return unicodedata.category(char) in ("Cc", "Cs") or unicodedata.bidirectional(char) in _DIRECTIONS


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


def cents(usd: float) -> str:
    """An amount of a bill, in US dollars. `<0.01` below half a cent: only 0 looks like 0."""
    if _NOTHING < abs(usd) < _HALF_A_CENT:
        return "<0.01" if usd > 0 else "-<0.01"
    return f"{usd:,.2f}" if abs(usd) > _NOTHING else "0.00"


def signed_cents(usd: float) -> str:
    """The same of a difference: `0.00` or with its sign."""
    shown = cents(usd)
    return shown if usd <= _NOTHING else f"+{shown}"


def facts(*parts: str | Text | None) -> Text:
    """The given parts, separated by dots and dimmed unless styled."""
    given = [Text(part, style="dim") if isinstance(part, str) else part for part in parts if part]
    return Text(" · ", style="dim").join(given)


def link(file: Path) -> Text:
    """The path as given, linked to the file. rich leaves the link out of a pipe and of a terminal without links."""
    return Text(plain(str(file)).plain, style=Style(link=file.resolve().as_uri()))


def page(path: str) -> Text:
    """A linked page of this repository, e.g. `docs/runbooks/api-5xx.md`."""
    return Text(path, style=Style(link=(ROOT / path).as_uri()))
