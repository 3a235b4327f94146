"""The stack's settings, read from Pulumi's configuration and validated before any resource is registered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

import pulumi

from components.foundation.model import ModelId
from components.foundation.names import check_stack_name
from components.foundation.self_hosted.settings import SelfHosted, read_self_hosted
from components.foundation.settings_reader import AGENTS, ENCRYPTED, SettingsError, SettingsReader

#: Retention periods that CloudWatch Logs accepts, up to a year (days).
RETENTION_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365)
#: Ten years.
_LONGEST_DAYS = 3650
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
_URL = re.compile(r"https://[^\s/?#]+(/[^\s?#]*)?|http://(127\.0\.0\.1|localhost)(:\d+)?(/[^\s?#]*)?")
_WEBHOOK = re.compile(r"(https://[^\s/]+/\S+)?")
_RUNBOOKS = re.compile(r"(https://[^\s/?#]+|[\w.-]+)(/[\w.-]+)*")
_ORIGIN = re.compile(r"https://[^\s/?#*]+|http://(127\.0\.0\.1|localhost)(:\d+)?")
_TAG = re.compile(r"[\w .:/=+@-]{1,256}")
_DOMAIN = re.compile(r"(([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})?")
#: CloudFront accepts certificates from this region only.
_CERTIFICATE = re.compile(r"arn:aws:acm:us-east-1:\d{12}:certificate/[0-9a-f-]{36}")
_LABEL = re.compile(r"[a-z0-9_.-]{0,36}")
_NOTHING = re.compile("")
_WORD = re.compile(r"\S+")
#: RFC 6749, 3.3.
_SCOPE = re.compile(r"[!#-\[\]-~]+")
#: Of the stack's user pool.
POOL_SCOPES = ("openid", "email", "profile")
#: Issuer of a user pool.
COGNITO = re.compile(r"https://cognito-idp\.[a-z0-9-]+\.amazonaws\.com(\.cn)?/")
_MONITOR = re.compile(r"(arn:aws:ce::\d{12}:anomalymonitor/[0-9a-f-]{36})?")
_EMAIL = re.compile(r"([^@\s]+@[^@\s]+\.[^@\s]+)?")


@dataclass(frozen=True)
class Settings:
    """One field per key in `Pulumi.yaml`, which holds the descriptions and defaults."""

    region: str
    environment: str
    owner: str
    model: ModelId
    agent_models: Mapping[str, ModelId]
    jwt_issuer: str | None
    """None: the stack creates a Cognito user pool."""
    jwt_audience: str | None
    jwt_client_id: str | None
    """Of the site."""
    sign_in_scopes: tuple[str, ...]
    sign_in_origins: tuple[str, ...]
    """Named in addition to those that the issuer's URL tells."""
    callback_urls: tuple[str, ...]
    self_sign_up: bool
    langfuse_base_url: str
    self_hosted: SelfHosted | None
    """Langfuse on ECS; None for Langfuse Cloud, and for a server that the stack does not run."""
    langfuse_project_per_agent: tuple[str, ...]
    langfuse_prompt_label: str
    trace_content: Literal["full", "masked", "metadata"]
    trace_sample_percent: int
    trace_flush_timeout_ms: int
    cors_origins: tuple[str, ...]
    log_retention_days: int
    api_rate_limit: int
    api_burst_limit: int
    waf_rate_limit: int
    edge_plan: Literal["pay-as-you-go", "free", "pro", "business"]
    """Pricing plan of CloudFront; `components/edge/plans.py` has what each includes."""
    monthly_user_limit_usd: int
    max_concurrent_jobs_per_user: int
    job_retention_days: int
    """Of ended jobs, as are the next two; 0 for ever."""
    result_retention_days: int
    idempotency_key_retention_days: int
    database_min_acu: int
    database_max_acu: int
    database_instances: int
    database_version: int
    """Major version of PostgreSQL."""
    secret_rotation_days: int
    monthly_budget_usd: int
    analysis_cost_cents: int
    """US cents; a dearer analysis raises an alarm."""
    anomaly_monitor_arn: str | None
    activate_cost_tags: bool
    deletion_protection: bool
    final_snapshot: bool
    """Whether a snapshot of the database, and the key that decrypts it, outlive the stack."""
    architecture: Literal["x86_64", "arm64"]
    dependencies: Literal["layer", "provided"]
    snap_start: bool
    """Whether agents use Lambda SnapStart."""
    warm_ups: bool
    """Whether the API starts the agents of a job while the job is queued."""
    release: str
    alarm_email: str | None
    alarm_webhook: str | None
    runbook_base_url: str
    site_required: bool
    site_domain: str | None
    certificate_arn: str | None

    @classmethod
    def load(cls) -> Settings:
        """Reads and validates the running stack's configuration. Raises SettingsError."""
        try:
            check_stack_name(pulumi.get_stack())
        except ValueError as error:
            raise SettingsError(str(error)) from None
        read = SettingsReader(pulumi.Config())
        region = SettingsReader(pulumi.Config("aws")).text("region", _REGION, "an AWS region")
        minimum = read.integer("databaseMinAcu", 0, 256)
        issuer, audience, client_id = _token_issuer(read)
        domain, certificate = _site_domain(read)
        return cls(
            region=region,
            environment=read.text("environment", _TAG, "a tag value such as production"),
            owner=read.text("owner", _TAG, "a tag value: the stack's owner"),
            model=read.model("model", region),
            agent_models=read.models("agentModels", region),
            jwt_issuer=issuer,
            jwt_audience=audience,
            jwt_client_id=client_id,
            sign_in_scopes=_sign_in_scopes(read, issuer),
            sign_in_origins=_sign_in_origins(read, issuer),
            callback_urls=read.texts(
                "signInCallbackUrls",
                _URL,
                "https URLs, at least one as jwtIssuer and siteDomain are empty",
                0 if issuer or domain else 1,
            ),
            self_sign_up=_self_sign_up(read),
            langfuse_base_url=read.text("langfuseBaseUrl", _URL, "an https URL"),
            self_hosted=read_self_hosted(read, region),
            langfuse_project_per_agent=read.texts("langfuseProjectPerAgent", re.compile("|".join(AGENTS)), "agents"),
            langfuse_prompt_label=read.text(
                "langfusePromptLabel", _LABEL, "a label of Langfuse, e.g. trial, or nothing"
            ),
            trace_content=cast(Any, read.choice("traceContent", ("full", "masked", "metadata"))),
            trace_sample_percent=read.integer("traceSamplePercent", 0, 100),
            trace_flush_timeout_ms=read.integer("traceFlushTimeoutMs", 100, 10_000),
            cors_origins=read.texts("corsOrigins", _ORIGIN, "https origins without a path"),
            log_retention_days=read.choice_of_integers("logRetentionDays", RETENTION_DAYS),
            api_rate_limit=read.integer("apiRateLimit", 1, 10_000),
            api_burst_limit=read.integer("apiBurstLimit", 1, 5_000),
            # AWS WAF accepts no limit below 10.
            waf_rate_limit=read.integer("wafRateLimit", 10, 1_000_000),
            edge_plan=cast(Any, _edge_plan(read)),
            monthly_user_limit_usd=read.integer("monthlyUserLimitUsd", 0, 100_000),
            max_concurrent_jobs_per_user=read.integer("maxConcurrentJobsPerUser", 0, 1_000),
            job_retention_days=_job_retention(read),
            result_retention_days=read.integer("resultRetentionDays", 0, _LONGEST_DAYS),
            idempotency_key_retention_days=read.integer("idempotencyKeyRetentionDays", 0, _LONGEST_DAYS),
            database_min_acu=minimum,
            database_max_acu=read.integer("databaseMaxAcu", max(1, minimum), 256),
            database_instances=read.integer("databaseInstances", 1, 2),
            # Older versions lack a capacity of 0; AWS refuses one that it does not have yet.
            database_version=read.integer("databaseVersion", 16, 30),
            secret_rotation_days=read.integer("secretRotationDays", 1, 90),
            monthly_budget_usd=read.integer("monthlyBudgetUsd", 1, 1_000_000),
            analysis_cost_cents=read.integer("analysisCostCents", 1, 100_000),
            anomaly_monitor_arn=read.text("anomalyMonitorArn", _MONITOR, "a monitor's ARN or empty") or None,
            activate_cost_tags=read.boolean("activateCostTags"),
            deletion_protection=read.boolean("deletionProtection"),
            final_snapshot=_final_snapshot(read),
            architecture=cast(Any, read.choice("architecture", ("x86_64", "arm64"))),
            dependencies=cast(Any, read.choice("dependencies", ("layer", "provided"))),
            snap_start=read.boolean("snapStart"),
            warm_ups=read.boolean("warmUps"),
            release=read.text("release", re.compile(r"[\w.+-]{1,64}"), "a version or commit"),
            alarm_email=read.text("alarmEmail", _EMAIL, "an e-mail address or empty") or None,
            alarm_webhook=read.text("alarmWebhook", _WEBHOOK, "an https URL or empty") or None,
            runbook_base_url=read.text("runbookBaseUrl", _RUNBOOKS, "an https URL, or a path in the repository"),
            site_required=read.boolean("siteRequired"),
            site_domain=domain,
            certificate_arn=certificate,
        )

    def model_of(self, agent: str) -> ModelId:
        """The Bedrock model that this agent calls."""
        return self.agent_models.get(agent, self.model)


