"""Differences between two previews: resources, their inputs, and the statements of their policies."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from cli.preview.model import POLICIES
from local.engine.preview import PlannedResource, Preview

Kind = Literal["added", "changed", "removed"]


@dataclass(frozen=True)
class PropertyChange:
    """An input or a part of it; values as JSON, None for a missing one."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class StatementChange:
    """A statement of a policy document, element by element, e.g. `Action sqs:SendMessage`."""

    document: str
    """The input that contains it."""
    sid: str
    kind: Kind
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True)
class ResourceChange:
    kind: Kind
    resource: PlannedResource
    """As it is now; a removed one as it was."""
    properties: tuple[PropertyChange, ...]
    """Empty unless the resource changed."""
    statements: tuple[StatementChange, ...]
    """Of any change: a new policy grants as much as a changed one."""


def compare(before: Preview, after: Preview) -> list[ResourceChange]:
    """Compares two readable previews, in order of URN. Components are not listed, their resources are."""
    old, new = _by_urn(before), _by_urn(after)
    changes = (_change(old.get(urn), new.get(urn)) for urn in sorted(old.keys() | new.keys()))
    return [change for change in changes if change is not None]


def _by_urn(planned: Preview) -> dict[str, PlannedResource]:
    return {resource.urn: resource for resource in planned.resources if resource.custom}


def _change(old: PlannedResource | None, new: PlannedResource | None) -> ResourceChange | None:
    before, after = old.inputs if old else {}, new.inputs if new else {}
    documents = _documents(before, after)
    statements = tuple(
        change for key in documents for change in _statement_changes(key, before.get(key), after.get(key))
    )
    if old is None or new is None:
        resource = cast(PlannedResource, new or old)
        return ResourceChange("removed" if new is None else "added", resource, (), statements)
    properties = tuple(property_changes(before, after, documents))
    return ResourceChange("changed", new, properties, statements) if properties or statements else None


def _documents(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Inputs to compare by statement: both sides are known, and differ in nothing but statements."""

    def comparable(key: str) -> bool:
        contents = [_content(side[key]) for side in (before, after) if key in side]
        frames = [content and {**content, "Statement": None} for content in contents]
        return bool(frames) and None not in frames and frames[0] == frames[-1]

    return [key for key in POLICIES if comparable(key)]


def property_changes(
    before: Mapping[str, Any], after: Mapping[str, Any], documents: Collection[str] = ()
) -> Iterator[PropertyChange]:
    """The inputs that differ, or their parts, without `documents`."""
    old, new = dict(_leaves(before)), dict(_leaves(after))
    for path in sorted((old.keys() | new.keys()) - set(documents)):
        if old.get(path) != new.get(path):
            yield PropertyChange(path, old.get(path), new.get(path))


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Path to the value as JSON. A list of plain values is one leaf."""
    if isinstance(value, Mapping) and value:
        for key, item in cast(Mapping[str, Any], value).items():
            yield from _leaves(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and any(isinstance(item, dict | list) for item in cast(list[Any], value)):
        for number, item in enumerate(cast(list[Any], value)):
            yield from _leaves(item, f"{path}[{number}]")
    else:
        yield path, json.dumps(value, ensure_ascii=False)


def _content(document: Any) -> dict[str, Any] | None:
    """None for any other value than a policy document, e.g. an unknown one."""
    try:
        content: Any = json.loads(document)
    except (ValueError, TypeError):
        return None
    return cast(dict[str, Any], content) if isinstance(content, dict) and "Statement" in content else None


def _statements(document: Any) -> dict[str, frozenset[str]]:
    """Sid or number of each statement to its elements; empty for any other value than a policy document."""
    listed: Any = (_content(document) or {"Statement": []})["Statement"]
    numbered = enumerate(listed if isinstance(listed, list) else [listed], start=1)
    return {str(statement.get("Sid", f"statement {number}")): _elements(statement) for number, statement in numbered}


def _elements(statement: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(
        f"{element} {text}" for element, value in statement.items() if element != "Sid" for text in _texts(value)
    )


def _texts(value: Any) -> Iterator[str]:
    """`{"StringEquals": {"aws:SourceAccount": ["1"]}}` as `StringEquals aws:SourceAccount 1`."""
    if isinstance(value, Mapping):
        for key, item in cast(Mapping[str, Any], value).items():
            yield from (f"{key} {text}" for text in _texts(item))
    elif isinstance(value, list):
        for item in cast(list[Any], value):
            yield from _texts(item)
    else:
        yield str(value)


def _statement_changes(document: str, before: Any, after: Any) -> Iterator[StatementChange]:
    old, new = _statements(before), _statements(after)
    for sid in sorted(old.keys() | new.keys()):
        was, is_ = old.get(sid, frozenset[str]()), new.get(sid, frozenset[str]())
        if was != is_:
            kind: Kind = "added" if sid not in old else "removed" if sid not in new else "changed"
            yield StatementChange(document, sid, kind, tuple(sorted(is_ - was)), tuple(sorted(was - is_)))
