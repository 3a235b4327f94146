"""Container definitions of each task. Values that AWS assigns come from secrets, so that a preview shows the rest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from components.foundation.self_hosted.names import CLICKHOUSE, MIGRATION, WEB, WORKER, LangfuseNames
from components.foundation.self_hosted.settings import SelfHosted
from components.langfuse.network.groups import CLICKHOUSE_HTTP, CLICKHOUSE_NATIVE, DATABASE_PORT, WEB_PORT
from components.langfuse.storage.files import CLICKHOUSE_USER
from components.langfuse.storage.images import image_uri
from components.langfuse.storage.postgres import DATABASE_NAME
from components.langfuse.tasks.environment import Variables, application, internal, web
from components.langfuse.tasks.sizes import SIZES

Container = dict[str, Any]
FILES_VOLUME = "files"
WORKER_PORT = 3030
_HERE = Path(__file__).parent
#: Users of the images of web and worker, and of PostgreSQL's clients.
_NODE_USER, _PSQL_USER = "1001:1001", "70:70"
#: Of ClickHouse, to end its writes.
_CLICKHOUSE_STOP_SECONDS = 120
_SCRATCH_MB = 64
_CONFIG = "/tmp/clickhouse.xml"  # noqa: S108 - a memory file system of the container alone


def web_containers(names: LangfuseNames, settings: SelfHosted) -> list[Container]:
    shared, own = application(names, settings, SIZES[WEB].heap_mb), web(names, settings)
    image = image_uri(names, settings, "web")
    scratch = ("/tmp", "/app/web/.next/cache")  # noqa: S108
    container = _container(names, WEB, image, _NODE_USER, _joined(shared, own), scratch=scratch)
    return [{**container, "portMappings": [_port(WEB_PORT)]}]


def worker_containers(names: LangfuseNames, settings: SelfHosted) -> list[Container]:
    variables = application(names, settings, SIZES[WORKER].heap_mb)
    # Also fails when no job has been taken from the queues for a while.
    health = f"wget -q -O /dev/null 'http://127.0.0.1:{WORKER_PORT}/api/health?failIfQueueConsumptionStuck=true'"
    container = _container(names, WORKER, image_uri(names, settings, "worker"), _NODE_USER, variables)
    return [{**container, "healthCheck": _health(health)}]


def clickhouse_containers(names: LangfuseNames, settings: SelfHosted) -> list[Container]:
    """The settings come as a variable, because the image's files cannot be written."""
    variables = Variables(
        {"ALEX_CLICKHOUSE_CONFIG": (_HERE / "clickhouse.xml").read_text(encoding="utf-8")},
        {"CLICKHOUSE_PASSWORD": internal(names, "clickhouse_password")},
    )
    start = f'printf %s "$ALEX_CLICKHOUSE_CONFIG" > {_CONFIG} && exec clickhouse-server --config-file={_CONFIG}'
    user = f"{CLICKHOUSE_USER}:{CLICKHOUSE_USER}"
    container = _container(names, CLICKHOUSE, image_uri(names, settings, "clickhouse"), user, variables)
    return [
        {
            **container,
            "entryPoint": ["sh", "-c"],
            "command": [start],
            "portMappings": [_port(CLICKHOUSE_HTTP), _port(CLICKHOUSE_NATIVE)],
            "mountPoints": [{"sourceVolume": FILES_VOLUME, "containerPath": "/var/lib/clickhouse", "readOnly": False}],
            "healthCheck": _health(f"wget -q -O /dev/null http://127.0.0.1:{CLICKHOUSE_HTTP}/ping"),
            "ulimits": [{"name": "nofile", "softLimit": 65_535, "hardLimit": 65_535}],
            "stopTimeout": _CLICKHOUSE_STOP_SECONDS,
        }
    ]


def migration_containers(names: LangfuseNames, settings: SelfHosted, master_secret_arn: str) -> list[Container]:
    """First the owner of PostgreSQL makes Langfuse's user; then web's image migrates, and ends instead of serving."""
    owner = Variables(
        {
            "ALEX_SQL": (_HERE / "database_role.sql").read_text(encoding="utf-8"),
            "PGPORT": str(DATABASE_PORT),
            "PGDATABASE": DATABASE_NAME,
            "PGSSLMODE": "require",
        },
        {
            "ALEX_DATABASE_HOST": internal(names, "database_host"),
            "LANGFUSE_DATABASE_PASSWORD": internal(names, "database_password"),
            "PGUSER": f"{master_secret_arn}:username::",
            "PGPASSWORD": f"{master_secret_arn}:password::",
        },
    )
    # The host has the port, which libpq takes apart from it.
    run = 'printf %s "$ALEX_SQL" | PGHOST="${ALEX_DATABASE_HOST%:*}" psql --no-psqlrc --quiet'
    role = _container(names, MIGRATION, image_uri(names, settings, "postgres"), _PSQL_USER, owner, name="database-role")
    variables = application(names, settings, SIZES[MIGRATION].heap_mb)
    offline = Variables({"CHECKPOINT_DISABLE": "1"}, {})  # Prisma's question for a newer version of itself
    migrate = _container(names, MIGRATION, image_uri(names, settings, "web"), _NODE_USER, _joined(variables, offline))
    return [
        {**role, "essential": False, "entryPoint": ["sh", "-c"], "command": [run]},
        {
            **migrate,
            "command": ["true"],
            "dependsOn": [{"containerName": role["name"], "condition": "SUCCESS"}],
        },
    ]


def _container(
    names: LangfuseNames,
    task: str,
    image: str,
    user: str,
    variables: Variables,
    *,
    name: str | None = None,
    scratch: tuple[str, ...] = ("/tmp",),  # noqa: S108
) -> Container:
    """What all have in common: no root, nothing to write but memory, logs in the task's group."""
    return {
        "name": name or task,
        "image": image,
        "essential": True,
        "user": user,
        "readonlyRootFilesystem": True,
        "linuxParameters": {
            "initProcessEnabled": True,
            "tmpfs": [{"containerPath": path, "size": _SCRATCH_MB} for path in scratch],
        },
        "environment": _pairs(variables.plain, "value"),
        "secrets": _pairs(variables.secret, "valueFrom"),
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": names.log_group(task),
                "awslogs-region": names.names.region,
                "awslogs-stream-prefix": name or task,
                # A slow log must not stop the server.
                "mode": "non-blocking",
                "max-buffer-size": "4m",
            },
        },
    }


def _joined(one: Variables, other: Variables) -> Variables:
    return Variables({**one.plain, **other.plain}, {**one.secret, **other.secret})


def _pairs(values: Mapping[str, str], key: str) -> list[dict[str, str]]:
    return [{"name": name, key: value} for name, value in sorted(values.items())]


def _port(port: int) -> dict[str, Any]:
    return {"containerPort": port, "hostPort": port, "protocol": "tcp"}


def _health(command: str) -> dict[str, Any]:
    return {
        "command": ["CMD-SHELL", f"{command} || exit 1"],
        "interval": 30,
        "timeout": 10,
        "retries": 3,
        "startPeriod": 120,
    }
