"""`--version` on every command and group, like `-h`."""

from __future__ import annotations

import copy
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

OPTION = "--version"


class _Versioned:
    """Gives a command the option of `alex` itself."""

    _version: Any = None

    def get_params(self, ctx: Any) -> list[Any]:
        *own, help_option = super().get_params(ctx)  # type: ignore[misc]
        if any(OPTION in option.opts for option in own):
            return [*own, help_option]
        # Always the same object, because options are compared by identity.
        if self._version is None:
            root = ctx.find_root().command
            self._version = copy.copy(next(option for option in root.params if OPTION in option.opts))
            self._version.expose_value = False
        return [*own, self._version, help_option]


class Command(_Versioned, TyperCommand):
    """A command, e.g. `alex jobs`."""


class Group(_Versioned, TyperGroup):
    """A group of commands, e.g. `alex secrets`."""


def with_version(app: typer.Typer) -> None:
    """Gives the option to each command and group of an application that has it itself."""
    for command in app.registered_commands:
        command.cls = Command
    for group in app.registered_groups:
        group.cls = Group
        if group.typer_instance is not None:
            with_version(group.typer_instance)
