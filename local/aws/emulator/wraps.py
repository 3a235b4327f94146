"""Checked access to ministack's functions: its internals may change with any release."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from importlib.metadata import version
from types import ModuleType
from typing import Any

from local.errors import LocalError

MINISTACK_VERSION = "1.5.33"
"""The only supported release: these wraps follow its internals."""

Response = tuple[int, dict[str, str], bytes]
"""Status, headers and body, as ministack's services return them."""

Owner = ModuleType | type
"""Owner of a function: its module, or the class of a method."""


def existing(module: Owner, name: str, *parameters: str) -> Callable[..., Any]:
    """`module.name`, which must be a function of exactly these parameters.

    Raises LocalError with the function and the expected release.
    """
    function = getattr(module, name, None)
    if not callable(function) or tuple(inspect.signature(function).parameters) != parameters:
        raise changed(f"{module.__name__}.{name}({', '.join(parameters)})")
    return function


def existing_data(module: ModuleType, name: str) -> Any:
    """`module.name`, which must exist."""
    if not hasattr(module, name):
        raise changed(f"{module.__name__}.{name}")
    return getattr(module, name)


def wrap(module: Owner, name: str, *parameters: str, by: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Replaces the function, checked as by `existing`, with `by(function)`. Wraps can be stacked."""
    function = existing(module, name, *parameters)
    replacement = by(function)

    # Keeps the signature, which the next wrap checks.
    @functools.wraps(function)
    def wrapped(*arguments: Any, **named: Any) -> Any:
        return replacement(*arguments, **named)

    setattr(module, name, wrapped)


def changed(what: str) -> LocalError:
    """The error for a ministack that lacks `what`."""
    return LocalError(
        f"ministack {MINISTACK_VERSION} is required; {version('ministack')} is installed and lacks {what}"
    )
