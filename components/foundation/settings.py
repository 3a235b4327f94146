"""The stack's settings: the only reader of Pulumi's configuration. Errors come before any resource."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

import pulumi

from components.foundation.functions import FUNCTIONS
from components.foundation.model import ModelId

#: What CloudWatch Logs accepts, up to a year (days).
RETENTION_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365)
_AGENTS = tuple(spec.name for spec in FUNCTIONS if spec.kind == "agent")
_URL = re.compile(r"https://[^\s/?#]+(/[^\s?#]*)?|http://(127\.0\.0\.1|localhost)(:\d+)?(/[^\s?#]*)?")
_WEBHOOK = re.compile(r"(https://[^\s/]+/\S+)?")
_RUNBOOKS = re.compile(r"(https://[^\s/?#]+|[\w.-]+)(/[\w.-]+)*")
_ORIGIN = re.compile(r"https://[^\s/?#*]+|http://(127\.0\.0\.1|localhost)(:\d+)?")
_TAG = re.compile(r"[\w .:/=+@-]{1,256}")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
#: CloudFront takes certificates from this region only.
_CERTIFICATE = re.compile(r"arn:aws:acm:us-east-1:\d{12}:certificate/[0-9a-f-]{36}")
_NOTHING = re.compile("")
_MONITOR = re.compile(r"(arn:aws:ce::\d{12}:anomalymonitor/[0-9a-f-]{36})?")
#: Keys that may be set with --secret: an error does not show their values.
_CONFIDENTIAL = {"alarmWebhook"}
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
    jwt_issuer: str | None
    """None: the stack brings its own user pool."""
    jwt_audience: str | None
    callback_urls: tuple[str, ...]
    self_sign_up: bool
    langfuse_base_url: str
    own_langfuse_projects: tuple[str, ...]
    trace_content: Literal["full", "masked", "metadata"]
    trace_sample_percent: int
    trace_flush_milliseconds: int
    cors_origins: tuple[str, ...]
    log_retention_days: int
    api_rate_limit: int
    api_burst_limit: int
    monthly_user_limit_usd: int
    max_unfinished_jobs: int
    database_min_acu: int
    database_max_acu: int
    database_instances: int
    secret_rotation_days: int
    monthly_budget_usd: int
    anomaly_monitor_arn: str | None
    activate_cost_tags: bool
    protect: bool
    architecture: Literal["x86_64", "arm64"]
    dependencies: Literal["layer", "provided"]
    snap_start: bool
    """Whether agents start from a snapshot of their memory."""
    release: str
    alarm_email: str | None
    alarm_webhook: str | None
    runbook_base_url: str
    site_domain: str | None
    certificate_arn: str | None

    @classmethod
    def load(cls) -> Settings:
        """Reads and validates the running stack's configuration; raises SettingsError."""
        read = _Reader(pulumi.Config())
        region = _Reader(pulumi.Config("aws")).text("region", re.compile(r"[a-z]{2}(-[a-z]+)+-\d"), "an AWS region")
        minimum = read.integer("databaseMinAcu", 0, 256)
        issuer, audience = _token_issuer(read)
        domain = read.text("siteDomain", re.compile(f"{_DOMAIN.pattern}|"), "a domain or empty")
        certificate, expected = (
            (_CERTIFICATE, "the ARN of siteDomain's certificate in us-east-1")
            if domain
            else (_NOTHING, "empty, because siteDomain is")
        )
        return cls(
            region=region,
            environment=read.text("environment", _TAG, "a tag value such as production"),
            owner=read.text("owner", _TAG, "a tag value: who answers for the stack"),
            model=read.model("model", region),
            agent_models=read.models("agentModels", region),
            jwt_issuer=issuer,
            jwt_audience=audience,
            callback_urls=read.texts(
                "signInCallbackUrls", _URL, "https URLs, at least one as jwtIssuer is empty", 0 if issuer else 1
            ),
            self_sign_up=_self_sign_up(read),
            langfuse_base_url=read.text("langfuseBaseUrl", _URL, "an https URL"),
            own_langfuse_projects=read.texts("ownLangfuseProjects", re.compile("|".join(_AGENTS)), "agents"),
            trace_content=cast(Any, read.choice("traceContent", ("full", "masked", "metadata"))),
            trace_sample_percent=read.integer("traceSamplePercent", 0, 100),
            trace_flush_milliseconds=read.integer("traceFlushMilliseconds", 100, 10_000),
            cors_origins=read.texts("corsOrigins", _ORIGIN, "https origins without a path"),
            log_retention_days=read.choice_of_integers("logRetentionDays", RETENTION_DAYS),
            api_rate_limit=read.integer("apiRateLimit", 1, 10_000),
            api_burst_limit=read.integer("apiBurstLimit", 1, 5_000),
            monthly_user_limit_usd=read.integer("monthlyUserLimitUsd", 0, 100_000),
            max_unfinished_jobs=read.integer("maxUnfinishedJobs", 0, 1_000),
            database_min_acu=minimum,
            database_max_acu=read.integer("databaseMaxAcu", max(1, minimum), 256),
            database_instances=read.integer("databaseInstances", 1, 2),
            secret_rotation_days=read.integer("secretRotationDays", 1, 90),
            monthly_budget_usd=read.integer("monthlyBudgetUsd", 1, 1_000_000),
            anomaly_monitor_arn=read.text("anomalyMonitorArn", _MONITOR, "a monitor's ARN or empty") or None,
            activate_cost_tags=read.boolean("activateCostTags"),
            protect=read.boolean("protect"),
            architecture=cast(Any, read.choice("architecture", ("x86_64", "arm64"))),
            dependencies=cast(Any, read.choice("dependencies", ("layer", "provided"))),
            snap_start=read.boolean("snapStart"),
            release=read.text("release", re.compile(r"[\w.+-]{1,64}"), "a version or commit"),
            alarm_email=read.text("alarmEmail", re.compile(f"{_EMAIL.pattern}|"), "an e-mail address or empty") or None,
            alarm_webhook=read.text("alarmWebhook", _WEBHOOK, "an https URL or empty") or None,
            runbook_base_url=read.text("runbookBaseUrl", _RUNBOOKS, "an https URL, or a path in the repository"),
            site_domain=domain or None,
            certificate_arn=read.text("certificateArn", certificate, expected) or None,
        )

    def model_of(self, agent: str) -> ModelId:
        """The model that this agent calls."""
        return self.agent_models.get(agent, self.model)


