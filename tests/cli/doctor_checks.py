"""Surroundings of the doctor's checks: servers that refuse or hang, and short time limits."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest

from cli.doctor import http, langfuse_generation
from cli.shared.errors import UserError
from tests.alex_apart import closed_port


@pytest.fixture
def refusing() -> Iterator[str]:
    """An address without a listener."""
    with closed_port() as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def hanging() -> Iterator[str]:
    """An address that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "TIMEOUT_SECONDS", 0.5)
    monkeypatch.setattr(langfuse_generation, "ROUND_TRIP_SECONDS", 0.4)
    monkeypatch.setattr(langfuse_generation, "POLL_SECONDS", 0.05)


def failure(run: Callable[[], object]) -> UserError:
    with pytest.raises(UserError) as error:
        run()
    return error.value
