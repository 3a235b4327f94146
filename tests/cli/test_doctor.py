"""The checks of the API, and all checks together."""

from __future__ import annotations

import dataclasses
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from agent_runtime.origin import HEADER
from cli.doctor import api
from cli.doctor.api import ApiChecks
from cli.doctor.check import Check, CheckFailed, CheckSkipped, State, run_checks
from cli.doctor.examine import examine
from cli.doctor.target import checks_of_running, checks_of_stack
from cli.shared.errors import UserError
from local.run_file import RunFile
from tests.cli.doctor_checks import failure, hanging, impatient, refusing
from tests.cli.stand_ins import Answers, aws_answers, serving

__all__ = ["hanging", "impatient", "refusing"]
ROOT = Path(__file__).resolve().parents[2]


def api_answers() -> Answers:
    return {
        "/api/health": (200, {"status": "ok", "release": "abc"}),
        "/api/jobs": (200, {"items": []}),
        "anonymous": (401, {}),
    }


def api_checks(url: str, token: str | None = "t") -> ApiChecks:
    return ApiChecks(lambda: url, token, lambda: {HEADER: "secret"}, "prod")


def test_a_healthy_api_passes_every_check() -> None:
    with serving(api_answers()) as url:
        found = [check.run() for check in api_checks(url).all()]
    assert found == ["release abc", "401 without a token", "jobs can be listed"]


@pytest.mark.parametrize("index", range(3), ids=["health", "anonymous", "call"])
def test_an_api_that_refuses_or_hangs_fails_each_check(index: int, refusing: str, hanging: str) -> None:
    assert "cannot be reached" in failure(api_checks(refusing).all()[index].run).problem
    assert "does not answer within" in failure(api_checks(hanging).all()[index].run).problem


@pytest.mark.parametrize(
    ("index", "path", "answer", "found"),
    [
        pytest.param(0, "/api/health", (200, {"status": "ill"}), "'ill' instead of 'ok'", id="not healthy"),
        pytest.param(
            1,
            "anonymous",
            (200, {"items": []}),
            "answers a call without a token with 200 instead of 401",
            id="no authorizer",
        ),
        pytest.param(2, "/api/jobs", (401, {}), "answers 401", id="the token is refused"),
        pytest.param(2, "/api/jobs", (503, {}), "answers a user's call with 503", id="no database"),
        pytest.param(2, "/api/jobs", (200, {"jobs": 1}), "contains no list of jobs", id="something else"),
    ],
)
def test_a_wrong_answer_of_the_api_is_reported(index: int, path: str, answer: Any, found: str) -> None:
    with serving({**api_answers(), path: answer}) as url:
        assert found in failure(api_checks(url).all()[index].run).problem


@pytest.mark.parametrize("index", range(3), ids=["health", "anonymous", "call"])
@pytest.mark.parametrize(
    ("stack", "advice"),
    [("prod", "set ALEX_API_URL to the stack's output siteUrl"), ("local", "secrets rotate origin --stack local")],
)
def test_a_request_that_bypasses_cloudfront_has_its_own_hint(index: int, stack: str, advice: str) -> None:
    refusal = (403, {"detail": api.NOT_THROUGH_THE_SITE})
    with serving(dict.fromkeys(("/api/health", "/api/jobs", "anonymous"), refusal)) as url:
        found = failure(ApiChecks(lambda: url, "t", dict, stack).all()[index].run)
    assert found.problem == f"403: {api.NOT_THROUGH_THE_SITE}"
    assert advice in found.hint
    assert "jwtIssuer" not in found.hint


def test_the_expected_refusal_is_the_apis_own_text() -> None:
    assert f'"{api.NOT_THROUGH_THE_SITE}"' in (ROOT / "agents" / "api" / "origin.py").read_text()


def run_file(url: str) -> RunFile:
    words: dict[str, Any] = {field.name: url for field in dataclasses.fields(RunFile)}
    return RunFile(**(words | {"pid": os.getpid(), "region": "us-east-1", "started": 1.0}))


def test_the_current_origin_secret_is_sent_after_a_rotation() -> None:
    sent = list[str]()
    rotated = {**aws_answers(), "GetSecretValue": (200, {"SecretString": "rotated"})}

    def api_of(headers: Any) -> tuple[int, Any]:
        sent.append(headers[HEADER])
        return 200, {"status": "ok"}

    with serving({**rotated, "/api/health": api_of}) as url:
        checks = {check.name: check for check in checks_of_running(run_file(url))}
        checks["API: health"].run()
    assert sent == ["rotated"]


def test_without_a_token_the_check_of_a_users_call_is_skipped() -> None:
    with pytest.raises(CheckSkipped, match="ALEX_API_TOKEN"):
        api_checks("http://nowhere.test", None).call()


def test_a_hanging_check_times_out_alone_and_a_bug_becomes_one_line() -> None:
    def bug() -> str:
        raise KeyError("usage\nof nothing")

    forever = threading.Event()
    checks = [
        Check("well", lambda: "fine", "-"),
        Check("hangs", lambda: str(forever.wait()), "restart it", seconds=0.3),
        Check("broken", bug, "look into it"),
    ]
    outcomes = run_checks(checks, lambda _: None)
    forever.set()
    assert [outcome.state for outcome in outcomes] == [State.GOOD, State.FAILED, State.FAILED]
    assert (outcomes[1].found, outcomes[1].advice) == ("no answer within 0.3 s", "restart it")
    assert outcomes[2].found.startswith("KeyError")
    assert "\n" not in outcomes[2].found


@pytest.mark.parametrize(("found", "well"), [("fine", True), (None, False)], ids=["all well", "one failed"])
def test_the_command_reports_whether_a_check_failed(
    found: str | None, well: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    def run() -> str:
        if found is None:
            raise CheckFailed("nothing\x1b[2J there", "plug it in")
        return found

    assert examine([Check("it", run, "-")]) is well
    shown = capsys.readouterr().out
    assert ("✔" in shown, "plug it in" in shown) == (well, not well)
    assert "\x1b[2J" not in shown


def test_in_a_pipe_the_last_message_starts_on_a_new_line(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> str:
        raise CheckFailed("nothing there", "plug it in")

    examine([Check("it", fail, "-")])
    assert capsys.readouterr().out.splitlines()[-1] == "1 of 1 checks failed"


def test_a_stack_without_an_api_address_says_how_to_set_one() -> None:
    checks = {check.name: check for check in checks_of_stack("local", {})}
    assert "ALEX_API_URL" in failure(checks["API: health"].run).hint


def test_an_unknown_stack_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UserError, match="the stacks are local, prod"):
        checks_of_stack("nowhere", {})