def _token_issuer(read: _Reader) -> tuple[str | None, str | None]:
    """An existing provider's issuer and audience; neither when the stack brings its own user pool."""
    issuer = read.text("jwtIssuer", re.compile(f"({_URL.pattern})?"), "an https URL or empty")
    audience, expected = (
        (re.compile(r"\S+"), "the audience of the issuer's tokens")
        if issuer
        else (_NOTHING, "empty, because jwtIssuer is")
    )
    return issuer or None, read.text("jwtAudience", audience, expected) or None


def _self_sign_up(read: _Reader) -> bool:
    if read.boolean("protect"):
        read.text("selfSignUp", re.compile("false"), "false where protect is true")
    return read.boolean("selfSignUp")


class _Reader:
    """Typed access to one namespace of the configuration; every error names the full key."""

    def __init__(self, config: pulumi.Config) -> None:
        self._config = config

    def text(self, key: str, pattern: re.Pattern[str], expected: str) -> str:
        value = self._require(key, expected)
        return value if pattern.fullmatch(value) else self._refuse(key, expected, value)

    def texts(self, key: str, pattern: re.Pattern[str], expected: str, at_least: int = 0) -> tuple[str, ...]:
        expected = f"a list of {expected}"
        values = self._json(key, expected)
        if not isinstance(values, list) or not all(isinstance(v, str) and pattern.fullmatch(v) for v in values):
            self._refuse(key, expected, values)
        if len(values) < at_least:
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
        shown = "the value it has, which may be secret" if key in _CONFIDENTIAL else repr(value)
        raise SettingsError(f"{self._config.full_key(key)} must be {expected}, not {shown}")
