"""A comparison as lines that begin with `+`, `-`, `~` or a blank, for a terminal or a diff block in Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from cli.preview.diff import Kind, PropertyChange, ResourceChange, StatementChange
from cli.preview.model import display_name
from policies.grouping import short_type

_MARKS: dict[Kind, str] = {"added": "+", "changed": "~", "removed": "-"}
#: Longest value shown: a dashboard's body is too long to read in a diff.
_LONGEST = 200


def change_counts(changes: Sequence[ResourceChange]) -> str:
    """`2 added, 1 changed, 0 removed`."""
    counts = Counter(change.kind for change in changes)
    return ", ".join(f"{counts[kind]} {kind}" for kind in _MARKS)


def change_lines(changes: Sequence[ResourceChange]) -> list[str]:
    return [line for change in changes for line in _resource_lines(change)]


def _resource_lines(change: ResourceChange) -> Iterator[str]:
    yield f"{_MARKS[change.kind]} {short_type(change.resource.type)} {display_name(change.resource)}"
    for changed in change.properties:
        yield from property_lines(changed)
    for statement in change.statements:
        yield from _statement_lines(statement)


def property_lines(change: PropertyChange) -> Iterator[str]:
    """Before and after; a value that is missing has no line."""
    for mark, value in (("-", change.before), ("+", change.after)):
        if value is not None:
            yield f"{mark}     {change.path}: {value if len(value) <= _LONGEST else value[:_LONGEST] + '…'}"


def _statement_lines(change: StatementChange) -> Iterator[str]:
    yield f"{_MARKS[change.kind]}     {change.document}, statement {change.sid}"
    yield from (f"-         {element}" for element in change.removed)
    yield from (f"+         {element}" for element in change.added)
