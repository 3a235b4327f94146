"""The one console that commands print to and ask at, and the agents' names as people read them."""

from __future__ import annotations

import sys

import typer
from rich.console import Console

from cli.shared.errors import UserError
from components.foundation.functions import FUNCTIONS

console = Console(highlight=False)

TITLES: dict[str, str] = {spec.name: spec.label for spec in FUNCTIONS}


def title(agent: str) -> str:
    """`tagger` as `🏷️ InstrumentTagger`; a name the roster does not know as it is."""
    return TITLES.get(agent, agent)


def short_title(agent: str) -> str:
    """The same without what stands in brackets, for narrow tables."""
    return title(agent).split(" (")[0]


def confirmed(question: str) -> bool:
    """Whether a person said yes. Raises UserError when there is nobody to ask."""
    try:
        return typer.confirm(question)
    except typer.Abort:
        if sys.stdin.isatty():
            raise
        print()  # noqa: T201 - ends the question's line
        raise UserError("there is no terminal to answer at: --yes does it without asking") from None
