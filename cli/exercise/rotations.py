"""Migrations and rotations, including some that fail half-way, and the life cycle of the edge function."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager

from botocore.exceptions import ClientError

from cli.exercise.system import System, wait_for
from cli.shared.errors import UserError
from components.foundation.shared_names import DATABASE_SECRET, ORIGIN_SECRET

_ROLLBACK = "rds-data:RollbackTransaction"


def migrate_again(system: System) -> None:
    """Migrates with nothing to do, then with a changed migration, which is rolled back."""
    _expect(system, "migrator", succeeds=True)
    with _changed(
        system,
        "UPDATE schema_migrations SET checksum = 'not ' || checksum WHERE version = 1",
        "UPDATE schema_migrations SET checksum = substr(checksum, 5) WHERE version = 1",
    ):
        _expect(system, "migrator", succeeds=False)
    _expect(system, "migrator", succeeds=True)


def rotate_database_user(system: System) -> None:
    """Rotates while the database refuses the new user, which is rolled back; then to the end."""
    started = time.time()
    with _changed(system, "ALTER ROLE alex_app RENAME TO alex_app_away", "ALTER ROLE alex_app_away RENAME TO alex_app"):
        start_rotation(system, DATABASE_SECRET)
        wait_for("the rotation to be rolled back", lambda: system.has_called("rotator", _ROLLBACK, started))
    rotate(system, DATABASE_SECRET)


def renew_edge_function(system: System) -> None:
    """Deletes and creates the edge function, as a new deployment of the stack does."""
    try:
        _expect(system, "origin_rotator", {"tf": {"action": "delete"}}, succeeds=True)
    finally:
        _expect(system, "origin_rotator", {"tf": {"action": "create"}}, succeeds=True)


def rotate(system: System, secret: str) -> None:
    """Finishes an unfinished rotation, or else a new one."""
    before = system.secret(secret)["VersionId"]
    start_rotation(system, secret)
    wait_for(f"the rotation of {secret}", lambda: system.secret(secret)["VersionId"] != before)


def start_origin_rotation(system: System) -> str:
    """Starts a rotation that takes a minute; returns the argument of `finish_origin_rotation`."""
    before = system.secret(ORIGIN_SECRET)["VersionId"]
    start_rotation(system, ORIGIN_SECRET)
    return before


def finish_origin_rotation(system: System, before: str) -> None:
    wait_for("the rotation of the origin's secret", lambda: system.secret(ORIGIN_SECRET)["VersionId"] != before)


def start_rotation(system: System, secret: str) -> None:
    try:
        system.client("secretsmanager").rotate_secret(SecretId=system.names.of(secret))
    except ClientError as error:
        # Secrets Manager resumes a failed rotation with this error.
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
        raise UserError(
            f"{function}: expected it to {'succeed' if succeeds else 'fail'}", f"read its log: alex logs {function}"
        )
