"""Checks the options that a user configures: Pulumi passes on what a rule does not know."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from policies.engine.rule import Rule

EVERY_RULE = "all"
"""Name under which a configuration reaches every rule."""
CONFIGURATION = "policy configuration: "
"""Start of a refusal, among the engine's own lines."""
_TYPES: dict[str, tuple[type, ...]] = {
    "array": (list, tuple),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}
_NAMES = {"array": "a list", "boolean": "true or false", "integer": "a whole number", "object": "an object"}


def faults(rule: Rule, given: Mapping[str, Any]) -> Iterator[str]:
    """One sentence per option that the rule lacks, or that has a value of another type."""
    for name, value in given.items():
        if name not in rule.options:
            near = difflib.get_close_matches(name, rule.options, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; it has {', '.join(rule.options) or 'none'}"
            yield f"{rule.name} has no option {name}{hint}"
        else:
            for fault in _wrong(value, rule.options[name].schema, name):
                yield f"option {fault} (rule {rule.name})"


def misnamed(configured: Iterable[str], rules: Iterable[str]) -> Iterator[str]:
    """One sentence per configured name that is no rule: Pulumi ignores it in silence, and the rule keeps its level."""
    known = sorted(rules)
    for name in sorted({*configured} - {*known, EVERY_RULE}):
        near = difflib.get_close_matches(name, known, n=1)
        yield f"{name} is no rule of the pack" + (f"; did you mean {near[0]}?" if near else "")


def _wrong(value: Any, schema: Mapping[str, Any], path: str) -> Iterator[str]:
    kind = schema.get("type", "")
    number = _whole(value) if kind == "integer" else value
    if kind and (not isinstance(number, _TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")):
        yield f"{path} must be {_NAMES.get(kind, f'a {kind}')}, not {value!r}"
        return
    if "minimum" in schema and value < schema["minimum"]:
        yield f"{path} must be {schema['minimum']} or more, not {value!r}"
    if "maximum" in schema and value > schema["maximum"]:
        yield f"{path} must be {schema['maximum']} or less, not {value!r}"
    if "pattern" in schema and not re.search(str(schema["pattern"]), str(value)):
        yield f"{path} must match {schema['pattern']}, not {value!r}"
    yield from _inside(value, schema, path)


def _inside(value: Any, schema: Mapping[str, Any], path: str) -> Iterator[str]:
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(cast("list[Any]", value)):
            yield from _wrong(item, schema["items"], f"{path}[{index}]")
    elif isinstance(value, dict) and isinstance(schema.get("additionalProperties"), Mapping):
        for key, item in cast("dict[str, Any]", value).items():
            yield from _wrong(item, schema["additionalProperties"], f"{path}.{key}")


def _whole(value: Any) -> Any:
    """Numbers arrive as floats: 30.0 is whole."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
