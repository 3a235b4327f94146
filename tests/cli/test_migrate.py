"""`alex migrate`: one invocation whatever happens, its answer in words, and one line for each refusal."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import pytest

from cli.migrate import run
from cli.migrate.run import answer_seconds, invoke_migrator, run_migrations
from cli.shared.account import Account
from cli.shared.errors import UserError
from components.foundation.functions import FUNCTIONS

PATH = "/2015-03-31/functions/alex-prod-migrator/invocations?Qualifier=live"
ANSWER = {"applied": ["0005_holdings_in_turn", "0006_degraded_jobs"], "seeded": 42}


class Lambda:
    """A server on loopback with one answer to every invocation, and the paths that were asked for."""

    def __init__(self) -> None:
        self.asked = list[str]()
        self.answer: tuple[int, dict[str, str], Any] = (200, {}, ANSWER)
        self.silent = threading.Event()
        """Set: no invocation is answered before `stop`."""
        self._stopped = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def account(self) -> Account:
        session = boto3.Session("test", "test", region_name="us-east-1")
        return Account("prod", session, f"http://127.0.0.1:{self._server.server_port}")

    def stop(self) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        lambda_ = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                lambda_.asked.append(self.path)
                if lambda_.silent.is_set():
                    lambda_._stopped.wait()
                    return
                status, headers, content = lambda_.answer
                body = json.dumps(content).encode()
                self.send_response_only(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                return

        return Handler


@pytest.fixture
def lambda_(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lambda]:
    served = Lambda()
    monkeypatch.setattr(run, "account_of", lambda _stack: served.account)
    yield served
    served.stop()


def refused(call: Callable[[], object]) -> UserError:
    with pytest.raises(UserError) as caught:
        call()
    assert "\n" not in caught.value.problem
    return caught.value


def test_the_applied_migrations_are_printed(lambda_: Lambda, capsys: pytest.CaptureFixture[str]) -> None:
    run_migrations("prod", as_json=False)

    assert capsys.readouterr().out.splitlines() == [
        "applied 0005_holdings_in_turn",
        "applied 0006_degraded_jobs",
        "stack prod: 2 migrations applied, 42 instruments in the catalogue",
    ]
    assert lambda_.asked == [PATH]


def test_a_run_without_anything_to_apply_says_so(lambda_: Lambda, capsys: pytest.CaptureFixture[str]) -> None:
    lambda_.answer = (200, {}, {"applied": [], "seeded": 42})

    run_migrations("prod", as_json=False)

    assert capsys.readouterr().out == "stack prod: nothing to apply, 42 instruments in the catalogue\n"


def test_json_is_the_migrators_answer(lambda_: Lambda, capsys: pytest.CaptureFixture[str]) -> None:
    run_migrations("prod", as_json=True)

    assert json.loads(capsys.readouterr().out) == ANSWER


def test_a_failed_migration_is_one_line_and_is_not_tried_again(lambda_: Lambda) -> None:
    failure = {"errorType": "MigrationError", "errorMessage": "0006_degraded_jobs: column\nexists"}
    lambda_.answer = (200, {"X-Amz-Function-Error": "Unhandled"}, failure)

    error = refused(lambda: run_migrations("prod", as_json=False))

    assert error.problem == "stack prod: MigrationError: 0006_degraded_jobs: column exists"
    assert "alex logs migrator --stack prod" in error.hint
    assert lambda_.asked == [PATH]


@pytest.mark.parametrize(
    ("status", "code", "problem", "hint"),
    [
        pytest.param(429, "TooManyRequestsException", "is running already", "wait for its end", id="runs already"),
        pytest.param(404, "ResourceNotFoundException", "no migrator", "pulumi up --stack prod", id="not deployed"),
        pytest.param(403, "AccessDeniedException", "AccessDeniedException", "this permission", id="not allowed"),
        pytest.param(500, "ServiceException", "ServiceException", "", id="Lambda's error"),
    ],
)
def test_a_refusal_is_one_line_and_is_not_tried_again(
    lambda_: Lambda, status: int, code: str, problem: str, hint: str
) -> None:
    lambda_.answer = (status, {"x-amzn-errortype": code}, {"message": "no"})

    error = refused(lambda: run_migrations("prod", as_json=False))

    assert problem in error.problem
    assert hint in error.hint
    assert lambda_.asked == [PATH]


def test_a_silent_migrator_is_invoked_once_and_may_still_run(lambda_: Lambda) -> None:
    lambda_.silent.set()

    error = refused(lambda: invoke_migrator(lambda_.account, read_seconds=0.3))

    assert error.problem == "stack prod: no answer after 0.3 s; the migrator may still run"
    assert lambda_.asked == [PATH]


def test_the_command_waits_for_longer_than_the_migrator_may_run() -> None:
    (migrator,) = [spec for spec in FUNCTIONS if spec.name == "migrator"]

    assert answer_seconds() > migrator.timeout_seconds
