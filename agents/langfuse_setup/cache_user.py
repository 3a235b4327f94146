"""Password of the cache's user. Pulumi creates the user for IAM authentication, so that it knows no password."""

from __future__ import annotations

from typing import Any


def set_password(elasticache: Any, user: str, password: str) -> bool:
    """Lets the user sign in with the password, unless it has one already. Returns whether it did.

    Args:
        elasticache: boto3 client.
        user: its id.
        password: from the internal secret, where it never changes.
    """
    (found,) = elasticache.describe_users(UserId=user)["Users"]
    if found["Authentication"]["Type"] == "password":
        return False
    elasticache.modify_user(UserId=user, AuthenticationMode={"Type": "password", "Passwords": [password]})
    return True
