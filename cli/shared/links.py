"""Links to files, for terminals that can open them; everywhere else the same text without a link."""

from __future__ import annotations

from pathlib import Path

from rich.style import Style
from rich.text import Text

from cli.shared.project import ROOT
from cli.shared.text import plain


def link(file: Path) -> Text:
    """The path as given, linked to the file. rich leaves the link out of a pipe and of a terminal without links."""
    return Text(plain(str(file)).plain, style=Style(link=file.resolve().as_uri()))


def page(path: str) -> Text:
    """A page of this repository, e.g. `docs/runbooks/api-5xx.md`."""
    return Text(path, style=Style(link=(ROOT / path).as_uri()))
