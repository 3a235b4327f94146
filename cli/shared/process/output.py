"""A command's output: a console as wide as its reader, and JSON alone on standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from rich.console import Console, ConsoleDimensions, ConsoleOptions, RenderableType, RenderResult

from cli.shared.tables import BOUNDLESS

#: Columns of headings and reports that fill the width, where there is no terminal to fill.
PAGE_WIDTH = 100


class CommandConsole(Console):
    """A console without a width, unless it has a terminal or COLUMNS is set: a file or a pipe loses no column."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # rich takes COLUMNS=0 for a width, and prints nothing.
        self._width = self._width or None

    @property
    def size(self) -> ConsoleDimensions:  # pyright: ignore[reportIncompatibleMethodOverride] - nothing sets it
        size = super().size
        if self.file.isatty() or self._width is not None or self._environ.get("COLUMNS", "").strip("0").isdigit():
            return size
        return ConsoleDimensions(BOUNDLESS, size.height)

    def on_broken_pipe(self) -> None:
        """Lets the error through, which ends the command: rich would exit with the code of a finding."""
        raise BrokenPipeError


console = CommandConsole(highlight=False)


def page_width(console: Console) -> int:
    """Columns for what fills the width."""
    return PAGE_WIDTH if console.width >= BOUNDLESS else console.width


class Page:
    """Something that fills the width, e.g. a panel: as wide as the terminal, or a page where there is none."""

    def __init__(self, content: RenderableType) -> None:
        self._content = content

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        bounded = options.max_width >= BOUNDLESS
        yield from console.render(self._content, options.update(max_width=PAGE_WIDTH) if bounded else options)


@contextmanager
def console_on_stderr(wanted: bool = True) -> Generator[None]:
    """Progress goes to standard error: standard output is for the result alone, which may be JSON for a program."""
    before, console.stderr = console.stderr, wanted
    try:
        yield
    finally:
        console.stderr = before


def print_json(value: Any, *, indent: int | None = 2, default: Callable[[Any], Any] | None = None) -> None:
    """Prints the one result of a command. Characters that the output's encoding lacks are escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=default)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, indent=indent, default=default)
    print(text)  # noqa: T201 - not wrapped to a width
