"""A Lambda's environment, parsed once. The Pulumi component emits it; a test holds the two together."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class RuntimeSettings(BaseSettings):
    """Environment variables common to every function. Names are the field names in upper case."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    alex_stack: str
    """Pulumi stack, e.g. `prod`."""
    alex_environment: str
    """Value of the Environment tag and of Langfuse's environment, e.g. `production`."""
    alex_function: str
    """Name in the roster, e.g. `planner`."""
    alex_title: str
    """Title in the roster, as the trace shows it, e.g. `🏷️ InstrumentTagger`."""
    alex_release: str = "dev"
    """Version of the code, for Langfuse's release."""


class LangfuseSettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_prefix="LANGFUSE_")

    base_url: str
    secret_arn: str
    """A secret `{"public_key": …, "secret_key": …}`."""
    flush_seconds: float = Field(gt=0, le=10, default=1.5)
    """Longest time that sending spans may add to an invocation."""


class ModelSettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_prefix="BEDROCK_")

    model_id: str
    region: str
    max_attempts: int = Field(ge=1, le=10, default=5)
    read_timeout_seconds: float = Field(gt=0, default=60)


class DatabaseSettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_prefix="DATABASE_")

    cluster_arn: str
    secret_arn: str
    """A secret `{"username": …, "password": …}` of the application's database user."""
    name: str
    master_secret_arn: str = ""
    """RDS-managed; only the migrator has it."""


class QueueSettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_prefix="JOBS_")

    queue_url: str


class PlannerSettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_prefix="PLANNER_")

    specialists: dict[str, str]
    """Roster name to Lambda function name, as JSON."""
    lease_seconds: int = Field(gt=0, default=330)
    """How long a claimed job is this planner's; longer than the function's timeout."""
    specialist_timeout_seconds: float = Field(gt=0, default=120)
    max_attempts: int = Field(gt=0, default=3)
    """Receives after which a job that still fails is marked failed."""


@lru_cache
def runtime_settings() -> RuntimeSettings:
    return RuntimeSettings()  # pyright: ignore[reportCallIssue]


@lru_cache
def langfuse_settings() -> LangfuseSettings:
    return LangfuseSettings()  # pyright: ignore[reportCallIssue]


@lru_cache
def model_settings() -> ModelSettings:
    return ModelSettings()  # pyright: ignore[reportCallIssue]


@lru_cache
def database_settings() -> DatabaseSettings:
    return DatabaseSettings()  # pyright: ignore[reportCallIssue]


@lru_cache
def queue_settings() -> QueueSettings:
    return QueueSettings()  # pyright: ignore[reportCallIssue]


@lru_cache
def planner_settings() -> PlannerSettings:
    return PlannerSettings()  # pyright: ignore[reportCallIssue]
