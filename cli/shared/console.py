"""The console of all commands, confirmation of a question, and the agents' display names."""

from __future__ import annotations

import sys

import typer

from cli.shared.errors import UserError
from cli.shared.process.output import console as console
from components.foundation.functions import ALL_FUNCTIONS

TITLES: dict[str, str] = {spec.name: spec.label for spec in ALL_FUNCTIONS}


def title(agent: str) -> str:
    """`tagger` as `🏷️ InstrumentTagger`; an unknown name unchanged."""
    return TITLES.get(agent, agent)


def short_title(agent: str) -> str:
    """The same without the part in brackets, for narrow tables."""
    return title(agent).split(" (")[0]


def confirmed(question: str) -> bool:
    """Whether the user said yes. Raises UserError without a terminal to ask at."""
    try:
        return typer.confirm(question)
    except typer.Abort:
        if sys.stdin.isatty():
            raise
        print()  # noqa: T201 - ends the question's line
        raise UserError("no terminal to confirm at", "add --yes to skip the question") from None
