"""Typed access to Pulumi's configuration. Every error names the full key and the expected value."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.runtime.config import is_config_secret

from components.foundation.functions import FUNCTIONS
from components.foundation.settings.model_id import ModelId

AGENTS = tuple(spec.name for spec in FUNCTIONS if spec.kind == "agent")
#: Keys that may be set with --secret: an error does not show their values.
_CONFIDENTIAL = {"alarmWebhook"}


#: The text of an encrypted setting in a preview without Pulumi's engine, which alone can decrypt it.
ENCRYPTED = "[secret]"


class SettingsError(pulumi.RunError, ValueError):
    """A setting or the stack's name is missing or wrong. The Pulumi CLI prints nothing but the message, one line."""


class SettingsReader:
    """Reads one namespace of the configuration. Every method raises SettingsError.

    Only Pulumi's engine can decrypt a setting. A preview without it takes an encrypted one for valid: `[secret]` for
    a text, else the first value that is allowed.
    """

    def __init__(self, config: pulumi.Config) -> None:
        self._config = config

    def text(self, key: str, pattern: re.Pattern[str], expected: str) -> str:
        value = self._require(key, expected)
        return value if self._encrypted(key, value) or pattern.fullmatch(value) else self._refuse(key, expected, value)

    def texts(self, key: str, pattern: re.Pattern[str], expected: str, at_least: int = 0) -> tuple[str, ...]:
        expected = f"a list of {expected}"
        values = self._json(key, expected)
        if not isinstance(values, list) or not all(
            isinstance(v, str) and (self._encrypted(key, v) or pattern.fullmatch(v)) for v in values
        ):
            self._refuse(key, expected, values)
        if len(values) < at_least:
            self._refuse(key, expected, values)
        known = [value for value in values if not self._encrypted(key, value)]
        if len(set(known)) < len(known):
            self._refuse(key, f"{expected}, each once", values)
        return tuple(values)

    def mapping(self, key: str, names: tuple[str, ...], expected: str) -> Mapping[str, str]:
        """An object with exactly these keys and texts as values."""
        expected = f"an object of {', '.join(names)}, each to {expected}"
        values = self._json(key, expected)
        if not isinstance(values, dict) or values.keys() != set(names):
            self._refuse(key, expected, values)
        if not all(isinstance(value, str) for value in values.values()):
            self._refuse(key, expected, values)
        return values

    def check(self, key: str, value: str, pattern: re.Pattern[str], expected: str) -> None:
        """For a part of a setting, with its place as the key."""
        if not (self._encrypted(key.partition(".")[0], value) or pattern.fullmatch(value)):
            self._refuse(key, expected, value)

    def integer(self, key: str, low: int, high: int) -> int:
        expected = f"a whole number from {low} to {high}"
        value = self._require(key, expected)
        if self._encrypted(key, value):
            return low
        number = int(value) if re.fullmatch(r"\+?\d{1,9}", value) else -1
        return number if low <= number <= high else self._refuse(key, expected, value)

    def choice_of_integers(self, key: str, choices: tuple[int, ...]) -> int:
        return int(self.choice(key, tuple(str(choice) for choice in choices)))

    def boolean(self, key: str) -> bool:
        return self.choice(key, ("true", "false")) == "true"

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        expected = f"one of {', '.join(choices)}"
        value = self._require(key, expected)
        if self._encrypted(key, value):
            return choices[0]
        return value if value in choices else self._refuse(key, expected, value)

    def model(self, key: str, region: str) -> ModelId:
        return self._model(key, self._require(key, "a Bedrock model id"), region)

    def models(self, key: str, region: str) -> Mapping[str, ModelId]:
        expected = f"an object of agent ({', '.join(AGENTS)}) to Bedrock model id"
        values = self._json(key, expected)
        if not isinstance(values, dict) or not values.keys() <= set(AGENTS):
            self._refuse(key, expected, values)
        return {name: self._model(f"{key}.{name}", str(value), region) for name, value in values.items()}

    def _model(self, key: str, value: str, region: str) -> ModelId:
        if self._encrypted(key.partition(".")[0], value):
            return ModelId(value)
        try:
            return ModelId.parse(value, region)
        except ValueError as error:
            raise SettingsError(f"{self._config.full_key(key)} {error}") from None

    def _json(self, key: str, expected: str) -> Any:
        value = self._require(key, expected)
        try:
            return json.loads(value)
        except ValueError:
            return self._refuse(key, expected, value)

    def _encrypted(self, key: str, value: str) -> bool:
        """Whether the value stands for an encrypted one. No update sees it: the engine has decrypted it by then."""
        return value == ENCRYPTED and is_config_secret(self._config.full_key(key)) and pulumi.runtime.is_dry_run()

    def _require(self, key: str, expected: str) -> str:
        value = self._config.get(key)
        if value is None:
            raise SettingsError(f"{self._config.full_key(key)} is missing: expected {expected}")
        return value

    def _refuse(self, key: str, expected: str, value: object) -> Any:
        shown = "the current value, which may be secret" if key in _CONFIDENTIAL else repr(value)
        raise SettingsError(f"{self._config.full_key(key)} must be {expected}, not {shown}")
