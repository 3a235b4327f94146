"""Credentials of the application's two alternating login users, as Secrets Manager keeps them. Never logged."""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr

#: Rotation gives the new password to the user that is not in use, so that no password changes while it is in use.
USERS = ("alex_app_a", "alex_app_b")
PASSWORD_LENGTH = 40


class Credentials(BaseModel):
    # Otherwise a validation error quotes its input, and ends up in a log.
    model_config = ConfigDict(hide_input_in_errors=True)

    username: Annotated[str, Field(pattern="^alex_app_[ab]$")]
    password: Annotated[SecretStr, Field(min_length=16)]

    def to_secret(self) -> str:
        """The value of the secret: the JSON that the Data API expects."""
        return json.dumps({"username": self.username, "password": self.password.get_secret_value()})


def new_credentials(secrets: Any, username: str) -> Credentials:
    """`username` with a new password.

    Args:
        secrets: boto3 `secretsmanager` client.
        username: one of `USERS`.
    """
    answer = secrets.get_random_password(PasswordLength=PASSWORD_LENGTH, ExcludePunctuation=True)
    return Credentials(username=username, password=answer["RandomPassword"])
