"""The client of the functions that write secrets."""

from __future__ import annotations

from typing import Any

import boto3
from botocore.config import Config


def secrets_client() -> Any:
    """A boto3 `secretsmanager` client whose call ends, with all attempts, within half a minute.

    Reads and writes are both sent again after any failure that may pass: a write carries the token of its version, so
    that the second has no effect.
    """
    config = Config(retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=2, read_timeout=5)
    return boto3.client("secretsmanager", config=config)
