"""Every operation refuses every invalid token, on the deployed API behind its gateway."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from agent_runtime.origin import HEADER
from local.issuer.issuer import OidcIssuer
from tests.lambdas.openapi_operations import OPERATIONS, SECURED, filled

pytestmark = pytest.mark.local

HOUR = 3600


def claims(issuer: OidcIssuer, **changes: Any) -> dict[str, Any]:
    """Claims of a valid token of the issuer, changed; None removes a claim."""
    valid = jwt.decode(issuer.mint("ann"), options={"verify_signature": False})
    return {name: value for name, value in {**valid, **changes}.items() if value is not None}


def header(issuer: OidcIssuer, **changes: Any) -> dict[str, Any]:
    return {**jwt.get_unverified_header(issuer.mint("ann")), **changes}


def signed(issuer: OidcIssuer, payload: dict[str, Any] | bytes, key: Any = None, **headers: Any) -> str:
    """A token signed with the issuer's key or another. The payload need not be valid for a JWT."""
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return jwt.PyJWS().encode(raw, key or issuer._key, "RS256", headers=header(issuer, **headers))


def by_hand(issuer: OidcIssuer, head: Any, sign: Callable[[bytes], bytes]) -> str:
    """A token that no library would sign."""
    parts = [json.dumps(part).encode() for part in (head, claims(issuer))]
    text = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    return (text + b"." + base64.urlsafe_b64encode(sign(text)).rstrip(b"=")).decode()


def with_public_key_as_secret(issuer: OidcIssuer) -> str:
    public = issuer._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return by_hand(issuer, header(issuer, alg="HS256"), lambda text: hmac.digest(public, text, hashlib.sha256))


def other_key() -> Any:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def tampered(issuer: OidcIssuer) -> str:
    """A valid token with the user replaced after signing."""
    head, _, signature = issuer.mint("ann").split(".")
    payload = json.dumps(claims(issuer, sub="bob")).encode()
    return ".".join((head, base64.urlsafe_b64encode(payload).rstrip(b"=").decode(), signature))


BAD_TOKENS: dict[str, Callable[[OidcIssuer], str]] = {
    "a word": lambda _: "nonsense",
    "two parts": lambda issuer: issuer.mint("ann").rsplit(".", 1)[0],
    "four parts": lambda issuer: issuer.mint("ann") + ".x",
    "no signature": lambda issuer: issuer.mint("ann").rsplit(".", 1)[0] + ".",
    "parts that are no base64": lambda _: "!.!.!",
    "parts that are no JSON": lambda _: "eHg.eHg.eHg",
    "a header that is a list": lambda issuer: by_hand(issuer, [], lambda _: b"x"),
    "claims that are a list": lambda issuer: signed(issuer, b"[]"),
    "claims that are nested deeply": lambda issuer: signed(issuer, b"[" * 2000),
    "another user beneath the signature": tampered,
    "expired": lambda issuer: issuer.mint("ann", exp=int(time.time()) - 1),
    "an end that is no number": lambda issuer: issuer.mint("ann", exp="never"),
    "no end": lambda issuer: signed(issuer, claims(issuer, exp=None)),
    "not valid yet": lambda issuer: issuer.mint("ann", nbf=int(time.time()) + HOUR),
    "issued in the future": lambda issuer: issuer.mint("ann", iat=int(time.time()) + HOUR),
    "another issuer": lambda issuer: issuer.mint("ann", iss="https://issuer.example"),
    "an issuer that begins as ours": lambda issuer: issuer.mint("ann", iss=f"{issuer.url}.example"),
    "no issuer": lambda issuer: signed(issuer, claims(issuer, iss=None)),
    "another audience": lambda issuer: issuer.mint("ann", aud="somebody-else"),
    "other audiences": lambda issuer: issuer.mint("ann", aud=["a", "b"]),
    "no audience": lambda issuer: signed(issuer, claims(issuer, aud=None)),
    "another key under the name of ours": lambda issuer: signed(issuer, claims(issuer), other_key()),
    "the name of another key": lambda issuer: signed(issuer, claims(issuer), kid="other"),
    "no name of a key": lambda issuer: jwt.encode(claims(issuer), issuer._key, "RS256"),
    "alg none": lambda issuer: by_hand(issuer, header(issuer, alg="none"), lambda _: b""),
    "HS256 with the public key": with_public_key_as_secret,
    "no subject": lambda issuer: signed(issuer, claims(issuer, sub=None)),
    "an empty subject": lambda issuer: issuer.mint(""),
    "a subject of 256 characters": lambda issuer: issuer.mint("x" * 256),
    "a subject with a control character": lambda issuer: issuer.mint("ann\n"),
}


@pytest.fixture(scope="module")
def client(running: Any) -> Any:
    with httpx.Client(headers={HEADER: running.stack.origin_secret}, timeout=60) as client:
        yield client


def statuses(alex: Any, client: httpx.Client, authorization: dict[str, str]) -> dict[str, int]:
    return {
        f"{method} {path}": client.request(method, alex.stack.api_url + filled(path), headers=authorization).status_code
        for method, path in SECURED
    }


@pytest.mark.parametrize("make", BAD_TOKENS.values(), ids=BAD_TOKENS)
def test_no_operation_accepts_an_invalid_token(
    alex: Any, client: httpx.Client, make: Callable[[OidcIssuer], str]
) -> None:
    answered = statuses(alex, client, {"Authorization": f"Bearer {make(alex.stack.issuer)}"})
    assert {operation: status for operation, status in answered.items() if status != 401} == {}


@pytest.mark.parametrize(
    "authorization",
    [{}, {"Authorization": ""}, {"Authorization": "Bearer"}, {"Authorization": "Basic YW5uOmFubg=="}],
    ids=["no header", "an empty header", "the word alone", "a password"],
)
def test_every_operation_needs_a_token(alex: Any, client: httpx.Client, authorization: dict[str, str]) -> None:
    answered = statuses(alex, client, authorization)
    assert {operation: status for operation, status in answered.items() if status != 401} == {}


def test_every_operation_accepts_a_valid_token(alex: Any, client: httpx.Client) -> None:
    """Otherwise the tests above prove nothing. 4xx is expected: the ids do not exist and bodies are missing."""
    answered = statuses(alex, client, {"Authorization": f"Bearer {alex.stack.token('with-a-valid-token')}"})
    assert set(answered.values()) <= {200, 403, 409, 422}
    assert len(answered) == len(OPERATIONS) - 1


def test_only_health_needs_no_token(alex: Any, client: httpx.Client) -> None:
    answer = client.get(f"{alex.stack.api_url}/api/health")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
