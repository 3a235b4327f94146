"""`alex analyze`: access to the API, and patience with a job."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cli.run import analyze as command
from cli.run.analyze import PATIENCE_SECONDS, analyze, analyze_with
from cli.shared.api_client import ORIGIN_HEADER
from cli.shared.errors import UserError
from cli.shared.reach import user_api
from cli.trace.source import trace_id_of
from components.foundation import time_limits
from local.traces.keys import KeyPair
from local.traces.links import link

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


@pytest.mark.parametrize("status", ["completed", "failed"])
def test_the_link_to_the_jobs_trace_is_printed_whole(status: str, capsys: pytest.CaptureFixture[str]) -> None:
    job = {
        "job_id": "3f2a91bc",
        "status": status,
        "summary": "",
        "results": {},
        "errors": {},
        "usage": {},
        "cost_usd": 0,
    }
    api: Any = SimpleNamespace(start_analysis=lambda: job["job_id"], job=lambda _id: job)
    expected = nullcontext() if status == "completed" else pytest.raises(UserError, match="failed")
    address = f"http://127.0.0.1:5000/project/local/traces/{'a' * 32}?key={'b' * 32}"
    with expected:
        analyze_with(api, None, trace_link=lambda job_id: f"{address}#{job_id}")
    assert f"trace: {address}#3f2a91bc" in capsys.readouterr().out


def test_the_link_is_that_of_the_running_store(monkeypatch: pytest.MonkeyPatch) -> None:
    links: list[str] = []
    running = SimpleNamespace(
        api_url="http://api.test", token="t", trace_url="http://traces.test", public_key="pk", secret_key="sk"
    )
    for module in (user_api, command):
        monkeypatch.setattr(module, "running", lambda: running)
    monkeypatch.setattr(user_api, "account_of", lambda _: SimpleNamespace(origin_secret=lambda: "secret"))
    monkeypatch.setattr(command, "analyze_with", lambda *_, trace_link, **__: links.append(trace_link("3f2a91bc")))
    analyze(SAMPLE)
    assert links == [link("http://traces.test", KeyPair("pk", "sk"), trace_id_of("3f2a91bc"))]
