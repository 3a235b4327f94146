"""Counts loopback as TLS: it represents AWS's endpoints, and policies deny requests without TLS."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from ministack.core import iam_evaluator

from local.aws.emulator.wraps import existing_data, wrap


def install() -> None:
    """Makes `aws:SecureTransport` true for every request, including those between services."""

    def securely(pin: Callable[..., Any]) -> Callable[..., Any]:
        def pin_request_origin(source_ip: str, _secure_transport: bool) -> None:
            pin(source_ip, True)

        return pin_request_origin

    wrap(iam_evaluator, "pin_request_origin", "source_ip", "secure_transport", by=securely)
    name = "_request_origin"
    address, _ = existing_data(iam_evaluator, name).get()
    setattr(iam_evaluator, name, ContextVar(name, default=(address, True)))
