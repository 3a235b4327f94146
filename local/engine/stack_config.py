"""A stack's configuration as the Pulumi engine passes it to the program, read from the project's files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from local.errors import LocalError


def stacks(root: Path) -> list[str]:
    """Names of the stacks that have a `Pulumi.<stack>.yaml` in `root`, sorted."""
    return sorted(file.name.split(".")[1] for file in root.glob("Pulumi.*.yaml"))


def project_name(root: Path) -> str:
    """The project's name: the namespace of its settings. Raises LocalError."""
    return str(_read(root / "Pulumi.yaml")["name"])


def load_config(root: Path, stack: str, overrides: Mapping[str, object] | None = None) -> dict[str, str]:
    """The defaults of `Pulumi.yaml`, then `Pulumi.<stack>.yaml`, then `overrides`: full key to encoded value.

    Keys are `namespace:name`; a bare name means this project. Booleans, lists and objects are encoded as JSON, as the
    engine does. A key without a value is left out: the program reports it. Raises LocalError for an unknown stack, for
    invalid YAML, and for a key of this project that `Pulumi.yaml` does not declare.
    """
    name = project_name(root)
    declared = {_full(name, key): value for key, value in _section(_read(root / "Pulumi.yaml"), "config").items()}
    defaults = {key: _default(value) for key, value in declared.items()}
    values = {key: value for key, value in defaults.items() if value is not None}
    for source, settings in _sources(root, stack, overrides or {}):
        for key, value in settings.items():
            full = _full(name, key)
            if full.startswith(f"{name}:") and full not in declared:
                raise LocalError(f"{source}: {full} is not a setting", "Pulumi.yaml declares them all")
            values[full] = value
    return {key: _encode(value) for key, value in values.items()}


def _sources(root: Path, stack: str, overrides: Mapping[str, object]) -> list[tuple[str, Mapping[str, object]]]:
    known = stacks(root)
    if stack not in known:
        raise LocalError(f"unknown stack {stack!r}: the stacks are {', '.join(known)}")
    file = f"Pulumi.{stack}.yaml"
    return [(file, _section(_read(root / file), "config")), ("overrides", overrides)]


def _read(file: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise LocalError(f"{file.name} cannot be read: {' '.join(str(error).split())}") from None
    return _mapping(file.name, content)


def _section(content: dict[str, Any], key: str) -> dict[str, Any]:
    return _mapping(key, content.get(key) or {})


def _mapping(what: str, content: Any) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise LocalError(f"{what} must be a mapping of keys to values")
    return content


def _full(project: str, key: str) -> str:
    return key if ":" in key else f"{project}:{key}"


def _default(declaration: Any) -> object:
    """`Pulumi.yaml` gives a default for a key of the project, a value for a key of a provider, or the bare value."""
    if not isinstance(declaration, dict):
        return declaration
    return declaration.get("default", declaration.get("value"))


def _encode(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
