"""Keys and secrets."""

from __future__ import annotations

from collections.abc import Iterator

from estimate.meters import Use
from estimate.services.functions import requests_of_an_analysis
from estimate.stack import Stack
from estimate.usage import Usage
from estimate.workload import Workload

KEY = "aws:kms/key:Key"
SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type
TYPES = (KEY, SECRET)
_IDLE_CALLS = 2000


def uses(stack: Stack, load: Workload, usage: Usage) -> Iterator[Use]:
    requests = requests_of_an_analysis(load, usage)
    if keys := stack.count(KEY):
        yield Use(KEY, "keys", "kms.key", keys)
        yield Use(KEY, "requests", "kms.request", _IDLE_CALLS, load.analyses * usage.calls_to("kms", requests))
    if secrets := stack.count(SECRET):
        yield Use(SECRET, "secrets", "secret.month", secrets)
        read = usage.calls_to("secretsmanager", requests)
        yield Use(SECRET, "reads", "secret.call", _IDLE_CALLS, load.analyses * read)
