"""Defers pydantic's validators from import to first use.

A cold start would compile the validators of some 150 classes, and a job uses a dozen of them: the Agents SDK alone
compiles eight for unions of OpenAI's items, which restore an interrupted run. pydantic can build a class's validator at
its first use (`defer_build`); this makes it the default while modules load. Building is safe among threads.
"""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from pydantic._internal import _config

_defaults: Any = _config.config_defaults
_of_adapters: Any = TypeAdapter._defer_build  # pyright: ignore[reportPrivateUsage]


def begin() -> None:
    """Models, dataclasses and type adapters that are made from now on are built at their first use."""
    _defaults["defer_build"] = True
    TypeAdapter._defer_build = property(lambda _: True)  # pyright: ignore[reportAttributeAccessIssue, reportPrivateUsage]


def end() -> None:
    """Those made from now on are built at once again."""
    _defaults["defer_build"] = False
    TypeAdapter._defer_build = _of_adapters  # pyright: ignore[reportAttributeAccessIssue, reportPrivateUsage]
