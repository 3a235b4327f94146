"""`alex migrate`."""

from __future__ import annotations

from cli.shared.options import JsonOption, StackOption
from cli.shared.project import LOCAL_STACK


def migrate(
    stack: StackOption = LOCAL_STACK,
    as_json: JsonOption = False,
) -> None:
    """Run missing database migrations, and set the application's login to its secret.

    A deployment does this itself. Run it once more after a failure, or on a restored database. Every run may be
    repeated.

    For a deployed stack, uses your AWS credentials.
    """
    from cli.migrate.run import run_migrations

    run_migrations(stack, as_json=as_json)
