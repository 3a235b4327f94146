"""Target of the load: a new embedded AWS, with access to its logs and queues, or an API at an address."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from cli.shared.errors import UserError
from local.stack import LocalAlex

#: Environment variable with the tokens for an API at an address, separated by commas or spaces, one for each user.
TOKENS_VARIABLE = "ALEX_LOAD_TOKENS"
#: Limits for an API at an address: it is in use, and each analysis costs money.
MOST_USERS, MOST_SECONDS, MOST_JOBS = 50, 600, 200


class Inside(Protocol):
    """Access to queues and logs, which needs the AWS account."""

    def client(self, service: str) -> Any: ...

    @property
    def outputs(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Target:
    url: str
    origin_secret: str
    tokens: list[str]
    inside: Inside | None
    """None for an API at an address: only its responses are known."""


@contextmanager
def fresh_stack(users: int, model_latency: float) -> Generator[Target]:
    """A new embedded AWS, until the end of the block."""
    with LocalAlex(model_latency=model_latency) as alex:
        yield running_stack(alex, users)


def running_stack(alex: LocalAlex, users: int, prefix: str = "load") -> Target:
    """A running stack, with new users whose names begin with `prefix`."""
    tokens = [alex.token(f"{prefix}-{number}") for number in range(users)]
    return Target(alex.api_url, alex.origin_secret, tokens, alex)


def address(url: str, users: int, seconds: float, jobs: int) -> Target:
    """An API at `url`. Raises UserError for a wrong address, too few tokens, and too much load."""
    parts = urlsplit(url)
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.hostname is None or (parts.scheme != "https" and not (local and parts.scheme == "http")):
        raise UserError(f"--url: {url!r} must begin with https:// (http:// on this machine only) and name a host")
    for option, value, most in (("USERS", users, MOST_USERS), ("SECONDS", seconds, MOST_SECONDS)):
        if value > most:
            raise UserError(f"{option}: at most {most} against an address, not {value:g}")
    if jobs > MOST_JOBS:
        raise UserError(f"JOBS or BURST: at most {MOST_JOBS} against an address, not {jobs}")
    tokens = os.environ.get(TOKENS_VARIABLE, "").replace(",", " ").split()
    if len(tokens) < users:
        raise UserError(
            f"{TOKENS_VARIABLE}: {users} users need {users} tokens of different users, it has {len(tokens)}"
        )
    # The site's address has CloudFront in front, which adds the secret.
    return Target(url.rstrip("/").removesuffix("/api"), "", tokens[:users], None)
