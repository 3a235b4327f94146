"""SQL of the RDS Data API: one statement, `:name` placeholders."""

from __future__ import annotations

import re
from collections.abc import Collection

_LEXEMES = re.compile(
    r"""
    (?P<quoted>  [eE]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | "(?:[^"]|"")*" | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$ )
  | (?P<comment> --[^\n]* | /\*.*?\*/ )
  | (?P<cast>    :: )
  | :(?P<name>   [A-Za-z_]\w* )
  | (?P<end>     ; )
    """,
    re.DOTALL | re.VERBOSE,
)


def has_several_statements(sql: str) -> bool:
    """Whether something follows a semicolon that ends a statement."""
    bare = _LEXEMES.sub(lambda part: "" if part["comment"] else ";" if part["end"] else "x", sql)
    return len([statement for statement in bare.split(";") if statement.strip()]) > 1


def number_placeholders(sql: str, names: Collection[str]) -> tuple[str, list[str]]:
    """`:name` outside quotes and comments becomes `$1`, `$2` …, each occurrence its own, as the Data API binds them.

    Returns the statement and the parameter name of each number. Raises ValueError for a name without a value.
    """
    order: list[str] = []

    def numbered(part: re.Match[str]) -> str:
        name = part["name"]
        if name is None:
            return part[0]
        if name not in names:
            raise ValueError(f"Cannot find parameter: {name}")
        order.append(name)
        return f"${len(order)}"

    return _LEXEMES.sub(numbered, sql), order
