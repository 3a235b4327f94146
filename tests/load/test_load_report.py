"""Reports of `make load`. tests/e2e tests the simulated users."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bench.load.__main__ import main
from bench.load.diary import Diary, Request, read_diary
from bench.load.invocations import Invocation, invocation_of
from bench.load.measures import make_report, times_of
from bench.load.outcome import Outcome, outcome
from bench.load.queue_watch import Depth
from bench.load.routes import route_of
from bench.load.target import TOKENS_VARIABLE, address
from bench.load.view import sparkline
from cli.shared.errors import UserError

ID = "11111111-2222-3333-4444-555555555555"


def job(status: str = "completed", seconds: int = 4) -> dict[str, Any]:
    ended = f"2026-11-24T10:00:{seconds:02}Z" if status not in ("pending", "running") else None
    return {"status": status, "created_at": "2026-11-24T10:00:00Z", "finished_at": ended}


def promised(**changes: Any) -> Outcome:
    """Two jobs that were accepted, ended once and left nothing behind, with changes applied."""
    usual = {"accepted": ["a", "b"], "stored": {"a": job(), "b": job("partial", 6)}, "finished": ["a", "b"]}
    return outcome(**(usual | changes))


def request(ms: float, *, started: float = 10, status: int = 200, again: bool = False) -> Request:
    error = None if status < 400 else f"status {status}"
    return Request("GET /jobs", status, started, ms, again, error)


def diary(*requests: Request, **changes: Any) -> Diary:
    return Diary(**({"requests": list(requests), "ready": 5.0, "over": 15.0} | changes))


def test_jobs_that_end_once_have_no_fault() -> None:
    ended = promised()
    assert ended.as_promised
    assert ended.by_status == {"completed": 1, "partial": 1}
    assert ended.wall_seconds == [4.0, 6.0]


@pytest.mark.parametrize(
    ("changes", "field", "found"),
    [
        pytest.param({"stored": {"a": job()}}, "lost", ["b"], id="a job that is not there"),
        pytest.param({"stored": {"a": job(), "b": job("running")}}, "lost", ["b"], id="a job that never ends"),
        pytest.param({"stored": {"a": job(), "b": job("failed")}}, "failed", ["b"], id="a job that failed"),
        pytest.param({"finished": ["a", "b", "a"]}, "doubled", ["a"], id="a job that ended twice"),
        pytest.param({"accepted": ["a"]}, "strangers", ["b"], id="a job that no user was told of"),
        pytest.param({"dead_letters": 1}, "dead_letters", 1, id="a dead letter"),
        pytest.param({"left_in_queue": 2}, "left_in_queue", 2, id="messages left in the queue"),
    ],
)
def test_a_broken_promise_is_a_fault(changes: dict[str, Any], field: str, found: Any) -> None:
    broken = promised(**changes)
    assert getattr(broken, field) == found
    assert not broken.as_promised
    assert make_report(diary(request(1)), [], [], promised(), users=1).faults == []
    assert len(make_report(diary(request(1)), [], [], broken, users=1).faults) == 1


def test_percentiles_are_those_of_the_values() -> None:
    times = times_of([float(number) for number in range(1, 101)])
    assert (times.count, times.mean, times.most) == (100, 50.5, 100.0)
    assert (times.p50, round(times.p95, 2), round(times.p99, 2)) == (50.5, 95.05, 99.01)
    with pytest.raises(ValueError, match="no times"):
        times_of([])


def test_only_the_time_with_all_users_is_measured_and_every_error_counts() -> None:
    report = make_report(
        diary(request(9000, started=1), request(10), request(30), request(9, started=2, status=500)),
        [],
        [],
        promised(),
        users=3,
    )
    (route,) = report.routes
    assert (route.ms.count, route.ms.p50, route.per_second) == (2, 20.0, 0.2)
    assert (report.requests, report.errors) == (4, 1)
    assert report.faults == ["1 of 4 requests failed"]


def test_a_retry_answer_counts_neither_as_error_nor_as_time() -> None:
    report = make_report(diary(request(5, status=429, again=True), request(20)), [], [], promised(), users=1)
    (route,) = report.routes
    assert (route.again, route.errors, route.ms.most) == (1, 0, 20.0)
    assert report.faults == []


def test_users_who_did_not_finish_are_a_fault() -> None:
    report = make_report(diary(request(5), over=None), [], [], promised(), users=1)
    assert report.faults == ["the users did not finish their work"]


def test_the_parts_of_a_routes_time_add_up_to_its_users_wait() -> None:
    invocation = Invocation("GET /jobs", handler_ms=50, lambda_ms=60, statements=[("Jobs.list_for", 30), ("x", 10)])
    (share,) = make_report(diary(request(100)), [invocation], [], promised(), users=1).shares
    assert (share.gateway, share.runtime, share.code, share.database) == (40, 10, 10, 40)
    assert share.statements == 2


def test_a_slow_route_is_a_missed_target_and_no_fault() -> None:
    slow = Invocation("GET /jobs", statements=[("Jobs.list_for", 150.0), ("Users.get", 1.0)])
    report = make_report(diary(request(600)), [slow], [], promised(), users=1)
    assert [(aim.measured, aim.met) for aim in report.aims] == [(600.0, False), (150.0, False)]
    assert report.faults == []
    assert [aim.met for aim in make_report(diary(), [], [], promised(), users=1).aims] == [None, None]


def test_an_invocation_is_read_from_the_lines_that_a_function_logs() -> None:
    emf = {"_aws": {}, "Operation": "Jobs.get_for", "DataApiLatency": [3.5, 4]}
    lines = [
        "START RequestId: r Version: 1",
        json.dumps({"message": "request", "method": "GET", "path": f"/api/jobs/{ID}", "status": 200, "duration_ms": 9}),
        json.dumps(emf),
        json.dumps({"message": "job finished", "job_id": ID}),
        "{not json",
        json.dumps({"type": "platform.report", "record": {"metrics": {"durationMs": 12, "billedDurationMs": 12}}}),
    ]
    read = invocation_of(lines)
    assert (read.route, read.handler_ms, read.lambda_ms, read.sql_ms) == ("GET /jobs/{id}", 9, 12, 7.5)
    assert read.finished_job == ID


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/api/jobs?limit=100", "GET /jobs"),
        (f"/api/accounts/{ID}/positions", "GET /accounts/{id}/positions"),
        ("/api/instruments/BRK.B", "GET /instruments/{symbol}"),
        (f"/prefix/$default/api/jobs/{ID}", "GET /jobs/{id}"),
    ],
)
def test_requests_that_differ_in_ids_have_one_route(path: str, route: str) -> None:
    assert route_of("GET", path) == route


def test_a_diary_is_read_line_by_line() -> None:
    entries = [
        {"kind": "ready", "at": 1.0},
        {"kind": "request", "at": 2.5, **vars(request(5))},
        {"kind": "accepted", "at": 3.0, "job": "a", "user": 7},
        {"kind": "gave up", "at": 3.5, "user": 7, "why": "GET /jobs: 500"},
        {"kind": "over", "at": 4.0},
    ]
    read = read_diary(map(json.dumps, entries))
    assert read == Diary([request(5)], {"a": 7}, ["user 7: GET /jobs: 500"], 1.0, 4.0)
    with pytest.raises(ValueError, match="no 'rumour'"):
        read_diary(['{"kind": "rumour", "at": 1}'])


def test_a_sparkline_shows_the_highest_of_what_does_not_fit() -> None:
    assert sparkline([0, 7, 0, 14], width=4) == "▁▅▁█"
    assert sparkline([0, 7, 0, 14], width=2) == "▅█"
    assert sparkline([]) == ""
    assert sparkline([0, 0]) == "▁▁"


def test_a_bar_of_what_is_not_0_is_not_that_of_0() -> None:
    assert sparkline([0, 1, 1000]) == "▁▂█"


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (("ftp://x", 1, 1, 1), "must begin with https"),
        (("http://alex.example", 1, 1, 1), "must begin with https"),
        (("https://alex.example", 51, 1, 1), "USERS: at most 50"),
        (("https://alex.example", 1, 601, 1), "SECONDS: at most 600"),
        (("https://alex.example", 1, 1, 201), "JOBS or BURST: at most 200"),
        (("https://alex.example", 3, 1, 1), "3 users need 3 tokens of different users, it has 2"),
    ],
)
def test_excessive_load_on_an_address_is_refused(
    monkeypatch: pytest.MonkeyPatch, asked: tuple[Any, ...], reason: str
) -> None:
    monkeypatch.setenv(TOKENS_VARIABLE, "one, two")
    with pytest.raises(UserError, match=reason):
        address(*asked)


def test_an_address_is_asked_with_the_tokens_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKENS_VARIABLE, "one two\nthree")
    target = address("https://alex.example/api/", 2, 60, 0)
    assert (target.url, target.tokens, target.inside) == ("https://alex.example", ["one", "two"], None)


@pytest.mark.parametrize(("fault", "code"), [(False, 0), (True, 1)])
def test_the_exit_code_says_whether_a_promise_was_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Any, fault: bool, code: int
) -> None:
    monkeypatch.setenv(TOKENS_VARIABLE, "one")
    jobs = promised(finished=["a", "a"]) if fault else promised()
    depths = [Depth(1.0, 3, 2), Depth(2.0, 0, 0)]
    report = make_report(diary(request(5)), [], depths, jobs, users=1)
    monkeypatch.setattr("bench.load.__main__.run", lambda *_, **__: report)

    kept = tmp_path / "report.json"
    assert main(["--url", "https://alex.example", "--users", "1", "--json", str(kept)]) == code
    assert ("fault: 1 jobs ended more than once: a" in capsys.readouterr().out) is fault
    assert json.loads(kept.read_text())["outcome"]["accepted"] == 2


def test_a_wrong_address_is_one_line_and_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--url", "alex.example"]) == 1
    assert capsys.readouterr().err.startswith("load: --url: 'alex.example' must begin with https://")