def _token_issuer(read: SettingsReader) -> tuple[str | None, str | None, str | None]:
    """Issuer, audience and client of an existing provider; all None when the stack creates a user pool."""
    issuer = read.text("jwtIssuer", re.compile(f"({_URL.pattern})?"), "an https URL or empty")
    if not issuer:
        for key in ("jwtAudience", "jwtClientId"):
            read.text(key, _NOTHING, "empty, because jwtIssuer is")
        return None, None, None
    audience = read.text("jwtAudience", _WORD, "the audience of the issuer's tokens")
    return issuer, audience, read.text("jwtClientId", _WORD, "the id of the site's client at jwtIssuer")


def _sign_in_scopes(read: SettingsReader, issuer: str | None) -> tuple[str, ...]:
    pattern, expected = (_SCOPE, "scopes") if issuer else (re.compile("|".join(POOL_SCOPES)), "openid, email, profile")
    scopes = read.texts("signInScopes", pattern, expected)
    if "openid" not in scopes and ENCRYPTED not in scopes:
        raise SettingsError(f"alex:signInScopes must be a list with openid in it, not {list(scopes)}")
    return scopes


def _sign_in_origins(read: SettingsReader, issuer: str | None) -> tuple[str, ...]:
    """The domain of a Cognito user pool, where its token endpoint is, has nothing to do with its issuer's URL."""
    if issuer and COGNITO.match(issuer):
        return read.texts("signInOrigins", _ORIGIN, "https origins, with the domain of jwtIssuer's user pool", 1)
    return read.texts("signInOrigins", _ORIGIN, "https origins without a path")


