"""The application's database credentials: made once, kept in Secrets Manager, never logged."""

from __future__ import annotations

import json
from typing import Annotated, Any

from botocore.exceptions import ClientError
from pydantic import BaseModel, Field, SecretStr

#: The first of two alternating users: rotation makes the other one.
FIRST_USER = "alex_app_a"
PASSWORD_LENGTH = 40


class Credentials(BaseModel):
    username: Annotated[str, Field(pattern="^alex_app_[ab]$")]
    password: Annotated[SecretStr, Field(min_length=16)]


def application_credentials(secrets: Any, secret_arn: str) -> Credentials:
    """What the secret holds; a secret without a value gets one first.

    Args:
        secrets: boto3 `secretsmanager` client.
        secret_arn: the application's secret.

    Raises:
        ValidationError: the secret holds something else.
        ClientError: the secret does not exist, or may not be read or filled.
    """
    return Credentials.model_validate_json(_current(secrets, secret_arn) or _fill(secrets, secret_arn))


def _current(secrets: Any, secret_arn: str) -> str | None:
    try:
        return secrets.get_secret_value(SecretId=secret_arn).get("SecretString")
    except ClientError as error:
        # The answer for a secret without a value, but also for none at all: filling that fails with the same error.
        if error.response.get("Error", {}).get("Code") == "ResourceNotFoundException":
            return None
        raise


def _fill(secrets: Any, secret_arn: str) -> str:
    password = secrets.get_random_password(PasswordLength=PASSWORD_LENGTH, ExcludePunctuation=True)["RandomPassword"]
    text = json.dumps({"username": FIRST_USER, "password": password})
    secrets.put_secret_value(SecretId=secret_arn, SecretString=text)
    return text
