"""The stack's settings: the only reader of Pulumi's configuration. Errors come before any resource."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

import pulumi

from components.model import ModelId
from components.roster import ROSTER

#: What CloudWatch Logs accepts, up to a year (days).
RETENTION_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365)
_AGENTS = tuple(spec.name for spec in ROSTER if spec.kind == "agent")
_URL = re.compile(r"https://[^\s/?#]+(/[^\s?#]*)?|http://(127\.0\.0\.1|localhost)(:\d+)?(/[^\s?#]*)?")
_ORIGIN = re.compile(r"https://[^\s/?#*]+|http://(127\.0\.0\.1|localhost)(:\d+)?")
_TAG = re.compile(r"[\w .:/=+@-]{1,256}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class SettingsError(ValueError):
    """A setting is missing or wrong; the message is one line that names its key and what was expected."""


@dataclass(frozen=True)
class Settings:
    """One field per key of `Pulumi.yaml`, which describes them and holds the defaults."""

    region: str
    environment: str
    owner: str
    model: ModelId
    agent_models: Mapping[str, ModelId]
    jwt_issuer: str
    jwt_audience: str
    langfuse_base_url: str
    cors_origins: tuple[str, ...]
    log_retention_days: int
    api_rate_limit: int
    api_burst_limit: int
    database_min_acu: int
    database_max_acu: int
    protect: bool
    architecture: Literal["x86_64", "arm64"]
    dependencies: Literal["layer", "provided"]
    release: str
    alarm_email: str | None

    @classmethod
    def load(cls) -> Settings:
        """Reads and validates the running stack's configuration; raises SettingsError."""
        read = _Reader(pulumi.Config())
        region = _Reader(pulumi.Config("aws")).text("region", re.compile(r"[a-z]{2}(-[a-z]+)+-\d"), "an AWS region")
        minimum = read.integer("databaseMinAcu", 0, 256)
        return cls(
            region=region,
            environment=read.text("environment", _TAG, "a tag value such as production"),
            owner=read.text("owner", _TAG, "a tag value: who answers for the stack"),
            model=read.model("model", region),
            agent_models=read.models("agentModels", region),
            jwt_issuer=read.text("jwtIssuer", _URL, "an https URL"),
            jwt_audience=read.text("jwtAudience", re.compile(r"\S+"), "the audience of the API's tokens"),
            langfuse_base_url=read.text("langfuseBaseUrl", _URL, "an https URL"),
            cors_origins=read.texts("corsOrigins", _ORIGIN, "https origins without a path"),
            log_retention_days=read.choice_of_integers("logRetentionDays", RETENTION_DAYS),
            api_rate_limit=read.integer("apiRateLimit", 1, 10_000),
            api_burst_limit=read.integer("apiBurstLimit", 1, 5_000),
            database_min_acu=minimum,
            database_max_acu=read.integer("databaseMaxAcu", max(1, minimum), 256),
            protect=read.boolean("protect"),
            architecture=cast(Any, read.choice("architecture", ("x86_64", "arm64"))),
            dependencies=cast(Any, read.choice("dependencies", ("layer", "provided"))),
            release=read.text("release", re.compile(r"[\w.+-]{1,64}"), "a version or commit"),
            alarm_email=read.text("alarmEmail", re.compile(f"{_EMAIL.pattern}|"), "an e-mail address or empty") or None,
        )

    def model_of(self, agent: str) -> ModelId:
        """The model that this agent calls."""
        return self.agent_models.get(agent, self.model)


class _Reader:
    """Typed access to one namespace of the configuration; every error names the full key."""

    def __init__(self, config: pulumi.Config) -> None:
        self._config = config

    def text(self, key: str, pattern: re.Pattern[str], expected: str) -> str:
        value = self._require(key, expected)
        return value if pattern.fullmatch(value) else self._refuse(key, expected, value)

    def texts(self, key: str, pattern: re.Pattern[str], expected: str) -> tuple[str, ...]:
        expected = f"a list of {expected}"
        values = self._json(key, expected)
        if not isinstance(values, list) or not all(isinstance(v, str) and pattern.fullmatch(v) for v in values):
            self._refuse(key, expected, values)
        return tuple(values)

    def integer(self, key: str, low: int, high: int) -> int:
        expected = f"a whole number from {low} to {high}"
        value = self._require(key, expected)
        number = int(value) if re.fullmatch(r"\d{1,9}", value) else -1
        return number if low <= number <= high else self._refuse(key, expected, value)

    def choice_of_integers(self, key: str, choices: tuple[int, ...]) -> int:
        return int(self.choice(key, tuple(str(choice) for choice in choices)))

    def boolean(self, key: str) -> bool:
        return self.choice(key, ("true", "false")) == "true"

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        expected = f"one of {', '.join(choices)}"
        value = self._require(key, expected)
        return value if value in choices else self._refuse(key, expected, value)

    def model(self, key: str, region: str) -> ModelId:
        return self._model(key, self._require(key, "a Bedrock model id"), region)

    def models(self, key: str, region: str) -> Mapping[str, ModelId]:
        expected = f"an object of agent ({', '.join(_AGENTS)}) to Bedrock model id"
        values = self._json(key, expected)
        if not isinstance(values, dict) or not values.keys() <= set(_AGENTS):
            self._refuse(key, expected, values)
        return {name: self._model(f"{key}.{name}", str(value), region) for name, value in values.items()}

    def _model(self, key: str, value: str, region: str) -> ModelId:
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

    def _require(self, key: str, expected: str) -> str:
        value = self._config.get(key)
        if value is None:
            raise SettingsError(f"{self._config.full_key(key)} is missing: expected {expected}")
        return value

    def _refuse(self, key: str, expected: str, value: object) -> Any:
        raise SettingsError(f"{self._config.full_key(key)} must be {expected}, not {value!r}")
