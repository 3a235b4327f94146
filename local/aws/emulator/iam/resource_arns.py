"""The ARN that IAM evaluates a call against: for some calls ministack takes `*`, or something wider than AWS does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ministack.core import iam_actions

from local.aws.emulator.wraps import wrap


class Call(NamedTuple):
    """A request, as ministack passes it on to find the ARN."""

    service: str
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    query_params: dict[str, list[str]]
    region: str
    account_id: str


def evaluate_against(service: str, arn_of: Callable[[Call], str | None]) -> None:
    """Evaluates the service's calls against what `arn_of` finds, and against ministack's ARN where it finds none."""

    def with_ours(ministacks: Callable[..., str]) -> Callable[..., str]:
        def extract_resource_arn(*arguments: Any, **named: Any) -> str:
            call = Call(*arguments, **named)
            return (arn_of(call) if call.service == service else None) or ministacks(*call)

        return extract_resource_arn

    wrap(iam_actions, "extract_resource_arn", *Call._fields, by=with_ours)
