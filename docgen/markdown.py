"""Markdown tables and Mermaid blocks."""

from __future__ import annotations

from collections.abc import Sequence


def table(head: str, rows: Sequence[str]) -> str:
    """A table with this head row, e.g. `| name | age |`, and these rows."""
    return "\n".join([head, "|---" * (head.count("|") - 1) + "|", *rows])


def mermaid(lines: Sequence[str]) -> str:
    """A diagram in a fenced block."""
    return "\n".join(["```mermaid", *lines, "```"])