def _site_domain(read: SettingsReader) -> tuple[str | None, str | None]:
    """Domain and certificate ARN: both or neither."""
    domain = read.text("siteDomain", _DOMAIN, "a domain or empty")
    certificate, expected = (
        (_CERTIFICATE, "the ARN of siteDomain's certificate in us-east-1")
        if domain
        else (_NOTHING, "empty, because siteDomain is")
    )
    return domain or None, read.text("certificateArn", certificate, expected) or None


def _job_retention(read: SettingsReader) -> int:
    """A month at least: a user's monthly limit counts the month's jobs."""
    days = read.integer("jobRetentionDays", 0, _LONGEST_DAYS)
    return days if days == 0 else read.integer("jobRetentionDays", 31, _LONGEST_DAYS)


def _self_sign_up(read: SettingsReader) -> bool:
    if read.boolean("deletionProtection"):
        read.text("selfSignUp", re.compile("false"), "false where deletionProtection is true")
    return read.boolean("selfSignUp")


def _edge_plan(read: SettingsReader) -> str:
    """The plan free includes no log, and no rule against SQL injection."""
    plans = ("pay-as-you-go", "free", "pro", "business")
    if read.boolean("deletionProtection"):
        plan = re.compile("pay-as-you-go|pro|business")
        read.text("edgePlan", plan, "pay-as-you-go, pro or business where deletionProtection is true")
    return read.choice("edgePlan", plans)


def _final_snapshot(read: SettingsReader) -> bool:
    if read.boolean("deletionProtection"):
        read.text("finalSnapshot", re.compile("true"), "true where deletionProtection is true")
    return read.boolean("finalSnapshot")
