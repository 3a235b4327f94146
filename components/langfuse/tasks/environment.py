"""Environment of Langfuse's containers. No value is a secret: those are references to keys of secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from components.foundation.self_hosted.names import EVENTS, INTERNAL_SECRET, MEDIA, LangfuseNames
from components.foundation.self_hosted.settings import SelfHosted
from components.foundation.shared_names import LANGFUSE_SECRET
from components.langfuse.network.groups import CACHE_PORT, CLICKHOUSE_HTTP, CLICKHOUSE_NATIVE, WEB_PORT
from components.langfuse.storage.postgres import DATABASE_NAME

#: User of ClickHouse and of PostgreSQL.
USER = "langfuse"
ORGANISATION, PROJECT = "alex", "alex"


@dataclass(frozen=True)
class Variables:
    plain: Mapping[str, str]
    secret: Mapping[str, str]
    """Variable to `<ARN of a secret>:<key>::`, as ECS takes it."""


def application(names: LangfuseNames, settings: SelfHosted, heap_mb: int) -> Variables:
    """What web, worker and migration have in common."""
    plain = {
        "NODE_OPTIONS": f"--max-old-space-size={heap_mb}",
        "NEXTAUTH_URL": settings.base_url,
        "TELEMETRY_ENABLED": "false",
        "LANGFUSE_LOG_FORMAT": "json",
        # Fargate sets it to the task's own name, and the servers would listen on that address only.
        "HOSTNAME": "0.0.0.0",  # noqa: S104 - the security group decides who connects
        "DATABASE_USERNAME": USER,
        "DATABASE_NAME": DATABASE_NAME,
        "DATABASE_ARGS": "sslmode=require",
        "CLICKHOUSE_URL": f"http://{names.clickhouse_host}:{CLICKHOUSE_HTTP}",
        "CLICKHOUSE_MIGRATION_URL": f"clickhouse://{names.clickhouse_host}:{CLICKHOUSE_NATIVE}",
        "CLICKHOUSE_USER": USER,
        "CLICKHOUSE_DB": "default",
        "CLICKHOUSE_CLUSTER_ENABLED": "false",
        "REDIS_PORT": str(CACHE_PORT),
        "REDIS_USERNAME": names.cache,
        "REDIS_TLS_ENABLED": "true",
        **_bucket("EVENT", names.names.bucket(EVENTS), names.names.region, "events/"),
        **_bucket("MEDIA", names.names.bucket(MEDIA), names.names.region, "media/"),
    }
    secret = {
        "DATABASE_HOST": "database_host",
        "DATABASE_PASSWORD": "database_password",
        "CLICKHOUSE_PASSWORD": "clickhouse_password",
        "REDIS_HOST": "cache_host",
        "REDIS_AUTH": "cache_password",
        "SALT": "salt",
        "ENCRYPTION_KEY": "encryption_key",
    }
    return Variables(plain, {name: internal(names, key) for name, key in secret.items()})


def web(names: LangfuseNames, settings: SelfHosted) -> Variables:
    """In addition: sessions, and what Langfuse makes at its first start."""
    project = names.secret_arn(LANGFUSE_SECRET)
    plain = {
        "PORT": str(WEB_PORT),
        "AUTH_DISABLE_SIGNUP": "true",
        "LANGFUSE_INIT_ORG_ID": ORGANISATION,
        "LANGFUSE_INIT_ORG_NAME": "Alex",
        "LANGFUSE_INIT_PROJECT_ID": PROJECT,
        "LANGFUSE_INIT_PROJECT_NAME": names.names.prefix,
        "LANGFUSE_INIT_USER_EMAIL": settings.admin_email,
        "LANGFUSE_INIT_USER_NAME": "Administrator",
        **MIGRATIONS_OFF,
    }
    secret = {
        "NEXTAUTH_SECRET": internal(names, "nextauth_secret"),
        "LANGFUSE_INIT_USER_PASSWORD": internal(names, "admin_password"),
        "LANGFUSE_INIT_PROJECT_PUBLIC_KEY": f"{project}:public_key::",
        "LANGFUSE_INIT_PROJECT_SECRET_KEY": f"{project}:secret_key::",
    }
    return Variables(plain, secret)


#: Web migrates at every start unless told not to: two of them at once would collide.
MIGRATIONS_OFF = {
    "LANGFUSE_AUTO_POSTGRES_MIGRATION_DISABLED": "true",
    "LANGFUSE_AUTO_CLICKHOUSE_MIGRATION_DISABLED": "true",
}


def internal(names: LangfuseNames, key: str) -> str:
    """Reference to a key of the internal secret."""
    return f"{names.secret_arn(INTERNAL_SECRET)}:{key}::"


def _bucket(purpose: str, bucket: str, region: str, prefix: str) -> dict[str, str]:
    """The task's role signs the requests."""
    start = f"LANGFUSE_S3_{purpose}_UPLOAD"
    return {f"{start}_BUCKET": bucket, f"{start}_REGION": region, f"{start}_PREFIX": prefix}
