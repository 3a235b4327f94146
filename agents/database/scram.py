"""SCRAM-SHA-256 verifiers (RFC 5803), which PostgreSQL stores in place of passwords, so that no SQL holds a password.

A statement's text ends up in the server's log and in error messages, with any password in it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

_ITERATIONS = 4096
_SALT_BYTES = 16


def verifier(password: str) -> str:
    """For `ALTER ROLE … PASSWORD`, which takes a verifier in place of a password.

    Args:
        password: ASCII; anything else would have to be normalised first, as PostgreSQL does it.

    Raises:
        ValueError: it is not ASCII; the text does not quote it.
    """
    if not password.isascii():
        raise ValueError("a database password must be ASCII")
    salt = secrets.token_bytes(_SALT_BYTES)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ITERATIONS)
    stored_key = hashlib.sha256(_hmac(salted, b"Client Key")).digest()
    server_key = _hmac(salted, b"Server Key")
    return f"SCRAM-SHA-256${_ITERATIONS}:{_base64(salt)}${_base64(stored_key)}:{_base64(server_key)}"


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
