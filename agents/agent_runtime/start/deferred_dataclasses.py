"""Defers the methods of dataclasses from import to first use.

A cold start would compile the methods of some 250 dataclasses, 170 of them of the Agents SDK, and a job uses a few of
them. `dataclasses` generates a class's methods as text and runs it with `exec`; while modules load, what it runs makes
functions that compile their text when they are first called. They then put the real ones in their place. Until then
`inspect.signature` shows any arguments, and so does the docstring that `dataclasses` writes for a class without one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

_CREATE = "__create_fn__"
_module: Any = dataclasses

Functions = Callable[[], tuple[Callable[..., Any], ...]]


def begin() -> None:
    """Dataclasses that are made from now on get their methods at their first use."""
    # A global of the module is found before the built-in function.
    _module.exec = _deferring


def end() -> None:
    """Those made from now on get them at once again."""
    vars(_module).pop("exec", None)


def _deferring(text: str, scope: dict[str, Any], made: dict[str, Any]) -> None:
    """As `exec`: defines a function that creates one method, or from Python 3.13 on a tuple of methods."""
    names = text.rpartition("\n return ")[2].strip("()")
    listed = [name for name in names.split(",") if name]
    makes_methods = text.startswith(f"def {_CREATE}(") and listed and all(name.isidentifier() for name in listed)
    if not makes_methods:
        exec(text, scope, made)  # noqa: S102 - as `dataclasses` would
        return

    def create(**local: Any) -> Any:
        built: list[tuple[Callable[..., Any], ...]] = []

        def functions() -> tuple[Callable[..., Any], ...]:
            # Twice among threads at worst.
            if not built:
                real: dict[str, Any] = {}
                exec(text, scope, real)  # noqa: S102 - as `dataclasses` would
                created = real[_CREATE](**local)
                built.append(created if isinstance(created, tuple) else (created,))
            return built[0]

        deferred = tuple(_deferred(name, number, functions) for number, name in enumerate(listed))
        return deferred if "," in names else deferred[0]

    made[_CREATE] = create


def _deferred(name: str, number: int, functions: Functions) -> Callable[..., Any]:
    def first_call(*args: Any, **kwargs: Any) -> Any:
        real = functions()[number]
        real.__qualname__ = first_call.__qualname__
        for owner in type(args[0]).__mro__:
            if vars(owner).get(name) is first_call:
                setattr(owner, name, real)
        return real(*args, **kwargs)

    first_call.__name__ = name
    return first_call
