"""A stack in AWS without AWS credentials: a hint how to sign in, before the user is asked for any input."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.shared.errors import UserError


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without AWS credentials."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, "/nonexistent")


@pytest.mark.parametrize(
    "command",
    [
        ["alarms"],
        ["iam"],
        ["jobs"],
        ["redrive"],
        ["trace"],
        ["costs"],
        ["logs", "planner"],
        ["secrets", "list"],
        ["secrets", "set", "langfuse"],
        ["secrets", "rotate", "origin"],
        ["versions"],
        ["migrate"],
    ],
    ids=" ".join,
)
def test_a_command_says_how_to_sign_in(command: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UserError, match=r"no AWS credentials\nhint: sign in, e\.g\. `aws sso login`") as error:
        CliRunner().invoke(app, [*command, "--stack", "prod"], catch_exceptions=False)
    assert "prod" in str(error.value)
    assert "public_key" not in capfd.readouterr().out
