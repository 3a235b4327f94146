"""Reads YAML as Pulumi's engine does, which decodes it with the Go library yaml.v3 (3.0.1).

PyYAML parses the text; the meaning of a scalar follows yaml.v3: `yes` and `on` are texts, `0777` is octal, `12e4` a
number, `2026-11-28` a time, and a key may appear once only.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from local.engine.go_values import GoTime, parse_float, parse_int, parse_time, to_json

_PLAIN = "plain"
_PREFIX = "tag:yaml.org,2002:"
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
}
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_RESOLVED = {"bool", "int", "float", "null", "timestamp"}


_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):
    """Tells a plain scalar without a tag from others: what it means is not PyYAML's to say."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        return _PLAIN if kind is yaml.ScalarNode and implicit[0] else super().resolve(kind, value, implicit)


@dataclass(frozen=True)
class OtherKey:
    """A key that is no text, such as `1`."""

    text: str
    """Go's form of it."""


class YamlError(ValueError):
    """The text is no YAML, or yaml.v3 refuses it. The message is one line."""


def read_yaml(text: str) -> Any:
    """The first document: None, bool, int, float, str, GoTime, lists, and dicts with keys of `str` and `OtherKey`.

    Raises YamlError.
    """
    loader = _Loader(text)
    try:
        node = loader.get_node() if loader.check_node() else None
    except yaml.YAMLError as error:
        raise YamlError(" ".join(str(error).split())) from None
    finally:
        loader.dispose()
    return None if node is None else _value(node, ())


def _value(node: Any, inside: tuple[Any, ...]) -> Any:
    if any(node is outer for outer in inside):
        raise YamlError(f"line {_line(node)}: an anchor's value contains itself")
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*inside, node)) for item in node.value]
    return _mapping(node, inside)


def _mapping(node: Any, inside: tuple[Any, ...]) -> dict[Any, Any]:
    _refuse_duplicates(node)
    content: dict[Any, Any] = {}
    for key, value in node.value:
        if not _is_merge(key):
            content[_key(key, inside)] = _value(value, (*inside, node))
    for key, value in node.value:
        if _is_merge(key):
            for merged in _merged(value, (*inside, node)):
                content = merged | content
    return content


def _refuse_duplicates(node: Any) -> None:
    seen: dict[tuple[str, str], int] = {}
    for key, _ in node.value:
        known = (key.id, key.value if isinstance(key, yaml.ScalarNode) else "")
        if known in seen:
            raise YamlError(f"line {_line(key)}: the key {known[1]!r} is already defined in line {seen[known]}")
        seen[known] = _line(key)


def _is_merge(key: Any) -> bool:
    return isinstance(key, yaml.ScalarNode) and key.value == "<<" and key.tag in (_PLAIN, f"{_PREFIX}merge")


def _merged(value: Any, inside: tuple[Any, ...]) -> Iterator[dict[Any, Any]]:
    """Mappings to merge, by precedence."""
    for node in value.value if isinstance(value, yaml.SequenceNode) else [value]:
        if not isinstance(node, yaml.MappingNode):
            raise YamlError(f"line {_line(node)}: a merge requires a mapping, or a list of mappings")
        yield _value(node, inside)


def _key(node: Any, inside: tuple[Any, ...]) -> str | OtherKey:
    key = _value(node, inside)
    if isinstance(key, dict | list):
        raise YamlError(f"line {_line(node)}: a mapping or a list is no key")
    if isinstance(key, str):
        return key
    return OtherKey("<nil>" if key is None else key.text if isinstance(key, GoTime) else to_json(key))


def _scalar(node: Any) -> Any:
    """yaml.v3's `resolve`."""
    if node.tag == _PLAIN:
        return _resolved(node.value)
    return _tagged(node.tag.removeprefix(_PREFIX), node)


def _tagged(tag: str, node: Any) -> Any:
    text: str = node.value
    if tag == "binary":
        try:
            return base64.b64decode(text, validate=False).decode("utf-8", "replace")
        except binascii.Error:
            raise YamlError(f"line {_line(node)}: !!binary contains invalid base64") from None
    if tag not in _RESOLVED:
        return text
    value = _resolved(text, may_be_time=tag == "timestamp")
    if tag == "float" and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if _tag_of(value) != tag:
        raise YamlError(f"line {_line(node)}: {text!r} is no !!{tag}")
    return value


def _tag_of(value: Any) -> str:
    kinds = {bool: "bool", int: "int", float: "float", str: "str", GoTime: "timestamp"}
    return "null" if value is None else kinds[type(value)]


def _resolved(text: str, *, may_be_time: bool = True) -> Any:
    """The value of a plain scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if text.startswith("."):
        number = parse_float(text)
        return text if number is None else number
    if text[0] not in "+-0123456789":
        return text
    time = parse_time(text) if may_be_time else None
    if time is not None:
        return time
    plain = text.replace("_", "")
    whole = parse_int(plain)
    if whole is not None:
        return whole
    number = parse_float(plain) if _FLOAT.fullmatch(plain) else None
    return text if number is None else number


def _line(node: Any) -> int:
    return node.start_mark.line + 1
