"""`alex secrets rotate` that is interrupted: the rotation is not."""

from __future__ import annotations

import boto3
import pytest
from typer.testing import CliRunner

from cli.doctor.aws_account import Account
from cli.main import app
from cli.secrets import rotate
from cli.shared.errors import UserError


def test_after_ctrl_c_one_line_says_that_the_rotation_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(rotate, "account_of", lambda stack: Account(stack, boto3.Session()))
    monkeypatch.setattr(rotate, "start", lambda *_: None)
    monkeypatch.setattr(rotate, "follow", interrupted)
    with pytest.raises(UserError, match="origin: the rotation goes on without you; the same command follows it up"):
        CliRunner().invoke(app, ["secrets", "rotate", "origin"], catch_exceptions=False)
