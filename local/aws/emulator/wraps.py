"""ministack's own functions, checked before they are used or wrapped: its internals may change with any release."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from importlib.metadata import version
from types import ModuleType
from typing import Any

from local.errors import LocalError

MINISTACK_VERSION = "1.5.33"
"""The one release whose internals were read."""

Response = tuple[int, dict[str, str], bytes]
"""Status, headers and body: what ministack's services answer."""

Owner = ModuleType | type
"""What has a function: a module, or a class whose method it is."""


def existing(module: Owner, name: str, *parameters: str) -> Callable[..., Any]:
    """`module.name`, which must be a function of exactly these parameters.

    Raises LocalError naming the function and the release that is expected.
    """
    function = getattr(module, name, None)
    if not callable(function) or tuple(inspect.signature(function).parameters) != parameters:
        raise _changed(f"{module.__name__}.{name}({', '.join(parameters)})")
    return function


def existing_data(module: ModuleType, name: str) -> Any:
    """`module.name`, which must be there."""
    if not hasattr(module, name):
        raise _changed(f"{module.__name__}.{name}")
    return getattr(module, name)


def wrap(module: Owner, name: str, *parameters: str, by: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Puts `by(function)` in the place of the function, which is checked as by `existing`; wraps can be stacked."""
    function = existing(module, name, *parameters)
    replacement = by(function)

    # Keeps the signature, which the next wrap checks.
    @functools.wraps(function)
    def wrapped(*arguments: Any, **named: Any) -> Any:
        return replacement(*arguments, **named)

    setattr(module, name, wrapped)


def _changed(what: str) -> LocalError:
    return LocalError(
        f"ministack {MINISTACK_VERSION} is expected, {version('ministack')} is installed and has no {what} any more"
    )
