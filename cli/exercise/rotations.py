"""Migrations and rotations, also such as fail half-way; and what the edge's function lives through."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager

from botocore.exceptions import ClientError

from cli.exercise.system import System, wait_for
from cli.shared.errors import UserError
from components.foundation.functions import DATABASE_SECRET, ORIGIN_SECRET

_ROLLBACK = "rds-data:RollbackTransaction"


def migrate_again(system: System) -> None:
    """With nothing to do; then with a migration that somebody has changed, which is rolled back."""
    _expect(system, "migrator", succeeds=True)
    with _changed(
        system,
        "UPDATE schema_migrations SET checksum = 'not ' || checksum WHERE version = 1",
        "UPDATE schema_migrations SET checksum = substr(checksum, 5) WHERE version = 1",
    ):
        _expect(system, "migrator", succeeds=False)
    _expect(system, "migrator", succeeds=True)


def rotate_database_user(system: System) -> None:
    """First while the database refuses the new user, which is rolled back; then to its end."""
    started = time.time()
    with _changed(system, "ALTER ROLE alex_app RENAME TO alex_app_away", "ALTER ROLE alex_app_away RENAME TO alex_app"):
        start_rotation(system, DATABASE_SECRET)
        wait_for("no rotation is rolled back", lambda: system.has_called("rotator", _ROLLBACK, started))
    rotate(system, DATABASE_SECRET)


def renew_edge_function(system: System) -> None:
    """As when the stack is taken down and made again."""
    try:
        _expect(system, "origin_rotator", {"tf": {"action": "delete"}}, succeeds=True)
    finally:
        _expect(system, "origin_rotator", {"tf": {"action": "create"}}, succeeds=True)


def rotate(system: System, secret: str) -> None:
    """To the end of the rotation that is under way, or else of a new one."""
    before = system.secret(secret)["VersionId"]
    start_rotation(system, secret)
    wait_for(f"{secret} is not rotated", lambda: system.secret(secret)["VersionId"] != before)


def start_origin_rotation(system: System) -> str:
    """It takes a minute; `finish_origin_rotation` takes what this returns."""
    before = system.secret(ORIGIN_SECRET)["VersionId"]
    start_rotation(system, ORIGIN_SECRET)
    return before


def finish_origin_rotation(system: System, before: str) -> None:
    wait_for("the origin's secret is not rotated", lambda: system.secret(ORIGIN_SECRET)["VersionId"] != before)


def start_rotation(system: System, secret: str) -> None:
    try:
        system.client("secretsmanager").rotate_secret(SecretId=system.names.of(secret))
    except ClientError as error:
        # What Secrets Manager says when it goes on with a rotation that has failed.
        if "isn't complete" not in str(error):
            raise


@contextmanager
def _changed(system: System, statement: str, undo: str) -> Generator[None]:
    system.sql(statement)
    try:
        yield
    finally:
        system.sql(undo)


def _expect(system: System, function: str, event: dict[str, object] | None = None, *, succeeds: bool) -> None:
    if system.invoke(function, event or {}) is not succeeds:
        raise UserError(f"{function}: expected that it {'succeeds' if succeeds else 'fails'}, see its log")
