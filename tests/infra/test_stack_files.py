"""Pulumi.yaml and the stack files: the same keys as the program reads, and no secrets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml

from components.foundation.settings.settings import Settings
from local.engine.stack_config import load_config, stacks
from policies.rules._secret_values import looks_secret

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(ROOT.glob("Pulumi*.yaml"))


def test_declared_keys_and_read_keys_are_the_same(monkeypatch: pytest.MonkeyPatch):
    declared = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["config"]

    assert {key for stack in stacks(ROOT) for key in keys_read(stack, monkeypatch)} == set(declared)


def test_every_stack_file_loads(stack):
    """The fixture ran a preview of the stack with nothing but its file."""
    assert stack.resources


@pytest.mark.parametrize("declaration", yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["config"].items())
def test_a_key_has_a_type_a_description_and_a_default_of_that_type(declaration: tuple[str, dict[str, Any]]):
    key, declared = declaration
    types = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}

    assert len(declared["description"]) > 15, key
    assert type(declared.get("default", types[declared["type"]]())) is types[declared["type"]], key


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_file_holds_a_secret(file: Path):
    assert not secrets_in(yaml.safe_load(file.read_text()))


def test_a_plain_secret_in_a_file_is_found_and_an_encrypted_one_is_not():
    hook, key = "https://user:hunter2@hooks.example/alarms", "abc"

    assert secrets_in({"config": {"alex:alarmWebhook": hook, "alex:apiKey": key}}) == [
        "alex:alarmWebhook",
        "alex:apiKey",
    ]
    assert secrets_in({"config": {"alex:alarmWebhook": {"secure": hook}, "alex:apiKey": {"secure": key}}}) == []


def secrets_in(value: Any, key: str = "") -> list[str]:
    """Keys whose value looks like a secret, or whose name suggests one."""
    if isinstance(value, dict):
        return [] if set(value) == {"secure"} else [found for name in value for found in secrets_in(value[name], name)]
    if isinstance(value, list):
        return [found for item in value for found in secrets_in(item, key)]
    named = isinstance(value, str) and re.search(r"(?i)(password|secret|token|key)$", key)
    return [key] if named or looks_secret("", str(value)) else []


def keys_read(stack: str, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Keys of the project that `Settings.load` reads."""
    config, asked = load_config(ROOT, stack), set[str]()

    class Recorded:
        def __init__(self, namespace: str = "alex") -> None:
            self.namespace = namespace

        def full_key(self, key: str) -> str:
            return f"{self.namespace}:{key}"

        def get(self, key: str) -> str | None:
            if self.namespace == "alex":
                asked.add(key)
            return config.get(self.full_key(key))

    monkeypatch.setattr(pulumi, "Config", Recorded)
    monkeypatch.setattr(pulumi, "get_project", lambda: "alex")
    Settings.load()
    return asked
