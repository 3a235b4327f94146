"""What remediations change, on a terminal, in a comment and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from cli.preview.diff import PropertyChange, property_changes
from cli.preview.lines import property_lines
from cli.preview.model import readable_value
from policies.grouping import short_type
from policies.remedy import Remedy

_COLORS = {"+": "green", "-": "red", "~": "yellow"}


def remedies_view(remedies: Sequence[Remedy]) -> RenderableType:
    lines = [Text(line, _COLORS.get(line[0], "")) for line in _lines(remedies)]
    return Group(Text(_heading(remedies), "bold"), *lines)


def remedies_markdown(remedies: Sequence[Remedy]) -> Iterator[str]:
    """The part of a pull request's comment."""
    yield f"### {_heading(remedies)}"
    yield ""
    if remedies:
        yield from ("```diff", *_lines(remedies), "```", "")


def remedies_json(remedies: Sequence[Remedy]) -> list[dict[str, Any]]:
    return [
        {
            "rule": remedy.rule,
            "urn": remedy.urn,
            "type": _type(remedy),
            "name": _name(remedy),
            "properties": [asdict(change) for change in _changes(remedy)],
        }
        for remedy in remedies
    ]


def _heading(remedies: Sequence[Remedy]) -> str:
    return f"Remediations: {len(remedies)}" if remedies else "Remediations: nothing to mend"


def _lines(remedies: Sequence[Remedy]) -> Iterator[str]:
    """As in a comparison: lines that begin with `~`, `-` or `+`."""
    for remedy in remedies:
        yield f"~ {short_type(_type(remedy))} {_name(remedy)}: {remedy.rule}"
        for change in _changes(remedy):
            yield from property_lines(change)


def _changes(remedy: Remedy) -> list[PropertyChange]:
    return list(property_changes(readable_value(remedy.before), readable_value(remedy.after)))


def _type(remedy: Remedy) -> str:
    return remedy.urn.split("::")[2].rpartition("$")[2]


def _name(remedy: Remedy) -> str:
    return remedy.urn.split("::", 3)[3]
