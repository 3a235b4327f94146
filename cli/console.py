"""The one console that commands print to, and the agents' names as people read them."""

from __future__ import annotations

from rich.console import Console

from components.roster import ROSTER

console = Console(highlight=False)

TITLES: dict[str, str] = {spec.name: spec.label for spec in ROSTER}


def title(agent: str) -> str:
    """`tagger` as `🏷️ InstrumentTagger`; a name the roster does not know as it is."""
    return TITLES.get(agent, agent)


def short_title(agent: str) -> str:
    """The same without what stands in brackets, for narrow tables."""
    return title(agent).split(" (")[0]
