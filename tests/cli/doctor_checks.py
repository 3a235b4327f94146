"""Surroundings of the doctor's checks: servers that refuse or hang, and short time limits."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest

from cli.doctor import http, langfuse_generation
from cli.shared.errors import UserError


@pytest.fixture
def refusing() -> str:
    """An address without a listener."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


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
