"""`alex logs`: a function's lines from CloudWatch Logs, decoded, filtered and followed."""

from __future__ import annotations

import io
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber
from rich.console import Console

from cli.logs import events, view
from cli.logs.events import LATE_MILLISECONDS, FunctionLog
from cli.logs.view import print_pages, show_logs
from cli.shared.errors import UsageError, UserError

START = datetime(2026, 11, 24, 14, 5, 6, tzinfo=UTC)
MILLISECONDS = int(START.timestamp() * 1000)
GROUP = "/aws/lambda/alex-prod-planner"
LINE = {
    "level": "WARNING",
    "location": "run:96",
    "message": "agent failed",
    "timestamp": "2026-11-24 14:05:06,250+0000",
    "service": "planner",
    "function_arn": "arn",
    "reason": "Too slow.",
    "usage": {"model_calls": 2},
    "error_kind": None,
    "job_id": "job-1",
}


def event(message: Any, after: int = 0, number: int | None = None) -> dict[str, Any]:
    text = message if isinstance(message, str) else json.dumps(message)
    numbered = {} if number is None else {"eventId": str(number)}
    return {"timestamp": MILLISECONDS + after, "message": text, "logStreamName": "s", **numbered}


def printed(*found: dict[str, Any], as_json: bool = False, terminal: bool = False) -> str:
    file = io.StringIO()
    console = Console(file=file, width=40, force_terminal=terminal, highlight=False)
    print_pages([list(found)], console, as_json=as_json)
    return file.getvalue()


