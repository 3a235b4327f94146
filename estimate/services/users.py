"""A user pool."""

from __future__ import annotations

from collections.abc import Iterator

from estimate.meters import Use
from estimate.stack import Stack
from estimate.usage import Usage
from estimate.workload import Workload

POOL = "aws:cognito/userPool:UserPool"
TYPES = (POOL,)


def uses(stack: Stack, load: Workload, usage: Usage) -> Iterator[Use]:  # noqa: ARG001 - as all services
    for pool in stack.of(POOL):
        plus = pool.inputs.get("userPoolTier") == "PLUS"
        yield Use(POOL, "users who sign in", "cognito.plus-user" if plus else "cognito.user", 0.0, load.users)
