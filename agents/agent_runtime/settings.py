"""A Lambda's environment variables, parsed once. A test checks that the Pulumi component emits exactly these."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from agent_runtime.privacy.masking import Content


class RuntimeSettings(BaseSettings):
    """Environment variables common to every function. Names are the field names in upper case."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    alex_stack: str
    """Pulumi stack, e.g. `prod`."""
    alex_environment: str
    """Value of the Environment tag, e.g. `production`; Langfuse's environment is named after it."""
    alex_function: str
    """Function name, e.g. `planner`."""
    alex_title: str
    """Function title, as the trace shows it, e.g. `🏷️ InstrumentTagger`."""
    alex_release: str = "dev"
    """Version of the code, for Langfuse's release."""


class LangfuseSettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_prefix="LANGFUSE_")

    base_url: str
    secret_arn: str
    """A secret `{"public_key": …, "secret_key": …}`."""
    flush_seconds: float = Field(gt=0, le=10, default=1.5)
    """Longest time that tracing may add to an invocation."""
    sample_rate: float = Field(ge=0, le=1, default=1.0)
    """Share of jobs whose trace is sent. Failed jobs are always sent."""
    content: Content = Content.MASKED
    """How much of prompts, completions and tool calls a trace holds."""
    prompt_label: str = ""
    """Label of the prompts in Langfuse that replace the packaged instructions; empty for none."""


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
    call_seconds: float = Field(gt=0, default=20)
    """Longest time that one statement may take; less if the invocation has less left."""
    master_secret_arn: str = ""
    """RDS-managed; only the migrator and the rotator have it."""
    candidate_secret_arn: str = ""
    """Credentials that a rotation tests before the application uses them; only the rotator has it."""


class QueueSettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_prefix="JOBS_")

    queue_url: str


class WarmUpSettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_prefix="WARM_UP_")

    functions: dict[str, str] = Field(default_factory=dict)
    """Agent name to Lambda function name, as JSON; empty for no warm-ups."""


class SpendingSettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_prefix="ALEX_")

    monthly_user_limit_usd: Decimal = Field(ge=0)
    """US dollars that one user's jobs may cost in a calendar month; 0 for no limit."""
    max_unfinished_jobs: int = Field(ge=0)
    """Unfinished jobs that one user may have; 0 for no limit."""


class OriginSettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_prefix="ORIGIN_")

    secret_arn: str
    """A secret that CloudFront sends, as a whole, with each request for the API."""
    function_name: str = ""
    """CloudFront function that sends the secret; only the origin rotator has it."""
    function_tags: dict[str, str] = {}
    """Its tags, as JSON."""


class RetentionSettings(BaseSettings):
    """Days for which rows are kept; 0 for ever."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_prefix="RETENTION_")

    job_days: int = Field(ge=0)
    result_days: int = Field(ge=0)
    idempotency_days: int = Field(ge=0)
    """Of the keys of ended jobs."""


class TraceDeletionSettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_prefix="TRACES_")

    base_url: str
    """Langfuse's."""
    secret_arns: str = Field(min_length=1)
    """Secrets as `LangfuseSettings.secret_arn`, one for each project, with commas between them."""

    @property
    def secrets(self) -> list[str]:
        return self.secret_arns.split(",")


class RotationSettings(BaseSettings):
    """Of the secrets that Secrets Manager rotates."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_prefix="ROTATION_")

    days: int = Field(ge=1)
    """Between two rotations of a secret."""
    secret_arns: str = Field(min_length=1)
    """With commas between them."""

    @property
    def secrets(self) -> list[str]:
        return self.secret_arns.split(",")


class PlannerSettings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_prefix="PLANNER_")

    specialists: dict[str, str]
    """Agent name to Lambda function name, as JSON."""
    lease_seconds: int = Field(gt=0, default=375)
    """Duration of a claim; longer than the function's timeout."""
    specialist_timeout_seconds: float = Field(gt=0, default=135)
    """Longest wait for a specialist, its cold start included."""
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
def warm_up_settings() -> WarmUpSettings:
    return WarmUpSettings()


@lru_cache
def spending_settings() -> SpendingSettings:
    return SpendingSettings()  # pyright: ignore[reportCallIssue]


@lru_cache
def origin_settings() -> OriginSettings:
    return OriginSettings()  # pyright: ignore[reportCallIssue]


@lru_cache
def retention_settings() -> RetentionSettings:
    return RetentionSettings()  # pyright: ignore[reportCallIssue]


@lru_cache
def trace_deletion_settings() -> TraceDeletionSettings:
    return TraceDeletionSettings()  # pyright: ignore[reportCallIssue]


@lru_cache
def rotation_settings() -> RotationSettings:
    return RotationSettings()  # pyright: ignore[reportCallIssue]


@lru_cache
def planner_settings() -> PlannerSettings:
    return PlannerSettings()  # pyright: ignore[reportCallIssue]
