"""The application's database credentials: the first value of their secret."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from database.credentials import USERS, Credentials, new_credentials


def application_credentials(secrets: Any, secret_arn: str) -> Credentials:
    """The secret's value. A secret without a value gets one first.

    Args:
        secrets: boto3 `secretsmanager` client.
        secret_arn: the application's secret.

    Raises:
        ValidationError: the secret's value is malformed.
        ClientError: the secret does not exist, or may not be read or filled.
    """
    current = _current(secrets, secret_arn)
    return Credentials.model_validate_json(current) if current else _fill(secrets, secret_arn)


def _current(secrets: Any, secret_arn: str) -> str | None:
    try:
        return secrets.get_secret_value(SecretId=secret_arn).get("SecretString")
    except ClientError as error:
        # Raised for a secret without a value and for a missing secret. Filling the latter fails with the same error.
        if error.response.get("Error", {}).get("Code") == "ResourceNotFoundException":
            return None
        raise


def _fill(secrets: Any, secret_arn: str) -> Credentials:
    first = new_credentials(secrets, USERS[0])
    secrets.put_secret_value(SecretId=secret_arn, SecretString=first.to_secret())
    return first
