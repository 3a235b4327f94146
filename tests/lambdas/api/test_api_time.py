"""How long the API waits for its database: API Gateway waits 30 s for an answer, cold start included."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from api import handler
from tests.lambdas.api_fixtures import Api


def test_the_first_request_of_a_process_counts_a_cold_start(
    api_without_database: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    database = SimpleNamespace(bound_by=lambda _context, most_seconds: waits.append(most_seconds))
    monkeypatch.setattr(handler, "data_api", lambda: database)
    monkeypatch.setattr(handler, "_patience", [handler.GATEWAY_SECONDS - handler.COLD_START_SECONDS])
    for _ in range(3):
        assert api_without_database("GET", "/api/health").status == 200

    assert waits == [20, 30, 30]