def answering(*pages: dict[str, Any], start: Any = ANY, **wanted: Any) -> Any:
    """A client whose CloudWatch Logs answers with these pages, one per request."""
    client = boto3.client("logs", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    stub = Stubber(client)
    token: dict[str, Any] = {}
    for page in pages:
        stub.add_response("filter_log_events", page, {"logGroupName": GROUP, "startTime": start, **wanted, **token})
        token = {"nextToken": page["nextToken"]} if "nextToken" in page else {}
    stub.activate()
    return client


def test_a_line_shows_time_level_message_and_fields_in_a_pipe_without_styles_or_wraps() -> None:
    assert printed(event(LINE)) == (
        '2026-11-24 14:05:06.250 WARNING agent failed  job_id=job-1  reason=Too slow.  usage={"model_calls": 2}\n'
    )


def test_a_traceback_stands_below_its_line_and_other_text_is_shown_unchanged() -> None:
    text = printed(event({**LINE, "exception": "Traceback\n  KeyError"}), event("Runtime exited\n", after=500))
    assert text.splitlines()[1:] == [
        "    Traceback",
        "      KeyError",
        "2026-11-24 14:05:06.500 -       Runtime exited",
    ]


def test_lambdas_own_line_of_an_error_is_shown_as_a_functions() -> None:
    frames = ['  File "/var/task/handler.py", line 7, in handle\n    raise error\n']
    line = {"log_level": "ERROR", "errorType": "RotationError", "errorMessage": "no login", "stackTrace": frames}
    text = printed(event({"timestamp": "2026-11-24T14:05:06Z", "requestId": "r-1", **line}))
    (first, *rest) = text.splitlines()
    assert "ERROR" in first
    assert first.endswith("RotationError: no login")
    assert [each.strip() for each in rest] == ['File "/var/task/handler.py", line 7, in handle', "raise error"]


def test_a_stack_trace_of_another_shape_does_not_end_the_log() -> None:
    assert printed(event({"message": "failed", "stackTrace": 7})).rstrip().endswith("failed")


def test_the_platforms_report_is_shown_and_metrics_and_starts_are_not() -> None:
    record = {"requestId": "r", "metrics": {"durationMs": 7}, "status": "success"}
    report = {"time": "2026-11-24T14:05:06.300Z", "type": "platform.report", "record": record}
    start = {"time": "2026-11-24T14:05:06.000Z", "type": "platform.start", "record": {"requestId": "r"}}
    text = printed(event({"_aws": {}, "CostUSD": 1}), event(start), event(report))
    assert text == "2026-11-24 14:05:06.300 -       platform.report  requestId=r  status=success  durationMs=7\n"


def test_json_has_every_line_with_its_time() -> None:
    lines = printed(event({"_aws": {}, "CostUSD": 1}), event(LINE), event("text"), as_json=True).splitlines()
    assert sorted(map(json.loads, lines), key=str) == sorted(
        [
            {"time": "2026-11-24T14:05:06.000+00:00", "line": {"_aws": {}, "CostUSD": 1}},
            {"time": "2026-11-24T14:05:06.250+00:00", "line": LINE},
            {"time": "2026-11-24T14:05:06.000+00:00", "line": "text"},
        ],
        key=str,
    )


def test_a_line_cannot_control_the_terminal_and_is_not_read_as_markup() -> None:
    text = printed(event({**LINE, "message": "[red]\x1b[2J", "reason": "\x9b31m"}), terminal=True)
    assert "[red]" in text
    assert "\x1b[2J" not in text
    assert "\x9b" not in text


def test_every_page_is_read_and_only_events_of_the_job() -> None:
    client = answering(
        {"events": [event("one job-1")], "nextToken": "more"},
        {"events": [event("two job-1")]},
        start=MILLISECONDS,
        filterPattern='"job-1"',
    )
    pages = list(FunctionLog(client, GROUP, "job-1").since(START))
    assert [found["message"] for page in pages for found in page] == ["one job-1", "two job-1"]


@pytest.mark.parametrize("numbered", [True, False], ids=["AWS", "embedded AWS"])
def test_following_prints_each_event_once_and_late_ones_too(monkeypatch: pytest.MonkeyPatch, numbered: bool) -> None:
    first, second, late = (
        event(text, after, number if numbered else None)
        for number, (text, after) in enumerate([("first", 60_000), ("second", 61_000), ("late", 50_000)])
    )
    client = answering({"events": [first]}, {"events": [first, second]}, {"events": [late, first, second]})
    asked = list[int]()
    client.meta.events.register(
        "provide-client-params.cloudwatch-logs.FilterLogEvents",
        lambda params, **_: asked.append(params["startTime"]),
    )
    slept = list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(events, "time", SimpleNamespace(sleep=sleep))
    found = list[str]()
    with suppress(KeyboardInterrupt):
        for page in FunctionLog(client, GROUP).follow(START):
            found += [each["message"] for each in page]
    assert found == ["first", "second", "late"]
    assert asked == [MILLISECONDS, MILLISECONDS + 60_000 - LATE_MILLISECONDS, MILLISECONDS + 61_000 - LATE_MILLISECONDS]


def account(monkeypatch: pytest.MonkeyPatch, client: Any) -> None:
    names = SimpleNamespace(function_log_group=lambda _name: GROUP)
    made = SimpleNamespace(client=lambda _service: client, names=lambda: names)
    monkeypatch.setattr(view, "account_of", lambda _stack: made)


def show(function: str = "planner", **options: Any) -> None:
    show_logs(function, "prod", **({"since": "10m", "job_id": None, "follow": False, "as_json": False} | options))


def test_ctrl_c_ends_following_quietly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_seconds: float) -> None:
        raise KeyboardInterrupt

    account(monkeypatch, answering({"events": [event("first")]}))
    monkeypatch.setattr(events, "time", SimpleNamespace(sleep=interrupted))
    show(follow=True)
    assert capsys.readouterr().out.endswith("first\n")


def test_without_lines_the_pipe_stays_empty(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    account(monkeypatch, answering({"events": []}))
    show()
    said = capsys.readouterr()
    assert said.out == ""
    since = datetime.now(UTC) - timedelta(minutes=10)
    assert said.err.startswith(f"no lines since {since:%Y-%m-%d}")


def test_an_unknown_function_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"no function 'barista'\nhint: the functions are planner, tagger, "):
        show("barista")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("ResourceNotFoundException", r"stack prod: planner has no log\nhint: check that it is deployed"),
        (
            "AccessDeniedException",
            r"the log of planner cannot be read: .*AccessDenied.*\nhint: ask for this",
        ),
    ],
)
def test_a_log_that_cannot_be_read_is_a_user_error(monkeypatch: pytest.MonkeyPatch, code: str, message: str) -> None:
    client = boto3.client("logs", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    stub = Stubber(client)
    stub.add_client_error("filter_log_events", code)
    stub.activate()
    account(monkeypatch, client)
    with pytest.raises(UserError, match=message):
        show()


def test_a_stack_that_is_not_running_says_how_to_start_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr("cli.shared.stack_account.STATE_DIR", tmp_path)
    with pytest.raises(UserError, match=r"no `alex up` is running here\nhint: start one .*alex up"):
        show_logs("planner", "local", since="10m", job_id=None, follow=False, as_json=False)
