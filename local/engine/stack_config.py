"""A stack's configuration as the Pulumi engine passes it to the program, read from the project's files.

`tests/local/stack_files.json` holds what the engine makes of many stack files; a test compares this reader with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.engine.stack_values import StackValue, default_value, is_of_type, stack_value, type_name
from local.engine.stack_yaml import YamlError, read_yaml
from local.errors import LocalError


@dataclass(frozen=True)
class StackConfig:
    """`values`: full key to the text that the program reads."""

    values: dict[str, str]
    secret_keys: frozenset[str]
    """Keys with an encrypted value, or an encrypted part; `values` has `[secret]` in its place."""
    warnings: tuple[str, ...]
    """Of settings that nothing reads or that are blank, one line each."""


def stacks(root: Path) -> list[str]:
    """Names of the stacks that have a `Pulumi.<stack>.yaml` in `root`, sorted."""
    return sorted(file.name.removeprefix("Pulumi.").removesuffix(".yaml") for file in root.glob("Pulumi.*.yaml"))


def project_name(root: Path) -> str:
    """The project's name: the namespace of its settings. Raises LocalError."""
    return str(_read(root / "Pulumi.yaml")["name"])


def load_config(root: Path, stack: str, overrides: Mapping[str, object] | None = None) -> dict[str, str]:
    """The values of `read_config`: full key to the text that the program reads."""
    return read_config(root, stack, overrides).values


def read_config(root: Path, stack: str, overrides: Mapping[str, object] | None = None) -> StackConfig:
    """The defaults of `Pulumi.yaml`, then `Pulumi.<stack>.yaml`, then `overrides`.

    Keys are `namespace:name`; a bare name means this project. Lists and objects become JSON. Raises LocalError, with
    one line, for an unknown stack and for whatever the engine refuses: invalid YAML, a key that appears twice, a
    missing setting, a value of another type than declared. It also refuses an override that `Pulumi.yaml` does not
    declare.
    """
    if stack not in (known := stacks(root)):
        raise LocalError(f"unknown stack {stack!r}: the stacks are {', '.join(known)}")
    file = root / f"Pulumi.{stack}.yaml"
    project = _read(root / "Pulumi.yaml")
    name, declared = str(project["name"]), _declarations(project)
    given = _file_values(file, name)
    warnings = tuple(_warnings(file.name, name, declared, given))
    values = _stack_values(file.name, given) | _overridden(name, declared, overrides or {})
    _fill_defaults(file.name, name, declared, values)
    for key, declaration in sorted(declared.items()):
        _check(file.name, key, declaration, values)
    secret_keys = frozenset(key for key, value in values.items() if value.is_secret)
    return StackConfig({key: value.text for key, value in values.items()}, secret_keys, warnings)


def _read(file: Path) -> dict[Any, Any]:
    try:
        content = read_yaml(file.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, YamlError) as error:
        raise LocalError(f"{file.name} cannot be read: {' '.join(str(error).split())}") from None
    if content is None:
        return {}
    if not isinstance(content, dict) or not all(isinstance(key, str) for key in content):
        raise LocalError(f"{file.name} must be a mapping of keys to values")
    return content


def _declarations(project: dict[Any, Any]) -> dict[str, dict[str, Any]]:
    """Full key to `{"type", "default", …}`. Pulumi.yaml may give a bare default, or a value for another namespace."""
    name = str(project["name"])
    declared: dict[str, dict[str, Any]] = {}
    for key, declaration in (project.get("config") or {}).items():
        content = declaration if isinstance(declaration, dict) else {"default": declaration}
        declared[_full_key("Pulumi.yaml", name, key)] = content
    return declared


def _file_values(file: Path, project: str) -> dict[str, Any]:
    section = _read(file).get("config") or {}
    if not isinstance(section, dict):
        raise LocalError(f"{file.name}: config must be a mapping of keys to values")
    values: dict[str, Any] = {}
    for key, value in section.items():
        full = _full_key(file.name, project, key)
        if full in values:
            raise LocalError(f"{file.name}: {full} is set twice, with and without its namespace")
        values[full] = value
    return values


def _full_key(file: str, project: str, key: Any) -> str:
    if isinstance(key, str):
        full = key if ":" in key else f"{project}:{key}"
        # `<namespace>:config:<name>` is an older form of the same key.
        match = re.fullmatch(r"(?P<namespace>[^:]*):(?:config:(?=.))?(?P<name>[^:]*)", full)
        if match:
            return f"{match['namespace']}:{match['name']}"
    raise LocalError(f"{file}: {key!r} is no key: expected <name> or <namespace>:<name>")


def _stack_values(file: str, given: Mapping[str, Any]) -> dict[str, StackValue]:
    values: dict[str, StackValue] = {}
    for key, raw in given.items():
        try:
            values[key] = stack_value(raw)
        except ValueError as error:
            raise LocalError(f"{file}: {key} must be a value that JSON can hold: {error}") from None
    return values


def _overridden(project: str, declared: Mapping[str, Any], overrides: Mapping[str, object]) -> dict[str, StackValue]:
    values = {_full_key("overrides", project, key): stack_value(value) for key, value in overrides.items()}
    for key in values:
        if key.startswith(f"{project}:") and key not in declared:
            raise LocalError(f"overrides: {key} is not a setting", "Pulumi.yaml declares them all")
    return values


def _fill_defaults(
    file: str, project: str, declared: Mapping[str, dict[str, Any]], values: dict[str, StackValue]
) -> None:
    for key, declaration in declared.items():
        default = declaration.get("default", declaration.get("value"))
        if key not in values and default is not None:
            values[key] = default_value(default)
    for key, declaration in sorted(declared.items()):
        if key not in values and key.split(":")[0] == project:
            raise LocalError(f"{file}: {key} is missing: expected {_expected(declaration)}")


def _check(file: str, key: str, declaration: dict[str, Any], values: Mapping[str, StackValue]) -> None:
    if "type" not in declaration or key not in values:
        return
    value = values[key]
    if declaration.get("secret") and not value.is_secret:
        raise LocalError(f"{file}: {key} must be encrypted: pulumi config set --secret {key.split(':')[1]}")
    if not is_of_type(declaration, value):
        raise LocalError(f"{file}: {key} must be {_expected(declaration)}, not {_shown(value)}")


def _expected(declaration: dict[str, Any]) -> str:
    kind, description = type_name(declaration), " ".join(str(declaration.get("description", "")).split())
    article = "an" if kind[0] in "aio" else "a"
    return f"{article} {kind}" + (f" ({description})" if description else "")


def _shown(value: StackValue) -> str:
    if value.is_secret and not value.is_structured:
        return "an encrypted text"
    return repr(value.structure)


def _warnings(file: str, project: str, declared: Mapping[str, Any], given: Mapping[str, Any]) -> Iterable[str]:
    for key, value in given.items():
        if key.startswith(f"{project}:") and key not in declared:
            yield f"{file}: nothing reads {key}: Pulumi.yaml does not declare it"
        elif value is None:
            yield f'{file}: {key} is blank, which means the empty text: write ""'
