"""A session of an embedded AWS: independent of the user's profiles, AWS files and proxies."""

from __future__ import annotations

from typing import Any

#: For botocore's Config: no proxy reaches loopback.
DIRECT: dict[str, Any] = {"proxies": {}}
_NOT_READ = ("profile", "config_file", "credentials_file")


def embedded_session(access_key_id: str, secret_access_key: str, region: str) -> Any:
    """A boto3 session. A wrong AWS_PROFILE, or a broken `~/.aws/config`, is about another account."""
    # Here, because they take 0.2 s: a preview needs no client.
    import boto3
    import botocore.session

    session = botocore.session.Session(session_vars=dict.fromkeys(_NOT_READ, (None, None, None, None)))  # type: ignore[arg-type]
    return boto3.Session(access_key_id, secret_access_key, region_name=region, botocore_session=session)
