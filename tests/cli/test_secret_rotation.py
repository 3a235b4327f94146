"""Ctrl-C stops `alex secrets rotate`, not the rotation."""

from __future__ import annotations

import boto3
import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.secrets import rotate
from cli.shared.account import Account
from cli.shared.errors import UserError


def test_after_ctrl_c_a_hint_names_the_command_that_follows_the_rotation(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(rotate, "account_of", lambda stack: Account(stack, boto3.Session()))
    monkeypatch.setattr(rotate, "start", lambda *_: None)
    monkeypatch.setattr(rotate, "follow", interrupted)
    with pytest.raises(
        UserError,
        match=r"origin: rotation continues in the background\nhint: .*alex secrets rotate origin --stack local",
    ):
        CliRunner().invoke(app, ["secrets", "rotate", "origin"], catch_exceptions=False)
