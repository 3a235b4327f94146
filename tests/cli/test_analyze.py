"""`alex analyze`: access to the API, and patience with a job."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cli.run import analyze as command
from cli.run.analyze import PATIENCE_SECONDS, analyze
from cli.shared.api_client import ORIGIN_HEADER
from cli.shared.errors import UserError
from cli.shared.reach import user_api
from components.foundation import time_limits

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "portfolios" / "starter.json"


def test_the_current_origin_secret_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = list[str]()

    def analyzed(api: Any, _portfolio: object, **_: object) -> None:
        sent.append(api._http.headers[ORIGIN_HEADER])

    running = SimpleNamespace(api_url="http://api.test", token="t", origin_secret="of the start")
    monkeypatch.setattr(user_api, "running", lambda: running)
    monkeypatch.setattr(user_api, "account_of", lambda _: SimpleNamespace(origin_secret=lambda: "rotated"))
    monkeypatch.setattr(command, "analyze_with", analyzed)
    analyze(SAMPLE)
    assert sent == ["rotated"]


def test_a_job_is_waited_for_through_all_its_deliveries() -> None:
    assert time_limits.MAX_RECEIVES * time_limits.QUEUE_VISIBILITY < PATIENCE_SECONDS


def test_a_deployed_stack_is_asked_as_the_user_of_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(command, "analyze_with", lambda api, _portfolio, **_: asked.append(api._http))
    analyze(SAMPLE, "prod", {"ALEX_API_TOKEN": "t", "ALEX_API_URL": "https://site.test/"})

    assert (asked[0].base_url, asked[0].headers["authorization"]) == ("https://site.test", "Bearer t")


def test_a_deployed_stack_needs_a_token() -> None:
    with pytest.raises(UserError, match="ALEX_API_TOKEN is not set"):
        analyze(SAMPLE, "prod", {})
