"""Explains a wrong value of an option in plain words. Typer passes on Pydantic's."""

from __future__ import annotations

from enum import Enum
from typing import Any

#: Longest value that a problem quotes.
_MOST_SHOWN = 40
_KINDS = {int: "a whole number", float: "a number"}


def plain_problem(error: Any) -> str:
    """Names the option, its value, and what it takes, e.g. `--limit '0': must be a whole number from 1 to 500`.

    Args:
        error: typer.TyperException; one of another kind than a wrong value keeps its text.
    """
    option, refusal = getattr(error, "param", None), getattr(error.__cause__, "errors", None)
    if option is None or refusal is None:
        return str(error.format_message())
    found = refusal()[0]
    given = repr(found["input"])
    shown = given if len(given) <= _MOST_SHOWN else f"{given[:_MOST_SHOWN]}…"
    return f"{_name(option)} {shown}: must be {_expected(option) or _words(found['msg'])}"


def _name(option: Any) -> str:
    """`--limit`, or of an argument what the help calls it."""
    return max(option.opts, key=len) if option.param_type_name == "option" else option.human_readable_name


def _expected(option: Any) -> str:
    """Empty for another type than a choice or a number."""
    annotation = option.type_descriptor.annotation
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return f"one of {', '.join(str(each.value) for each in annotation)}"
    kind = _KINDS.get(annotation, "")
    low, high = getattr(option, "min", None), getattr(option, "max", None)
    if not kind or (low is None and high is None):
        return kind
    if low is None or high is None:
        return f"{kind} of at most {high}" if low is None else f"{kind} of at least {low}"
    return f"{kind} from {low} to {high}"


def _words(text: str) -> str:
    return text.removeprefix("Value error, ").removeprefix("Input should be ")
