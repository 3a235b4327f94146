"""A setting's value in a stack file, as the engine passes it to the program, and its check against `Pulumi.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from local.engine.go_values import GoTime, is_integer, to_json

_MAX_INT = 2**63 - 1


class EncryptedText(str):
    """Stands for a text that only the engine can decrypt."""

    __slots__ = ()


@dataclass(frozen=True)
class StackValue:
    """One value: its text for the program, and the engine's facts about it."""

    text: str
    structure: Any
    """The same as JSON has it."""
    is_structured: bool
    """A list or an object, not a text."""
    is_secret: bool
    """It is encrypted, or has an encrypted part."""


def stack_value(raw: Any) -> StackValue:
    """From what `read_yaml` returns. Raises ValueError for a number that JSON does not have."""
    if raw is None:
        return StackValue("", "", is_structured=False, is_secret=False)
    structure, secret = _plain(raw), _has_secret(raw)
    if isinstance(structure, dict | list):
        return StackValue(to_json(structure), structure, is_structured=True, is_secret=secret)
    text = structure if isinstance(structure, str) else to_json(structure)
    return StackValue(text, text, is_structured=False, is_secret=secret)


def default_value(raw: Any) -> StackValue:
    """A default of `Pulumi.yaml`, which keeps the type of a number with a fraction."""
    value = stack_value(raw)
    if isinstance(raw, float):
        return StackValue(value.text, raw, is_structured=True, is_secret=False)
    return value


def is_of_type(declaration: dict[str, Any], value: StackValue) -> bool:
    """Whether the engine accepts the value for the setting. An encrypted part cannot be judged."""
    if value.is_secret and not value.is_structured:
        return declaration["type"] not in ("array", "object")
    return _matches(declaration, value.structure)


def type_name(declaration: dict[str, Any]) -> str:
    """As the engine names it, e.g. `array<string>`."""
    items = declaration.get("items")
    return f"array<{type_name(items)}>" if items else str(declaration["type"])


def _plain(raw: Any) -> Any:
    if _is_encrypted(raw):
        # Imported here: it loads Pulumi, which most commands do without.
        from components.foundation.settings.reader import ENCRYPTED

        return EncryptedText(ENCRYPTED)
    if isinstance(raw, dict):
        return {key if isinstance(key, str) else key.text: _nested(value) for key, value in raw.items()}
    if isinstance(raw, list):
        return [_nested(item) for item in raw]
    return raw.text if isinstance(raw, GoTime) else raw


def _nested(raw: Any) -> Any:
    """The engine stores a structure as JSON, and reads an integer beyond int64 back as a floating-point number."""
    plain = _plain(raw)
    return float(plain) if isinstance(plain, int) and plain > _MAX_INT else plain


def _is_encrypted(raw: Any) -> bool:
    return isinstance(raw, dict) and list(raw) == ["secure"] and isinstance(raw["secure"], str)


def _has_secret(raw: Any) -> bool:
    if isinstance(raw, dict):
        return _is_encrypted(raw) or any(_has_secret(value) for value in raw.values())
    return isinstance(raw, list) and any(_has_secret(item) for item in raw)


def _matches(declaration: dict[str, Any], value: Any) -> bool:
    match declaration["type"]:
        case "string":
            return isinstance(value, str)
        case "integer":
            if isinstance(value, str):
                return isinstance(value, EncryptedText) or is_integer(value)
            return isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)
        case "boolean":
            return isinstance(value, bool | EncryptedText) or value in ("true", "false")
        case "object":
            return isinstance(value, dict)
        case _:
            items = declaration.get("items")
            return isinstance(value, list) and bool(items) and all(_matches(items, item) for item in value)
