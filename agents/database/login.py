"""Login users of the application."""

from __future__ import annotations

from database.data_api import DataApi
from database.scram import verifier


def make_login(db: DataApi, username: str, password: str) -> None:
    """Makes `username` a login user with this password and the rights of `alex_app`, whether or not it exists.

    Args:
        db: as a user that may create roles.
        username: `alex_app_a` or `alex_app_b`.
        password: at least 16 characters.
    """
    with db.transaction() as inside:
        # CREATE ROLE takes no parameters. So the values are bound here, and PostgreSQL quotes them below.
        inside.query(
            "Login.values",
            "SELECT set_config('alex.username', :username, true), set_config('alex.verifier', :verifier, true)",
            username=username,
            verifier=verifier(password),
        )
        inside.execute("Login.make", _MAKE)


_MAKE = """
    DO $$
    DECLARE
        username text := current_setting('alex.username');
        action text := 'ALTER';
    BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = username) THEN
            action := 'CREATE';
        END IF;
        EXECUTE format('%s ROLE %I LOGIN PASSWORD %L', action, username, current_setting('alex.verifier'));
        EXECUTE format('GRANT alex_app TO %I', username);
    EXCEPTION WHEN OTHERS THEN
        -- Without the statement that failed, which PostgreSQL would quote.
        RAISE EXCEPTION USING ERRCODE = SQLSTATE, MESSAGE = format('%s cannot be made a login: %s', username, SQLERRM);
    END
    $$
"""
